"""Teaching freely: phrasings that staff type, paste or upload, checked first and then saved."""

from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.rooms import Rooms
from assistant.console.teaching_views.drafts import (
    MOST_DRAFTS,
    Draft,
    list_overrules,
    list_phrasings,
    read_drafts,
)
from assistant.console.teaching_views.topic_choices import is_topic, list_families
from assistant.console.teaching_views.words import count_phrasings, describe_reading
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
from assistant.phrasings.book import Outcome
from assistant.phrasings.errors import PhrasingError, UnreadableList
from assistant.phrasings.findings import Addition
from assistant.phrasings.phrasing_lists import read_list

LONGEST_NOTE = 500
PROBLEMS = (PhrasingError, EncoderMissing)
# htmx asks again; a browser without JavaScript waits.
_SECONDS_A_LOOK = 1.0
_LONGEST_WAIT_SECONDS = 25.0


@requires(Role.EDITOR)
async def show_form(request: Request) -> Response:
    """The form to teach freely."""
    topic = request.query_params.get("topic", "")
    return _show_form(request, topic if is_topic(topic) else "")


@requires(Role.EDITOR)
async def check_list(request: Request) -> Response:
    """Check what was typed, pasted or uploaded, or changed after a check; save nothing."""
    form = await read_form(request)
    topic = str(form.get("chosen", ""))
    lines = str(form.get("lines", ""))
    try:
        drafts = read_drafts(form) or await _read_list(form, topic, lines)
        drafts = await call(request, _check, get_rooms(request), drafts)
    except PROBLEMS as error:
        return _show_form(request, topic, lines, str(error))
    return _show_check(request, drafts, _read_note(form))


@requires(Role.EDITOR)
async def save(request: Request) -> Response:
    """Check again and save; shows the check again if something stands in the way."""
    form = await read_form(request)
    drafts, note = read_drafts(form), _read_note(form)
    chosen = [one for one in drafts if not one.is_left_out]
    if not chosen:
        raise PageError(
            400, "Every phrasing was left out. Go back and keep one, or leave the page."
        )
    book, who = get_rooms(request).book, get_user(request).name
    additions = [one.addition for one in chosen]
    try:
        outcome: Outcome = await call(
            request, book.add, additions, who, list_overrules(chosen), note or None
        )
    except PROBLEMS as error:
        return _show_check(request, drafts, note, str(error))
    if outcome.blocked:
        checked = iter(outcome.report.checked)
        shown = [one if one.is_left_out else replace(one, checked=next(checked)) for one in drafts]
        return _show_check(request, tuple(shown), note)
    if outcome.change is None:
        flash(request, "All of it is taught already. Nothing was changed.", "note")
    else:
        await audit(request, "phrasings.added", f"change {outcome.change.number}")
        count = count_phrasings(len(outcome.change.added)).capitalize()
        flash(request, f"{count} taught. The assistant learns it with the next release.", "good")
    return redirect(request, "phrasings")


@requires(Role.EDITOR)
async def preview(request: Request) -> Response:
    """Which of the latest real messages would be answered differently."""
    form = await read_form(request)
    phrasings = list_phrasings(read_drafts(form))
    limit = _SECONDS_A_LOOK if is_partial(request) else _LONGEST_WAIT_SECONDS
    previews = get_rooms(request).previews
    context: Dict[str, Any] = {"preview": None, "problem": None, "describe": describe_reading}
    try:
        context["preview"] = await call(request, previews.ask, phrasings, limit)
    except PROBLEMS as error:
        context["problem"] = str(error)
    template = "phrasings/preview.html" if is_partial(request) else "phrasings/preview_page.html"
    return render(request, template, context)


async def _read_list(form: FormData, topic: str, lines: str) -> Tuple[Draft, ...]:
    """The drafts of a list. Raises UnreadableList."""
    chosen = topic if is_topic(topic) else None
    file = form.get("file")
    additions: Sequence[Addition] = ()
    if isinstance(file, UploadFile) and file.filename:
        additions = read_list(await file.read(), chosen, file.filename[:100])
    elif lines.strip():
        # A list that was copied out of a spreadsheet with its headings says its topics itself.
        additions = read_list(lines.encode("utf-8", "replace"), chosen, "The list")
    if not additions:
        raise UnreadableList("There are no phrasings. Write one a line, or choose a file.")
    if len(additions) > MOST_DRAFTS:
        raise UnreadableList(
            f"These are {len(additions):,} phrasings. Give {MOST_DRAFTS} at a time at most: split "
            "the list."
        )
    return tuple(Draft("", one.text, one.topic, one.place) for one in additions)


def _check(rooms: Rooms, drafts: Tuple[Draft, ...]) -> Tuple[Draft, ...]:
    report = rooms.book.check([one.addition for one in drafts])
    return tuple(
        replace(one, checked=checked) for one, checked in zip(drafts, report.checked, strict=True)
    )


def _show_form(request: Request, topic: str, lines: str = "", problem: str = "") -> Response:
    context = {"topic": topic, "lines": lines, "problem": problem, "families": list_families()}
    return render(request, "phrasings/add.html", context, 422 if problem else 200)


def _show_check(
    request: Request, drafts: Tuple[Draft, ...], note: str, problem: Optional[str] = None
) -> Response:
    in_the_way: List[Draft] = [one for one in drafts if one.needs_attention and not one.is_left_out]
    context = {"drafts": drafts, "in_the_way": in_the_way, "note": note, "problem": problem}
    return render(request, "phrasings/check.html", context)


def _read_note(form: FormData) -> str:
    return " ".join(str(form.get("note", "")).split())[:LONGEST_NOTE]


routes = [
    Route("/phrasings/add", show_form, name="add-phrasings"),
    Route("/phrasings/check", check_list, methods=["POST"], name="check-phrasings"),
    Route("/phrasings/save", save, methods=["POST"], name="save-phrasings"),
    Route("/phrasings/preview", preview, methods=["POST"], name="preview-phrasings"),
]
