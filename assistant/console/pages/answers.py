"""The pages of the answers: the list, and one answer with its words, preview and history."""

from typing import Any, Callable, List, Mapping, Tuple, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.answers.answer_views import REVIEW_DAYS
from assistant.answers.answers import Answers
from assistant.answers.errors import Busy, StaffChangeError, UnknownAnswer
from assistant.answers.plain_text import LONGEST_CHARACTERS
from assistant.answers.records import Answer
from assistant.answers.usage_words import PREFIX
from assistant.console.answer_views.shown_answer import (
    ShownWording,
    add_form,
    path_of,
    view_answer,
    view_draft,
)
from assistant.console.pages.inbox import read_number
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

SHOWS = {
    "overdue": "to be reviewed",
    "changed": "changed by staff",
}
# A text of the size that the room refuses is still shown and explained; more is no answer.
_LONGEST_DRAFT = 10 * LONGEST_CHARACTERS
NOT_LIVE = "It is not live yet: train and publish it under Releases."

T = TypeVar("T")


@requires(Role.VIEWER)
async def show_answers(request: Request) -> Response:
    """Every answer, or those that are searched for."""
    query = request.query_params
    words, family, show = query.get("q", "")[:200], query.get("family", ""), query.get("show", "")
    answers: List[Answer] = await _ask(request, _answers(request).list_answers)
    families = {answer.family: answer.family_title for answer in answers}
    found = [
        answer
        for answer in answers
        if (family not in families or answer.family == family)
        and (show != "overdue" or answer.is_overdue)
        and (show != "changed" or answer.is_changed)
        and _holds(answer, words)
    ]
    context = {
        "answers": found,
        "total": len(answers),
        "overdue": sum(answer.is_overdue for answer in answers),
        "families": families,
        "shows": SHOWS,
        "words": words,
        "family": family,
        "show": show,
        "review_days": REVIEW_DAYS,
        "path_of": path_of,
    }
    template = "answers/table.html" if is_partial(request) else "answers/list.html"
    return render(request, template, context)


@requires(Role.VIEWER)
async def show_answer(request: Request) -> Response:
    """One answer."""
    return await _show(request, {})


@requires(Role.EDITOR)
async def check_words(request: Request) -> Response:
    """The preview of a wording's new words and what is found about them; nothing is saved."""
    name, number, draft = await _read_draft(request)
    form = await read_form(request)
    shown = await _ask(request, view_draft, _answers(request), name, number, draft)
    shown = add_form(shown, form)
    if is_partial(request):
        return render(request, "answers/result.html", {"shown": shown})
    return await _show(request, {number: shown})


@requires(Role.EDITOR)
async def save_words(request: Request) -> Response:
    """Save a wording's new words, or say what stands in the way."""
    name, number, draft = await _read_draft(request)
    form = await read_form(request)
    answers = _answers(request)
    outcome = await _ask(
        request,
        answers.save,
        name,
        number,
        draft,
        get_user(request).name,
        str(form.get("why", "")),
        reviewed=bool(form.get("reviewed")),
        seen=str(form.get("seen", "")),
    )
    if not outcome.is_saved:
        shown = await _ask(request, view_draft, answers, name, number, draft)
        return await _show(request, {number: add_form(shown, form, outcome.problem)}, status=422)
    await audit(request, "answers.saved", about=name)
    flash(request, f"Saved. {NOT_LIVE}", "good")
    return redirect(request, "answer", answer=path_of(name))


@requires(Role.EDITOR)
async def mark_reviewed(request: Request) -> Response:
    """Write today as the day on which a clinician has read the answer."""
    name = _name_of(request)
    seen = await _read_seen(request)
    await _ask(request, _answers(request).mark_reviewed, name, get_user(request).name, seen=seen)
    await audit(request, "answers.reviewed", about=name)
    flash(request, "Marked as reviewed today.", "good")
    return redirect(request, "answer", answer=path_of(name))


@requires(Role.EDITOR)
async def undo_change(request: Request) -> Response:
    """Take the latest change of the answer back."""
    name = _name_of(request)
    seen = await _read_seen(request)
    await _ask(request, _answers(request).undo, get_user(request).name, name, seen=seen)
    await audit(request, "answers.undone", about=name)
    flash(request, f"Taken back. {NOT_LIVE}", "good")
    return redirect(request, "answer", answer=path_of(name))


async def _show(
    request: Request, drafts: Mapping[int, ShownWording], status: int = 200
) -> Response:
    name = _name_of(request)
    context = await _ask(request, view_answer, _answers(request), name, drafts)
    return render(request, "answers/show.html", context, status)


async def _read_draft(request: Request) -> Tuple[str, int, str]:
    form = await read_form(request)
    number, draft = str(form.get("variation", "")), str(form.get("text", ""))
    if not number.isdecimal() or len(number) > 3:
        raise PageError(400, "The form could not be read. Open the answer again and try again.")
    if len(draft) > _LONGEST_DRAFT:
        raise PageError(413, f"An answer has {LONGEST_CHARACTERS} characters at most. Shorten it.")
    return _name_of(request), int(number), draft


async def _read_seen(request: Request) -> int:
    """The number of the answer's latest change when the page was shown."""
    form = await read_form(request)
    # Who sends none has seen none: no change has this number.
    return read_number(str(form.get("change", "")), -1)


async def _ask(request: Request, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """A call of the room; what it cannot do is shown in its own words."""
    try:
        return await call(request, function, *args, **kwargs)
    except UnknownAnswer as error:
        raise PageError(404, str(error)) from error
    except Busy as error:
        raise PageError(503, str(error)) from error
    except StaffChangeError as error:
        raise PageError(409, str(error)) from error


def _answers(request: Request) -> Answers:
    return get_rooms(request).answers


def _name_of(request: Request) -> str:
    return PREFIX + str(request.path_params["answer"])


def _holds(answer: Answer, words: str) -> bool:
    """Whether every searched word stands somewhere in the answer."""
    texts = [answer.title, answer.name, *(wording.text for wording in answer.wordings)]
    text = " ".join(texts).casefold()
    return all(word in text for word in words.casefold().split())


# Names of answers hold slashes, so that the pages with an ending come before the answer's own.
routes = [
    Route("/answers", show_answers, name="answers"),
    Route("/answers/{answer:path}/check", check_words, name="answer-check", methods=["POST"]),
    Route("/answers/{answer:path}/save", save_words, name="answer-save", methods=["POST"]),
    Route("/answers/{answer:path}/review", mark_reviewed, name="answer-review", methods=["POST"]),
    Route("/answers/{answer:path}/undo", undo_change, name="answer-undo", methods=["POST"]),
    Route("/answers/{answer:path}", show_answer, name="answer"),
]
