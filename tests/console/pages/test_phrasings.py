"""The pages of what staff have taught: looking, adding a list, removing, taking back, history."""

import re
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from assistant.console.accounts.roles import Role
from tests.console.inbox_console import BUS, CONFLICT, COST, HOURS, SAFETY, ask, inbox_console
from tests.console.pages.test_inbox import said, taught
from tests.console.running_console import Person, RunningConsole
from tests.phrasings.books import additions

GOOD = ("what does a knee visit cost", "price of one shoulder injection")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    with inbox_console(tmp_path) as running:
        yield running


@pytest.fixture
def editor(console: RunningConsole) -> Person:
    return console.sign_in(Role.EDITOR)


def drafts(page: Any) -> Dict[str, List[str]]:
    """The fields of a check's form, as a browser sends them."""
    form: Dict[str, List[str]] = {}
    for tag in re.findall(r"<(?:input|textarea)[^>]*>", page.text.partition('class="check"')[2]):
        name = re.search(r'name="(source|text|topic|place|reason|seen)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            form.setdefault(name.group(1), []).append(value.group(1) if value else "")
    return form


def test_a_list_is_checked_then_saved(console: RunningConsole, editor: Person) -> None:
    """Pasted lines: the check saves nothing, the second step does."""
    form = {"chosen": COST, "lines": f"- {GOOD[0]}\n\n* {GOOD[1]}\n"}
    page = editor.post("/phrasings/check", form)
    assert "Nothing stands in the way." in page.text
    assert taught(console) == []
    page = editor.post("/phrasings/save", {**drafts(page), "note": "from the phone"})
    assert said(page) == ["2 phrasings taught. The assistant learns it with the next release."]
    assert sorted(text for _, text in taught(console)) == sorted(GOOD)
    assert "from the phone" in page.text
    assert "Test editor" in page.text


def test_a_file_says_its_topics_itself(console: RunningConsole, editor: Person) -> None:
    """A CSV of a spreadsheet, with what stands in the way of some lines; the others are saved."""
    csv = (
        f"phrasing;topic\n{GOOD[0]};{COST}\nIs it safe?;{COST}\nwhen do you close;Hours of my cat\n"
    )
    page = editor.post("/phrasings/check", {}, files={"file": ("list.csv", csv.encode())})
    for words in ("something stands in the way of <strong>2</strong>", "already teach", "line 4"):
        assert words in page.text, words
    assert "There is no topic" in page.text
    again = editor.post("/phrasings/save", drafts(page))
    assert "cannot be saved" in again.text
    assert taught(console) == []
    editor.post("/phrasings/save", {**drafts(page), "leave": ["1", "2"]})
    assert taught(console) == [(COST, GOOD[0])]


def test_a_conflict_in_a_list_needs_a_reason(console: RunningConsole, editor: Person) -> None:
    """The reason is for the conflicts that were shown."""
    page = editor.post("/phrasings/check", {"chosen": SAFETY, "lines": CONFLICT})
    form = drafts(page)
    assert form["seen"] == ["nearer_to_other_topic"]
    again = editor.post("/phrasings/save", {**form, "reason": ["so"]})
    assert "written reason" in again.text
    assert f'value="{CONFLICT}"' in again.text, "what was typed is there still"
    editor.post("/phrasings/save", {**form, "reason": ["They ask whether it is safe then."]})
    assert taught(console) == [(SAFETY, CONFLICT)]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "There are no phrasings"),
        ({"lines": "only words"}, "which topic all lines teach"),
        ({"chosen": COST, "lines": "word\n" * 501}, "split the list"),
    ],
)
def test_lists_that_cannot_be_read_are_answered_in_words(
    shared_console: RunningConsole, form: Any, words: str
) -> None:
    """And what was pasted stays in the form."""
    page = shared_console.sign_in(Role.EDITOR).post("/phrasings/check", form)
    assert page.status_code == 422
    assert words in page.text
    assert form.get("lines", "") in page.text


def test_a_workbook_is_no_list(shared_console: RunningConsole) -> None:
    """The page says how to save it."""
    file = {"file": ("book.xlsx", b"PK\x03\x04\x00\x00")}
    page = shared_console.sign_in(Role.EDITOR).post(
        "/phrasings/check", {"chosen": COST}, files=file
    )
    assert "CSV UTF-8" in page.text


def test_phrasings_are_found_removed_and_taken_back(
    console: RunningConsole, editor: Person
) -> None:
    """By topic and words; one removal with a note, and its undo."""
    console.rooms.book.add([*additions(COST, *GOOD)], "Jo")
    assert GOOD[1] not in editor.get("/phrasings?search=knee").text
    assert "No phrasing fits" in editor.get(f"/phrasings?topic={HOURS}").text
    assert GOOD[0] in editor.get(f"/phrasings?topic={COST}&search=KNEE").text
    page = editor.post(
        "/phrasings/remove", {"phrasing": f"{COST}\r\n{GOOD[0]}", "why": "nobody says it"}
    )
    assert "1 phrasing removed" in said(page)[0]
    assert taught(console) == [(COST, GOOD[1])]
    again = editor.post("/phrasings/remove", {"phrasing": f"{COST}\n{GOOD[0]}"})
    assert "Nothing was removed" in said(again)[0]
    late = editor.post("/phrasings/undo", {"change": "1"})
    assert "in the meantime" in said(late)[0]
    page = editor.post("/phrasings/undo", {"change": "2"})
    assert said(page) == ["Taken back: 0 phrasings removed, 1 phrasing taught again."]
    assert len(taught(console)) == 2


