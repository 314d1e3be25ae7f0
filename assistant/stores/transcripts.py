"""Reads a conversation as its visitor saw it: a page at a time, by index, without Rasa's events."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple

import sqlalchemy as sa
from rasa.shared.core.events import BotUttered, UserUttered
from sqlalchemy.orm import Session

from assistant.stores.masked_events import REMOVED, RESTART

# A retry comes within seconds or with the next page load; nobody writes this much in between.
MESSAGES_LOOKED_AT = 50
# The largest id that SQLite takes; a client may send any cursor.
_LARGEST_ID = 2**63 - 1
_REPLY_ID = re.compile(r"(.+)\.(0|[1-9][0-9]{0,5})", re.DOTALL)
_KINDS = (UserUttered.type_name, BotUttered.type_name)


@dataclass(frozen=True)
class TranscriptEntry:
    """One message. `time` is in seconds since 1970.

    A visitor's has the id that its client gave it. Its replies have the same id with a dot and
    their number, from 0: every message of the bot counts, also one with nothing to show. What was
    told to a form has been removed: then `text` is None, `data` and `metadata` hold no details.
    """

    id: str
    is_from_visitor: bool
    text: Optional[str]
    time: float
    is_removed: bool
    is_restart: bool
    data: Mapping[str, Any]
    metadata: Mapping[str, Any]
    rating: Optional[str]


@dataclass(frozen=True)
class TranscriptPage:
    """Entries, oldest first, and the cursor of the page before them; None if nothing is earlier."""

    entries: Tuple[TranscriptEntry, ...]
    before: Optional[int]


@dataclass(frozen=True)
class StoredReply:
    """The row of a reply, and the topic it is about."""

    row_id: int
    topic: Optional[str]


class Transcripts:
    """Reads the messages of all sessions of a conversation; ratings are not known here.

    A message of the bot that stands before the visitor's first one answers nothing, has no id and
    is left out.
    """

    def __init__(self, events: sa.Table) -> None:
        self._events = events

    def read_page(
        self, session: Session, sender_id: str, limit: int, before: Optional[int] = None
    ) -> TranscriptPage:
        """The newest turns before the cursor: at most `limit` messages, but at least one turn."""
        limit = max(1, limit)
        end = None if before is None else min(before, _LARGEST_ID)
        # One more than a page can hold tells whether anything is earlier.
        users = self._newest(session, sender_id, UserUttered, limit + 1, end)
        if not users:
            return TranscriptPage((), None)
        bots = self._newest(session, sender_id, BotUttered, limit, end)
        oldest = sorted([*users, *bots], reverse=True)[:limit][-1]
        start = min((row_id for row_id in users if row_id >= oldest), default=users[0])
        entries = _number(self._rows(session, sender_id, start, end))
        return TranscriptPage(entries, start if users[-1] < start else None)

    def find_turn(
        self, session: Session, sender_id: str, message_id: str
    ) -> Optional[Tuple[TranscriptEntry, ...]]:
        """A message with its replies; None if it is not among the last MESSAGES_LOOKED_AT."""
        columns = self._events.c
        recent = (
            self._of(sender_id, UserUttered, columns.id, columns.data)
            .order_by(columns.id.desc())
            .limit(MESSAGES_LOOKED_AT)
        )
        start = _find_message(session.execute(recent), message_id)
        if start is None:
            return None
        end = self._next_message(session, sender_id, start)
        return _number(self._rows(session, sender_id, start, end))

    def find_reply(self, session: Session, sender_id: str, reply_id: str) -> Optional[StoredReply]:
        """The reply with this id, however old. Its row is kept from changing until the commit."""
        named = _REPLY_ID.fullmatch(reply_id)
        if named is None:
            return None
        message_id, number = named.groups()
        columns = self._events.c
        naming = (
            self._of(sender_id, UserUttered, columns.id, columns.data)
            .where(columns.data.contains(_naming(message_id), autoescape=True))
            .order_by(columns.id.desc())
        )
        start = _find_message(session.execute(naming), message_id)
        if start is None:
            return None
        reply = (
            self._of(sender_id, BotUttered, columns.id, columns.data)
            .where(columns.id > start)
            .order_by(columns.id)
            .offset(int(number))
            .limit(1)
            .with_for_update(read=True)
        )
        end = self._next_message(session, sender_id, start)
        if end is not None:
            reply = reply.where(columns.id < end)
        found = session.execute(reply).first()
        return found and StoredReply(found.id, _reply_metadata(json.loads(found.data)).get("topic"))

    def read_turn_events(
        self, session: Session, sender_id: str, reply: StoredReply
    ) -> List[Dict[str, Any]]:
        """Every event of the turn of a reply, from the visitor's message on, as Rasa wrote it."""
        columns = self._events.c
        said = self._of(sender_id, UserUttered, columns.id).where(columns.id < reply.row_id)
        start = session.execute(said.order_by(columns.id.desc()).limit(1)).scalar()
        end = self._next_message(session, sender_id, reply.row_id)
        of_turn = sa.select(columns.data).where(
            columns.sender_id == sender_id, columns.id >= (start or reply.row_id)
        )
        if end is not None:
            of_turn = of_turn.where(columns.id < end)
        return [
            json.loads(data) for data in session.execute(of_turn.order_by(columns.id)).scalars()
        ]

    def _of(self, sender_id: str, kind: Any, *selected: Any) -> Any:
        columns = self._events.c
        return sa.select(*selected).where(
            columns.sender_id == sender_id, columns.type_name == kind.type_name
        )

    def _newest(
        self, session: Session, sender_id: str, kind: Any, number: int, end: Optional[int]
    ) -> List[int]:
        # Both kinds at once would have the database sort all of the conversation's messages.
        columns = self._events.c
        ids = self._of(sender_id, kind, columns.id).order_by(columns.id.desc()).limit(number)
        if end is not None:
            ids = ids.where(columns.id < end)
        return list(session.execute(ids).scalars())

    def _next_message(self, session: Session, sender_id: str, after: int) -> Optional[int]:
        columns = self._events.c
        later = self._of(sender_id, UserUttered, columns.id).where(columns.id > after)
        return session.execute(later.order_by(columns.id).limit(1)).scalar()

    def _rows(self, session: Session, sender_id: str, start: int, end: Optional[int]) -> Any:
        columns = self._events.c
        rows = (
            sa.select(columns.id, columns.type_name, columns.data)
            .where(columns.sender_id == sender_id, columns.type_name.in_(_KINDS))
            .where(columns.id >= start)
            .order_by(columns.id)
        )
        return session.execute(rows if end is None else rows.where(columns.id < end))


