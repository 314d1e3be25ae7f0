"""Reads what the widget sends: ids, the page, a rating, which part of the conversation."""

import re
from dataclasses import dataclass
from typing import Any, Mapping, Optional

from sanic.request import Request

from assistant.channels.incoming_message import (
    RejectedMessage,
    bad_field,
    read_string,
    read_text,
)

MAX_PAGE_CHARACTERS = 500
MAX_ID_CHARACTERS = 100
MAX_ENTRIES = 100
DEFAULT_ENTRIES = 50
RATINGS = ("up", "down", None)

_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_REPLY_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\.[0-9]{1,4}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_CURSOR = re.compile(r"[0-9]{1,15}")
# As a browser writes the address of a page: scheme, user, host with port, path, and the rest.
_PAGE = re.compile(
    r"(?P<scheme>https?://)(?:[!\"$-.0->A-~]*@)?"
    r"(?P<place>(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[!\"$->@-~]*)?)"
    r"(?:[?#][!-~]*)?"
)


@dataclass(frozen=True)
class WebsiteMessage:
    """One checked message: its id, an inert text, and what the page says about itself."""

    id: str
    text: str
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class PartOfConversation:
    """Which entries are wanted: at most `limit`, earlier than `before`."""

    limit: int
    before: Optional[int]


@dataclass(frozen=True)
class ReplyRating:
    """What a visitor thinks of a reply; None takes an earlier rating back."""

    reply_id: str
    rating: Optional[str]


def read_website_message(fields: Mapping[str, Any], max_characters: int) -> WebsiteMessage:
    """Read a message of the widget. Raises RejectedMessage.

    The page and its language are left out where they are not what is wanted: a slip of the page's
    author must not cost a visitor the answer.
    """
    about = {"page": _read_page(fields.get("page")), "language": _read_language(fields)}
    known = {name: value for name, value in about.items() if value is not None}
    return WebsiteMessage(read_message_id(fields), read_text(fields, max_characters), known)


def read_message_id(fields: Mapping[str, Any]) -> str:
    """Read the id that the client has given its message. Raises RejectedMessage."""
    return _read_matching(fields, "id", _MESSAGE_ID, "8 to 64 letters, digits, '_' or '-'")


def read_rating(fields: Mapping[str, Any]) -> ReplyRating:
    """Read a rating. Raises RejectedMessage."""
    reply_id = _read_matching(fields, "reply", _REPLY_ID, "the id of a reply")
    if "rating" not in fields:
        raise bad_field("rating", "missing", "is missing")
    rating = fields["rating"]
    if rating not in RATINGS:
        raise bad_field("rating", "invalid", 'is "up", "down" or null')
    return ReplyRating(reply_id, rating)


def read_part_of_conversation(request: Request) -> PartOfConversation:
    """Read `limit` and `before` of the query. Raises RejectedMessage."""
    query = request.get_args(keep_blank_values=True)
    limits, cursors = query.getlist("limit") or [], query.getlist("before") or []
    limit = DEFAULT_ENTRIES
    if limits:
        if len(limits) > 1 or not re.fullmatch("[0-9]{1,3}", limits[0]):
            raise _bad_limit()
        limit = int(limits[0])
        if not 1 <= limit <= MAX_ENTRIES:
            raise _bad_limit()
    if len(cursors) > 1 or not all(_CURSOR.fullmatch(cursor) for cursor in cursors):
        raise bad_field("before", "invalid", "is not a cursor of this conversation")
    return PartOfConversation(limit, int(cursors[0]) if cursors else None)


def read_bearer(request: Request) -> Optional[str]:
    """The token that the request offers, if it offers one."""
    scheme, _, token = request.headers.getone("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _read_matching(
    fields: Mapping[str, Any], name: str, form: "re.Pattern[str]", words: str
) -> str:
    value = read_string(fields, name, MAX_ID_CHARACTERS)
    if not form.fullmatch(value):
        raise bad_field(name, "invalid", f"must be {words}")
    return value


def _read_page(given: Any) -> Optional[str]:
    """The page's address without query, fragment and user, which may hold personal data."""
    page = _PAGE.fullmatch(given) if isinstance(given, str) else None
    address = page["scheme"] + page["place"] if page else ""
    return address if 0 < len(address) <= MAX_PAGE_CHARACTERS else None


def _read_language(fields: Mapping[str, Any]) -> Optional[str]:
    given = fields.get("language")
    return given if isinstance(given, str) and _LANGUAGE.fullmatch(given) else None


def _bad_limit() -> RejectedMessage:
    return bad_field("limit", "invalid", f"is a whole number from 1 to {MAX_ENTRIES}")
