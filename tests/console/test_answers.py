"""The pages of the answers, on a running console, without JavaScript."""

import re
from pathlib import Path
from typing import Any, Dict

import pytest

from assistant.answers.opening import RESPONSES
from assistant.console.accounts.roles import Role
from tests.answers.answer_rooms import BETTER, HOURS, MEDICAL, SAFETY
from tests.console.running_console import Person, RunningConsole

SAFETY_PAGE, MEDICAL_PAGE = "/answers/faq/safety", "/answers/emergency/medical"


def draft(console: RunningConsole, text: str, name: str = SAFETY, **more: Any) -> Dict[str, Any]:
    """What the form of the first wording sends."""
    seen = console.rooms.answers.show(name).wordings[0].text
    return {"variation": 1, "seen": seen, "text": text, "why": "", **more}


def shown(editor: Person) -> Dict[str, str]:
    """What the buttons above the words send, of a page that is loaded now."""
    page = editor.get(SAFETY_PAGE).text
    (number,) = set(re.findall(r'name="change" value="(\d+)"', page))
    return {"change": number}


@pytest.fixture
def editor(console: RunningConsole) -> Person:
    """Somebody who may change answers."""
    return console.sign_in(Role.EDITOR, "Jo Reed")


def test_list_is_searched_and_filtered(console: RunningConsole, editor: Person) -> None:
    """By words, family and what is to be reviewed; a part of it for htmx."""
    whole = editor.get("/answers")
    assert whole.status_code == 200
    assert "Is it safe and does it work?" in whole.text
    found = editor.get("/answers?q=safe+EFFECTIVE&family=faq").text
    assert "Is it safe and does it work?" in found
    assert "When are you open?" not in found
    assert "No answer fits" in editor.get("/answers?q=zzzz").text
    assert "No answer fits" in editor.get("/answers?show=changed").text
    console.rooms.answers.save(SAFETY, 1, BETTER, "Kim")
    assert "changed since its review" in editor.get("/answers?show=overdue").text
    part = editor.part("/answers?family=clinic")
    assert "When are you open?" in part.text
    assert "<html" not in part.text
    odd = editor.get("/answers?family=%3Cb%3E&show=x&q=%27")
    assert (odd.status_code, "<b>" in odd.text) == (200, False)


def test_answer_shows_all_that_an_editor_needs(editor: Person) -> None:
    """Its words, when they are said, the facts, the guide's lines, the grade, the preview."""
    page = editor.get(SAFETY_PAGE).text
    for words in (
        "Said always.",
        "What the guide says",
        "has been shown to be safe and effective",
        "US school grade",
        'From our guide: "How Soon Can We Benefit',
        "{clinic_phone}",
        "Staff have not changed this answer.",
    ):
        assert words in page
    hours = editor.get("/answers/clinic/hours").text
    assert "Said when the clinic&#39;s profile states the opening hours." in hours
    assert "Wording 3 of 3" in hours


def test_every_answer_has_a_page(console: RunningConsole, editor: Person) -> None:
    """Of each file the first and the last."""
    answers = console.rooms.answers.list_answers()
    for file in RESPONSES.glob("*.yml"):
        names = [one.name for one in answers if one.family == file.stem]
        for name in {*names[:1], *names[-1:]}:
            assert editor.get(f"/answers/{name[len('utter_') :]}").status_code == 200, name


def test_words_are_saved_for_the_next_release(console: RunningConsole, editor: Person) -> None:
    """The page says that they are not live; the history has the difference, the audit the name."""
    answer = editor.post(f"{SAFETY_PAGE}/save", draft(console, BETTER, why="It was too long."))
    assert answer.status_code == 200
    assert answer.url.endswith(SAFETY_PAGE)
    assert "It is not live yet: train and publish it under Releases." in answer.text
    assert "Jo Reed" in answer.text
    assert "It was too long." in answer.text
    assert "<del>" in answer.text
    assert console.rooms.answers.show(SAFETY).wordings[0].text == BETTER
    (entry,) = [e for e in console.rooms.accounts.audit.list(limit=50) if e.what == "answers.saved"]
    assert (entry.who, entry.about) == ("Jo Reed", SAFETY)


def test_refused_words_come_back_with_the_reasons(console: RunningConsole, editor: Person) -> None:
    """Nothing is saved, nothing that was typed is lost, and none of it is HTML."""
    typed = f"{BETTER} It cures. <script>alert(1)</script>"
    answer = editor.post(f"{SAFETY_PAGE}/save", draft(console, typed, why="Because."))
    assert answer.status_code == 422
    assert "Cannot be said." in answer.text
    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert 'value="Because."' in answer.text
    assert not console.rooms.answers.show(SAFETY).is_changed


