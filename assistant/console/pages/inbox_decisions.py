"""Deciding about messages: at once where nothing stands in the way, else after a check; undo."""

from dataclasses import dataclass, replace
from typing import Any, Dict, Optional, Tuple
from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.lessons import (
    Blocked,
    Done,
    Lesson,
    Wording,
    distinct_wordings,
    topic_of,
)
from assistant.console.pages.inbox import read_number, show_groups
from assistant.console.rooms import Rooms
from assistant.console.teaching_views.drafts import Draft, read_drafts
from assistant.console.teaching_views.inbox_query import InboxQuery, parse_inbox_query
from assistant.console.teaching_views.topic_choices import is_topic
from assistant.console.teaching_views.words import (
    count_messages,
    count_phrasings,
    describe_ruling,
)
from assistant.console.web import (
    PageError,
    Role,
    audit,
    call,
    flash,
    get_rooms,
    get_user,
    is_partial,
    read_form,
    redirect,
    render,
    requires,
)
from assistant.nlu.sentence_encoder import EncoderMissing
from assistant.phrasings.errors import PhrasingError
from assistant.phrasings.findings import Addition
from assistant.review.inbox_records import Decision, InboxError, Kind, Ruling
from assistant.topics import OUT_OF_SCOPE

DECISIONS_SHOWN = 30
LONGEST_NOTE = 500
PROBLEMS = (InboxError, PhrasingError, EncoderMissing)
# Where a decision can be undone besides the inbox, and the page that is shown again.
UNDONE_FROM = {"decisions": "inbox-decisions", "phrasings": "phrasings"}
THEN_TRAIN = "The assistant learns it with the next release."


@dataclass(frozen=True)
class Wanted:
    """What a form asks for: which messages, and what they are."""

    groups: Tuple[int, ...]
    messages: Tuple[int, ...]
    newest: Optional[int]
    ruling: Ruling
    is_taught: bool
    note: str
    query: InboxQuery


@requires(Role.EDITOR)
async def decide(request: Request) -> Response:
    """Decide and teach; shows the check instead if it has to be looked at first."""
    form = await read_form(request)
    wanted = _read_wanted(form)
    drafts = read_drafts(form)
    rooms, who = get_rooms(request), get_user(request).name
    try:
        ids = await call(request, _find_messages, rooms, wanted)
        if form.get("action") == "check":
            drafts = await call(request, _check, rooms, wanted, ids, drafts)
            return _show_check(request, wanted, len(ids), drafts)
        is_taught = wanted.is_taught and form.get("action") != "record"
        lesson = Lesson(ids, wanted.ruling, is_taught, _to_wordings(drafts), wanted.note or None)
        done = await call(request, rooms.teaching.decide, lesson, who)
    except PhrasingError as error:
        if not drafts:
            return await _go_back(request, wanted.query, str(error), "bad")
        # What staff have written in the form is shown again.
        drafts = await call(request, _check, rooms, wanted, ids, drafts)
        return _show_check(request, wanted, len(ids), drafts, str(error))
    except PROBLEMS as error:
        return await _go_back(request, wanted.query, str(error), "bad")
    if isinstance(done, Blocked):
        shown = _mark_blocked(done, drafts, wanted.ruling)
        return _show_check(request, wanted, len(ids), shown)
    await audit(request, "inbox.decided", f"decision {done.decision.id}")
    return await _go_back(request, wanted.query, _describe_done(done), "good")


@requires(Role.EDITOR)
async def undo(request: Request) -> Response:
    """Take a decision back, with all that it has taught."""
    form = await read_form(request)
    number = read_number(str(request.path_params["decision"]), 0)
    query = parse_inbox_query(str(form.get("query", "")))
    rooms, who = get_rooms(request), get_user(request).name
    try:
        undone = await call(request, rooms.teaching.undo, number, who)
    except PROBLEMS as error:
        words, kind = str(error), "bad"
    else:
        await audit(request, "inbox.undone", f"decision {number}")
        count = count_messages(len(undone.decision.message_ids))
        words, kind = f"Undone: {count} open again.", "good"
        if undone.removed:
            words += f" {count_phrasings(undone.removed).capitalize()} removed."
    page = UNDONE_FROM.get(str(form.get("from", "")))
    if page is not None:
        flash(request, words, "good" if kind == "good" else "bad")
        return redirect(request, page)
    return await _go_back(request, query, words, kind)


@requires(Role.VIEWER)
async def show_decisions(request: Request) -> Response:
    """What was decided, the newest first."""
    page = max(1, read_number(request.query_params.get("page", ""), 1))
    context = await call(request, _read_decisions, get_rooms(request), page)
    return render(request, "inbox/decisions.html", context)


def _read_wanted(form: FormData) -> Wanted:
    groups, messages = _read_numbers(form, "group"), _read_numbers(form, "message")
    if not groups and not messages:
        raise PageError(400, "Nothing was chosen. Go back and tick a message or a group first.")
    return Wanted(
        groups=groups,
        messages=messages,
        newest=read_number(str(form.get("newest", "")), 0) or None,
        ruling=_read_ruling(form),
        is_taught=form.get("teach") == "1",
        note=" ".join(str(form.get("note", "")).split())[:LONGEST_NOTE],
        query=parse_inbox_query(str(form.get("query", ""))),
    )


