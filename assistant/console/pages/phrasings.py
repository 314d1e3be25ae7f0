"""The phrasings that staff have taught: looking through them, removing, taking back, history."""

from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.pages.inbox import read_number
from assistant.console.rooms import Rooms
from assistant.console.teaching_views.topic_choices import list_families
from assistant.console.teaching_views.words import ACTIONS, count_phrasings, describe_tests
from assistant.console.unteaching import Unteaching
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
from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.book import TaughtPhrasing
from assistant.phrasings.errors import PhrasingError
from assistant.phrasings.history import Action
from assistant.phrasings.tables import write_history_csv
from assistant.phrasings.training_file import Phrasing
from assistant.review.inbox_records import InboxError
from assistant.staff_changes.teaching_lock import find_teaching_lock

SHOWN = 100
CHANGES_SHOWN = 30
LONGEST_SEARCH = 200
# A phrasing in a form is its topic and its text.
SEPARATOR = "\n"
PROBLEMS = (InboxError, PhrasingError, EncoderMissing)


@dataclass(frozen=True)
class Taught:
    """What staff have taught, of one topic or with some words; a page of it."""

    phrasings: Tuple[TaughtPhrasing, ...]
    found: int
    total: int
    page: int
    pages: int
    topics: Tuple[Tuple[str, int], ...]


@requires(Role.VIEWER)
async def show_phrasings(request: Request) -> Response:
    """What staff have taught."""
    query = request.query_params
    search = " ".join(query.get("search", "").split())[:LONGEST_SEARCH]
    topic = query.get("topic", "")[:LONGEST_SEARCH]
    page = max(1, read_number(query.get("page", ""), 1))
    context: Dict[str, Any] = {"search": search, "topic": topic, "separator": SEPARATOR}
    try:
        taught = await call(request, _read_taught, get_rooms(request), topic, search, page)
        last = await call(request, get_rooms(request).book.last_undoable)
        decision = await call(request, _unteaching(request).find_decision, last) if last else None
    except PhrasingError as error:
        return render(request, "phrasings/unreadable.html", {"problem": str(error)}, 200)
    context.update(
        taught=taught, last=last, decision=decision, actions=ACTIONS, families=list_families()
    )
    template = "phrasings/table.html" if is_partial(request) else "phrasings/list.html"
    return render(request, template, context)


@requires(Role.EDITOR)
async def remove(request: Request) -> Response:
    """Take phrasings out again."""
    form = await read_form(request)
    chosen = [_read_phrasing(str(value)) for value in form.getlist("phrasing")]
    if not chosen:
        raise PageError(400, "Nothing was chosen. Go back and tick the phrasings to remove.")
    why = " ".join(str(form.get("why", "")).split()) or None
    who = get_user(request).name
    try:
        untaught = await call(request, _unteaching(request).remove, chosen, who, why)
    except PROBLEMS as error:
        flash(request, str(error), "bad")
    else:
        await audit(request, "phrasings.removed", f"change {untaught.change.number}")
        count = count_phrasings(len(untaught.change.removed)).capitalize()
        words = f"{count} removed. The assistant forgets it with the next release."
        flash(request, words + describe_tests(untaught), "good")
    return redirect(request, "phrasings")


@requires(Role.EDITOR)
async def undo(request: Request) -> Response:
    """Take the latest change back, if it is still the one that was shown."""
    form = await read_form(request)
    shown = read_number(str(form.get("change", "")), 0)
    try:
        untaught = await call(request, _unteaching(request).undo, get_user(request).name, shown)
    except PROBLEMS as error:
        flash(request, str(error), "bad")
    else:
        change = untaught.change
        await audit(request, "phrasings.undone", f"change {change.undoes}")
        words = (
            f"Taken back: {count_phrasings(len(change.removed))} removed, "
            f"{count_phrasings(len(change.added))} taught again."
        )
        flash(request, words + describe_tests(untaught), "good")
    return redirect(request, "phrasings")


@requires(Role.VIEWER)
async def show_history(request: Request) -> Response:
    """Who changed what, when and why, the newest first."""
    page = max(1, read_number(request.query_params.get("page", ""), 1))
    try:
        changes = await call(request, get_rooms(request).book.history)
    except PhrasingError as error:
        return render(request, "phrasings/unreadable.html", {"problem": str(error)}, 200)
    pages = max(1, -(-len(changes) // CHANGES_SHOWN))
    page = min(page, pages)
    newest = list(reversed(changes))[(page - 1) * CHANGES_SHOWN : page * CHANGES_SHOWN]
    context = {
        "changes": newest,
        "total": len(changes),
        "page": page,
        "pages": pages,
        "actions": ACTIONS,
        "by_hand": Action.BY_HAND,
    }
    return render(request, "phrasings/history.html", context)


@requires(Role.VIEWER)
async def export_history(request: Request) -> Response:
    """The whole history as CSV."""
    try:
        changes = await call(request, get_rooms(request).book.history)
    except PhrasingError as error:
        raise PageError(503, str(error)) from error
    text = await call(request, write_history_csv, changes)
    return Response(
        # Without the mark, spreadsheets take UTF-8 for an older encoding.
        text.encode("utf-8-sig", "replace"),
        media_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="phrasings.csv"'},
    )


def _unteaching(request: Request) -> Unteaching:
    rooms = get_rooms(request)
    lock_file = find_teaching_lock(rooms.settings)
    return Unteaching(rooms.inbox, rooms.book, rooms.releases, lock_file)


def _read_taught(rooms: Rooms, topic: str, search: str, page: int) -> Taught:
    everything = rooms.book.list_phrasings()
    counts: Dict[str, int] = {}
    for one in everything:
        counts[one.topic] = counts.get(one.topic, 0) + 1
    words = normalise_phrasing(search).split()
    found: List[TaughtPhrasing] = [
        one
        for one in everything
        if topic in ("", one.topic) and all(word in normalise_phrasing(one.text) for word in words)
    ]
    pages = max(1, -(-len(found) // SHOWN))
    page = min(page, pages)
    return Taught(
        phrasings=tuple(found[(page - 1) * SHOWN : page * SHOWN]),
        found=len(found),
        total=len(everything),
        page=page,
        pages=pages,
        topics=tuple(counts.items()),
    )


def _read_phrasing(value: str) -> Phrasing:
    topic, _, text = value.partition(SEPARATOR)
    return Phrasing(topic.strip(), text.strip("\r\n"))


routes = [
    Route("/phrasings", show_phrasings, name="phrasings"),
    Route("/phrasings/remove", remove, methods=["POST"], name="remove-phrasings"),
    Route("/phrasings/undo", undo, methods=["POST"], name="undo-phrasings"),
    Route("/phrasings/history", show_history, name="phrasings-history"),
    Route("/phrasings/history.csv", export_history, name="phrasings-history-csv"),
]