def test_preview_saves_nothing(console: RunningConsole, editor: Person) -> None:
    """As a whole page after a click, as a part while somebody types."""
    form = draft(console, "Ask us at {clinic_phone}.")
    page = editor.post(f"{SAFETY_PAGE}/check", form)
    assert console.rooms.profile.phone in page.text
    assert "Please note." in page.text
    part = editor.post(f"{SAFETY_PAGE}/check", form, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert console.rooms.profile.phone in part.text
    assert console.rooms.answers.history() == ()


def test_emergency_answer_asks_for_a_reason(console: RunningConsole, editor: Person) -> None:
    """And is shown with its call button."""
    text = "Call {emergency_number} now. Staff do not watch this chat."
    asked = editor.post(f"{MEDICAL_PAGE}/save", draft(console, text, MEDICAL))
    assert asked.status_code == 422
    assert "Needs a reason." in asked.text
    assert "bubble--urgent" in asked.text
    saved = editor.post(
        f"{MEDICAL_PAGE}/save",
        draft(console, text, MEDICAL, why="Agreed with Dr. Lee.", reviewed="1"),
    )
    assert saved.status_code == 200
    assert not console.rooms.answers.show(MEDICAL).is_overdue


def test_somebody_else_was_quicker(console: RunningConsole, editor: Person) -> None:
    """The second is told, and nothing is overwritten."""
    form = draft(console, f"{BETTER} Ask us.")
    console.rooms.answers.save(SAFETY, 1, BETTER, "Kim")
    answer = editor.post(f"{SAFETY_PAGE}/save", form)
    assert answer.status_code == 409
    assert "Somebody else has changed this answer" in answer.text
    assert console.rooms.answers.show(SAFETY).wordings[0].text == BETTER


def test_review_and_undo(console: RunningConsole, editor: Person) -> None:
    """One button each; what cannot be done is said."""
    console.rooms.answers.save(SAFETY, 1, BETTER, "Kim")
    assert "Marked as reviewed today." in editor.post(f"{SAFETY_PAGE}/review", shown(editor)).text
    assert not console.rooms.answers.show(SAFETY).is_overdue
    assert editor.post(f"{SAFETY_PAGE}/review", shown(editor)).status_code == 409
    assert "Taken back." in editor.post(f"{SAFETY_PAGE}/undo", shown(editor)).text
    assert "Taken back." in editor.post(f"{SAFETY_PAGE}/undo", shown(editor)).text
    assert not console.rooms.answers.show(SAFETY).is_changed
    assert editor.post(f"{SAFETY_PAGE}/undo", {"change": "4"}).status_code == 409


def test_words_that_were_not_shown_are_neither_reviewed_nor_taken_back(
    console: RunningConsole, editor: Person
) -> None:
    """Kim changes them while the page is open: it says so, and a new page is enough."""
    form = shown(editor)
    assert form == {"change": "0"}
    console.rooms.answers.save(SAFETY, 1, BETTER, "Kim")
    for action in ("review", "undo"):
        for sent in (form, {}):
            answer = editor.post(f"{SAFETY_PAGE}/{action}", sent)
            assert answer.status_code == 409
            assert "Somebody else has changed this answer since you opened it." in answer.text
    answer = console.rooms.answers.show(SAFETY)
    assert (answer.wordings[0].text, answer.is_edited_since_review) == (BETTER, True)
    assert editor.post(f"{SAFETY_PAGE}/review", shown(editor)).status_code == 200


def test_viewer_reads_only(console: RunningConsole) -> None:
    """No form is shown, and none is taken."""
    viewer = console.sign_in(Role.VIEWER)
    page = viewer.get(SAFETY_PAGE).text
    assert "<textarea" not in page
    assert "As visitors see it" in page
    for action in ("save", "check", "review", "undo"):
        answer = viewer.post(f"{SAFETY_PAGE}/{action}", draft(console, BETTER))
        assert answer.status_code == 403
    assert console.rooms.answers.history() == ()


def test_nobody_gets_in_unseen(console: RunningConsole) -> None:
    """Who is not signed in is sent to sign in."""
    assert "/sign-in" in console.visit().get(SAFETY_PAGE).url


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/answers/faq/nothing/save", {"variation": 1, "text": BETTER}, 404),
        (f"{SAFETY_PAGE}/save", {"variation": 7, "text": BETTER}, 404),
        (f"{SAFETY_PAGE}/save", {"variation": "one", "text": BETTER}, 400),
        (f"{SAFETY_PAGE}/check", {"text": BETTER}, 400),
        (f"{SAFETY_PAGE}/check", {"variation": 1, "text": "a" * 9001}, 413),
    ],
)
def test_odd_forms(editor: Person, path: str, form: Dict[str, Any], status: int) -> None:
    """Each has its words."""
    assert editor.post(path, form).status_code == status


def test_broken_staff_file_is_named(console: RunningConsole, editor: Person) -> None:
    """The page says which file and line, for whoever changed it by hand."""
    Path(console.settings.staff_answers).write_text("responses: [", encoding="utf-8")
    page = editor.get("/answers")
    assert page.status_code == 409
    assert "staff_answers.yml" in page.text


def test_overdue_answers_are_counted(console: RunningConsole, editor: Person) -> None:
    """Nobody has read any of them at first."""
    answers = console.rooms.answers
    assert "not reviewed yet" in editor.get("/answers/clinic/hours").text
    total = len(answers.list_answers())
    assert f"<strong>{total} of {total}</strong> are to be reviewed" in editor.get("/answers").text
    answers.mark_reviewed(HOURS, "Dr. Lee")
    assert f"<strong>{total - 1} of {total}</strong>" in editor.get("/answers").text