def _number(rows: Iterable[Any]) -> Tuple[TranscriptEntry, ...]:
    """Entries of rows of which the first is a visitor's."""
    entries: List[TranscriptEntry] = []
    message_id, replies = "", 0
    for row_id, kind, serialised in rows:
        data = json.loads(serialised)
        is_from_visitor = kind == UserUttered.type_name
        if is_from_visitor:
            # Events that were put there by hand may come without an id.
            message_id, replies = str(data.get("message_id") or row_id), 0
            entry_id = message_id
        else:
            entry_id = f"{message_id}.{replies}"
            replies += 1
        entries.append(_make_entry(entry_id, is_from_visitor, data))
    return tuple(_without_failed_tries(entries))


def _without_failed_tries(entries: Sequence[TranscriptEntry]) -> Iterator[TranscriptEntry]:
    """The entries but those of a visitor that got no reply and were sent again with their id."""
    tries = Counter(entry.id for entry in entries)
    for entry, following in zip(entries, (*entries[1:], None), strict=True):
        tries[entry.id] -= 1
        has_failed = entry.is_from_visitor and (following is None or following.is_from_visitor)
        if not (has_failed and tries[entry.id]):
            yield entry


def _make_entry(entry_id: str, is_from_visitor: bool, data: Dict[str, Any]) -> TranscriptEntry:
    text = data.get("text")
    is_removed = text == REMOVED
    is_restart = is_from_visitor and text == RESTART
    return TranscriptEntry(
        id=entry_id,
        is_from_visitor=is_from_visitor,
        text=None if is_removed or is_restart else text,
        time=float(data.get("timestamp") or 0.0),
        is_removed=is_removed,
        is_restart=is_restart,
        data={} if is_from_visitor else _without_gaps(data.get("data")),
        metadata={} if is_from_visitor else _reply_metadata(data),
        rating=None,
    )


def _reply_metadata(data: Mapping[str, Any]) -> Dict[str, Any]:
    """What the response said of itself; the rest is what Rasa notes for its own ends."""
    return _without_gaps((data.get("metadata") or {}).get("metadata"))


def _without_gaps(values: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    # Rasa writes every kind of attachment, most of them null.
    return {key: value for key, value in (values or {}).items() if value is not None}


def _naming(message_id: str) -> str:
    """How an event names this id. Words of a visitor never look so: their quotes are escaped."""
    return f'"message_id": {json.dumps(message_id)}'


def _find_message(rows: Iterable[Any], message_id: str) -> Optional[int]:
    """The row whose message has this id; most rows are passed over without being parsed."""
    naming = _naming(message_id)
    for row_id, serialised in rows:
        if naming in serialised and json.loads(serialised).get("message_id") == message_id:
            return int(row_id)
    return None
