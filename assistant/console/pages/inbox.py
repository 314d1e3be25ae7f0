"""The inbox: what the assistant did not understand, in groups, and one group with its messages."""

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.rooms import Rooms
from assistant.console.teaching_views.inbox_query import (
    SORTS,
    STATES,
    InboxQuery,
    parse_inbox_query,
    read_inbox_query,
)
from assistant.console.teaching_views.topic_choices import list_families
from assistant.console.teaching_views.words import WHY, describe_answer, describe_ruling
from assistant.console.web import (
    PageError,
    Role,
    call,
    get_rooms,
    get_user,
    is_partial,
    redirect,
    render,
    requires,
)
from assistant.review.inbox_records import Decision, GroupSummary, InboxMessage, UnknownNumber
from assistant.topics import OUT_OF_SCOPE

# Below one percent a button would only be a wrong click away; from a quarter on it stands out.
LEAST_CONFIDENCE, LIKELY = 0.01, 0.25
SUGGESTED = 3
MESSAGES_SHOWN = 50
# New messages are put together meanwhile; a page waits for no longer.
_GROUPING_SECONDS = 0.1
_GREATEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class SaidAnswer:
    """An answer and its words, as this clinic's visitors read them."""

    title: str
    words: str


@requires(Role.VIEWER)
async def show_inbox(request: Request) -> Response:
    """The groups, or the part of the page with them."""
    query = read_inbox_query(request.query_params)
    return await show_groups(request, query)


async def show_groups(
    request: Request, query: InboxQuery, said: Optional[Tuple[str, str]] = None
) -> Response:
    """The same for other pages that lead back here; `said` is a message and its kind."""
    context = await call(request, _read_inbox, get_rooms(request), get_user(request).name, query)
    context["said"] = said
    template = "inbox/groups.html" if is_partial(request) else "inbox/list.html"
    return render(request, template, context)


@requires(Role.VIEWER)
async def count_new(request: Request) -> Response:
    """How many messages have come since the list was made: a part that htmx asks for."""
    after = read_number(request.query_params.get("after", ""), 0)
    if not is_partial(request):
        return redirect(request, "inbox")
    count = await call(request, get_rooms(request).inbox.count_open_after, after)
    query = parse_inbox_query(request.query_params.get("query", ""))
    return render(request, "inbox/new.html", {"count": count, "after": after, "query": query})


@requires(Role.VIEWER)
async def show_group(request: Request) -> Response:
    """One group with its messages, a page of them at a time."""
    number = read_number(str(request.path_params["group"]), 0)
    page = max(1, read_number(request.query_params.get("page", ""), 1))
    query = parse_inbox_query(request.query_params.get("query", ""))
    try:
        context = await call(request, _read_group, get_rooms(request), number, page)
    except UnknownNumber as error:
        raise PageError(
            404,
            "There is no such group any more. It was put together with its look-alikes, or its "
            "visitors have deleted their messages. Go back to the inbox.",
        ) from error
    return render(request, "inbox/group.html", {**context, "query": query})


def read_number(text: str, otherwise: int) -> int:
    """A whole number that databases hold."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 11
    return min(int(text), _GREATEST_NUMBER) if is_number else otherwise


def suggest(message: InboxMessage) -> List[Any]:
    """The best topics of a message that are not ruled out; out of scope has its own button."""
    return [
        one
        for one in message.candidates
        if one.topic != OUT_OF_SCOPE and one.confidence >= LEAST_CONFIDENCE
    ][:SUGGESTED]


def _read_inbox(rooms: Rooms, who: str, query: InboxQuery) -> Dict[str, Any]:
    is_grouped = rooms.grouping.group_new(_GROUPING_SECONDS)
    # Before the list is read: what comes in between is counted as new.
    newest = rooms.inbox.find_newest()
    page = rooms.inbox.list_groups(query)
    last: Optional[Decision] = rooms.inbox.last_decision(who)
    return {
        "query": query,
        "page": page,
        "newest": newest,
        "is_grouped": is_grouped,
        "is_empty": newest == 0,
        "last": last,
        "last_words": describe_ruling(last.ruling) if last else "",
        "sorts": SORTS,
        "states": STATES,
        "families": list_families(),
        **_words(),
    }


def _read_group(rooms: Rooms, number: int, page: int) -> Dict[str, Any]:
    group: GroupSummary = rooms.inbox.show_group(number)
    pages = max(1, -(-group.total_count // MESSAGES_SHOWN))
    page = min(page, pages)
    newest = rooms.inbox.find_newest()
    messages = rooms.inbox.show_messages(number, MESSAGES_SHOWN, (page - 1) * MESSAGES_SHOWN)
    answered = dict.fromkeys(topic for one in messages for topic in one.answered)
    return {
        "group": group,
        "messages": messages,
        "newest": newest,
        "page": page,
        "pages": pages,
        "answers": _read_answers(rooms, list(answered)),
        "families": list_families(),
        **_words(),
    }


def _read_answers(rooms: Rooms, topics: Sequence[str]) -> List[SaidAnswer]:
    """What the assistant says to these topics, as staff have it now."""
    found = []
    for answer in rooms.answers.list_answers():
        if answer.topic in topics:
            first = answer.wordings[0]
            preview = rooms.answers.preview(answer.name, first.number, first.text)
            found.append(SaidAnswer(answer.title, "".join(part.text for part in preview.parts)))
    return found


def _words() -> Dict[str, Any]:
    return {"why": WHY, "describe_answer": describe_answer, "suggest": suggest, "likely": LIKELY}


routes = [
    Route("/inbox", show_inbox, name="inbox"),
    Route("/inbox/new", count_new, name="inbox-new"),
    Route("/inbox/groups/{group:int}", show_group, name="inbox-group"),
]