def _read_ruling(form: FormData) -> Ruling:
    choice = str(form.get("choice", ""))
    # "topic" stands for what is chosen in the list of topics.
    topic = str(form.get("chosen", "")) if choice == "topic" else choice.partition(":")[2]
    if choice == Kind.IGNORE.value:
        return Ruling(Kind.IGNORE)
    if choice == Kind.OUT_OF_SCOPE.value or topic == OUT_OF_SCOPE:
        return Ruling(Kind.OUT_OF_SCOPE)
    if not choice.startswith("topic") or not is_topic(topic):
        raise PageError(400, "No topic was chosen. Go back and choose what the messages are about.")
    return Ruling(Kind.TOPIC, topic)


def _read_numbers(form: FormData, name: str) -> Tuple[int, ...]:
    numbers = {read_number(str(value), 0) for value in form.getlist(name)} - {0}
    return tuple(sorted(numbers))


def _find_messages(rooms: Rooms, wanted: Wanted) -> Tuple[int, ...]:
    of_groups = rooms.inbox.list_open_of_groups(wanted.groups, wanted.newest)
    ids = {*wanted.messages, *(one.id for one in of_groups)}
    if not ids:
        raise InboxError(
            "All of these messages are decided already, or are not there any more. Nothing was "
            "changed."
        )
    return tuple(sorted(ids))


def _check(
    rooms: Rooms, wanted: Wanted, ids: Tuple[int, ...], drafts: Tuple[Draft, ...]
) -> Tuple[Draft, ...]:
    """The drafts with what is to be said about each."""
    topic = topic_of(wanted.ruling)
    if topic is None:
        return ()
    if not drafts:
        wordings = distinct_wordings(rooms.inbox.list_messages(ids))
        drafts = tuple(Draft(one.message, one.text, topic) for one in wordings)
    drafts = tuple(replace(one, topic=topic) for one in drafts)
    report = rooms.book.check([Addition(one.text, topic) for one in drafts])
    return tuple(
        replace(one, checked=checked) for one, checked in zip(drafts, report.checked, strict=True)
    )


def _to_wordings(drafts: Tuple[Draft, ...]) -> Optional[Tuple[Wording, ...]]:
    if not drafts:
        return None
    return tuple(
        Wording(one.source, one.text, one.is_left_out, one.reason, one.seen) for one in drafts
    )


def _mark_blocked(blocked: Blocked, drafts: Tuple[Draft, ...], ruling: Ruling) -> Tuple[Draft, ...]:
    """What was to be taught, with what was found; what was left out stays so."""
    topic = topic_of(ruling) or OUT_OF_SCOPE
    shown = [
        Draft(one.message, one.text, topic, "", False, one.reason, one.seen, checked)
        for one, checked in blocked.wordings
    ]
    return (*shown, *(replace(one, topic=topic) for one in drafts if one.is_left_out))


def _show_check(
    request: Request,
    wanted: Wanted,
    count: int,
    drafts: Tuple[Draft, ...],
    problem: Optional[str] = None,
) -> Response:
    context = {
        "wanted": wanted,
        "choice": _write_choice(wanted.ruling),
        "ruling": describe_ruling(wanted.ruling),
        "count": count,
        "drafts": drafts,
        "in_the_way": [one for one in drafts if one.needs_attention and not one.is_left_out],
        "back": wanted.query,
        "problem": problem,
    }
    template = "inbox/check_part.html" if is_partial(request) else "inbox/check.html"
    return render(request, template, context)


def _write_choice(ruling: Ruling) -> str:
    return f"topic:{ruling.topic}" if ruling.topic else ruling.kind.value


async def _go_back(request: Request, query: InboxQuery, words: str, kind: str) -> Response:
    if is_partial(request):
        return await show_groups(request, query, (words, kind))
    flash(request, words, "good" if kind == "good" else "bad")
    return redirect(request, "inbox", dict(parse_qsl(query.write())))


def _describe_done(done: Done) -> str:
    count = count_messages(len(done.decision.message_ids))
    words = f"{count} {describe_ruling(done.decision.ruling)}."
    if done.change is not None:
        words += f" {count_phrasings(len(done.change.added)).capitalize()} taught. {THEN_TRAIN}"
    elif done.known:
        words += " Their words are taught already."
    elif done.decision.ruling.kind is not Kind.IGNORE:
        words += " Nothing was taught."
    if done.left_out and (done.change or done.known):
        words += f" Left out: {done.left_out}."
    return words


def _read_decisions(rooms: Rooms, page: int) -> Dict[str, Any]:
    found = rooms.inbox.list_decisions(DECISIONS_SHOWN + 1, (page - 1) * DECISIONS_SHOWN)
    decisions: Tuple[Decision, ...] = found[:DECISIONS_SHOWN]
    first = [one.message_ids[0] for one in decisions if one.message_ids]
    examples = {one.id: one.text for one in rooms.inbox.list_messages(first)}
    return {
        "decisions": decisions,
        "examples": examples,
        "describe_ruling": describe_ruling,
        "page": page,
        "is_last": len(found) <= DECISIONS_SHOWN,
    }


routes = [
    Route("/inbox/decide", decide, methods=["POST"], name="decide"),
    Route("/inbox/decisions", show_decisions, name="inbox-decisions"),
    Route("/inbox/decisions/{decision:int}/undo", undo, methods=["POST"], name="undo-decision"),
]