def test_what_the_inbox_taught_is_undone_there(console: RunningConsole, editor: Person) -> None:
    """The button undoes the decision with all of it; a form of an older page is told so."""
    ask(console, GOOD[0])
    form = {"group": "1", "choice": f"topic:{COST}", "newest": "9", "teach": "1"}
    editor.post("/inbox/decide", form)
    late = editor.post("/phrasings/undo", {"change": "1"})
    assert "undo that decision, under Inbox, Past decisions" in said(late)[0]
    assert taught(console) == [(COST, GOOD[0])]
    assert 'action="/inbox/decisions/1/undo"' in late.text
    page = editor.post("/inbox/decisions/1/undo", {"from": "phrasings"})
    assert page.url.endswith("/phrasings")
    assert said(page) == ["Undone: 1 message is open again. 1 phrasing removed."]
    assert (taught(console), console.rooms.releases.list_tests()) == ([], [])


def test_a_removed_phrasing_takes_its_test_along(console: RunningConsole, editor: Person) -> None:
    """The page says so, and again when the removal is taken back."""
    ask(console, GOOD[0])
    form = {"group": "1", "choice": f"topic:{COST}", "newest": "9", "teach": "1"}
    editor.post("/inbox/decide", form)
    page = editor.post("/phrasings/remove", {"phrasing": f"{COST}\n{GOOD[0]}"})
    assert "Withdrawn with it: 1 test that relies on these words" in said(page)[0]
    assert console.rooms.releases.list_tests() == []
    page = editor.post("/phrasings/undo", {"change": "2"})
    assert "Tests that count again: 1." in said(page)[0]
    assert [one.text for one in console.rooms.releases.list_tests()] == [GOOD[0]]


def test_history_tells_all_of_it(console: RunningConsole, editor: Person) -> None:
    """Who, when, why and what; by hand, from the inbox, put back; the same as CSV."""
    book, staff_file = console.rooms.book, console.settings.staff_phrasings
    ask(console, GOOD[0])
    editor.post(
        "/inbox/decide", {"group": "1", "choice": f"topic:{COST}", "newest": "9", "teach": "1"}
    )
    staff_file.write_text(staff_file.read_text().replace(GOOD[0], "cost for two knees"))
    book.add(additions(COST, GOOD[1]), "Jo", why="heard on the phone")
    book.restore((), "Kim", "back to release 1")
    page = editor.get("/phrasings/history").text
    for words in (
        *("From the inbox.", "an engineer changed the file", "not by staff", "cost for two knees"),
        *("heard on the phone", "went back to an earlier release", "back to release 1"),
    ):
        assert words in page, words
    answer = editor.get("/phrasings/history.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.count(GOOD[1]) == 2


def test_a_broken_file_is_told_in_words(console: RunningConsole, editor: Person) -> None:
    """Every page of phrasings says where the fault is, and nothing is lost."""
    staff_file = console.settings.staff_phrasings
    staff_file.write_text("nlu: [", encoding="utf-8")
    assert "is not valid YAML" in editor.get("/phrasings").text
    page = editor.post("/phrasings/check", {"chosen": COST, "lines": GOOD[0]})
    assert "Put it right there" in page.text
    ask(console, BUS)
    page = editor.post(
        "/inbox/decide", {"group": "1", "choice": f"topic:{COST}", "newest": "9", "teach": "1"}
    )
    assert "Put it right there" in said(page)[0]
    assert console.rooms.inbox.list_decisions() == ()


def test_the_reading_of_a_change_is_shown_before_it_is_saved(
    console: RunningConsole, editor: Person
) -> None:
    """Real messages that would be answered differently, as a page and as a part of one."""
    ask(console, BUS, "opening hours on saturday please")
    form = {"source": "", "text": BUS, "topic": HOURS, "place": "", "reason": "", "seen": ""}
    page = editor.post("/phrasings/preview", form)
    assert "of the last 2 real messages would be answered differently" in page.text
    assert f'“{BUS}” <span class="badge">these very words</span>' in page.text
    part = editor.post("/phrasings/preview", form, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    none = editor.post("/phrasings/preview", {**form, "leave": "0"})
    assert "None of the last 2 real messages" in none.text
    assert taught(console) == []


def test_viewers_only_look(shared_console: RunningConsole) -> None:
    """The list and the history, and no button that changes anything."""
    viewer = shared_console.sign_in(Role.VIEWER)
    assert "Staff have taught nothing yet" in viewer.get("/phrasings").text
    assert viewer.get("/phrasings/history").status_code == 200
    assert viewer.get("/phrasings/add").status_code == 403
    for path in ("check", "save", "preview", "remove", "undo"):
        assert viewer.post(f"/phrasings/{path}", {"lines": "x"}).status_code == 403
