"""The inbox's pages: what is listed, what is decided, what stands in the way, and undo."""

import re
from pathlib import Path
from typing import Any, Iterator, List, Tuple

import pytest

from assistant.console.accounts.roles import Role
from assistant.review.turns import Candidate, Reason
from tests.console.inbox_console import (
    BITCOIN,
    BUS,
    CONFLICT,
    COST,
    GRANNY,
    SAFETY,
    ask,
    inbox_console,
)
from tests.console.running_console import Person, RunningConsole

ALL = {"newest": "1000", "teach": "1"}


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    with inbox_console(tmp_path) as running:
        yield running


@pytest.fixture
def editor(console: RunningConsole) -> Person:
    return console.sign_in(Role.EDITOR)


def groups(page: Any) -> List[str]:
    """The words of the groups that a page shows, in their order."""
    return re.findall(r'<h2 id="words-\d+">“(.*?)”</h2>', page.text)


def said(page: Any) -> List[str]:
    """The messages on top of a page."""
    return re.findall(
        r'<p class="flash flash--\w+"[^>]*>([^<]+)</p>', page.text.partition("<template")[0]
    )[:1]


def taught(console: RunningConsole) -> List[Tuple[str, str]]:
    """What the training file holds."""
    return [(one.topic, one.text) for one in console.rooms.book.list_phrasings()]


def test_an_empty_inbox_says_so(console: RunningConsole, editor: Person) -> None:
    """And what it is for; when all is decided it says that instead."""
    assert "Nothing here yet." in editor.get("/inbox").text
    ask(console, BUS)
    editor.post("/inbox/decide", {"group": "1", "choice": "ignore", **ALL})
    assert "All is decided." in editor.get("/inbox").text


def test_a_group_shows_what_staff_need_to_judge_it(console: RunningConsole, editor: Person) -> None:
    """The words, the turn before, what was answered, why it is here, and the best topics."""
    ask(
        console,
        BITCOIN,
        candidates=(*[Candidate("out_of_scope", 0.5)], Candidate(COST, 0.31)),
        reasons=(Reason.ASKED_BACK, Reason.THUMBS_DOWN),
        decision="clarify",
    )
    page = editor.get("/inbox").text
    for words in (
        BITCOIN,
        "Before it: “hello”",
        "The assistant asked back.",
        "thumbs down",
        "31\u00a0%",
    ):
        assert words in page, words
    assert 'value="topic:out_of_scope"' not in page, "it has a button of its own"
    closer = editor.get("/inbox/groups/1").text
    assert "Sorry, I cannot help with that." in closer, "what was answered, word for word"
    assert "{clinic_name}" not in closer


def test_groups_are_sorted_filtered_and_searched(console: RunningConsole, editor: Person) -> None:
    """By what the address says; nonsense in it is left out."""
    ask(console, BUS, GRANNY, reasons=(Reason.THUMBS_DOWN,))
    ask(console, BITCOIN, first=3, candidates=(Candidate(COST, 0.4),))
    assert groups(editor.get("/inbox?sort=newest")) == [BITCOIN, GRANNY, BUS]
    assert groups(editor.get("/inbox?sort=oldest")) == [BUS, GRANNY, BITCOIN]
    assert groups(editor.get("/inbox?q=pacemaker+GRANNY")) == [GRANNY]
    assert groups(editor.get(f"/inbox?topic={COST}")) == [BITCOIN]
    assert groups(editor.get("/inbox?reason=declined")) == [BITCOIN]
    nonsense = editor.get("/inbox?sort=x&topic=x&reason=x&page=x&state=x&sort=oldest")
    assert len(groups(nonsense)) == 3
    assert "No message fits" in editor.get("/inbox?q=zebra").text
    assert "<html" not in editor.part("/inbox?q=granny").text


def test_one_click_decides_and_teaches(console: RunningConsole, editor: Person) -> None:
    """The next page says what was done, and offers to take it back."""
    ask(console, "what does a visit cost me", BUS)
    page = editor.post("/inbox/decide", {"group": "1", "choice": f"topic:{COST}", **ALL})
    assert said(page) == [
        "1 message is about “How much does it cost?”. 1 phrasing taught. "
        "The assistant learns it with the next release."
    ]
    assert groups(page) == [BUS]
    assert taught(console) == [(COST, "what does a visit cost me")]
    assert [one.topic for one in console.rooms.releases.list_tests()] == [COST]
    page = editor.post("/inbox/decisions/1/undo")
    assert said(page) == ["Undone: 1 message is open again. 1 phrasing removed."]
    assert len(groups(page)) == 2
    assert taught(console) == []
    assert console.rooms.releases.list_tests() == []
    page = editor.post("/inbox/decisions/1/undo")
    assert said(page) == ["Decision 1 was undone already."]
    audited = [entry.what for entry in console.rooms.accounts.audit.list(10)]
    assert {"inbox.decided", "inbox.undone"} <= set(audited)


def test_a_part_of_the_page_is_enough_for_htmx(console: RunningConsole, editor: Person) -> None:
    """The list comes back where it was, with the message in its own place."""
    ask(console, BUS, GRANNY)
    editor.get("/inbox")
    page = editor.post(
        "/inbox/decide",
        {"group": "1", "choice": "ignore", "query": "q=granny", **ALL},
        headers={"HX-Request": "true"},
    )
    assert 'hx-swap-oob="innerHTML"><p class="flash flash--good">1 message is ignored.' in page.text
    assert (groups(page), "<html" in page.text) == ([GRANNY], False)


def test_several_groups_and_single_messages(console: RunningConsole, editor: Person) -> None:
    """All ticked groups at once; of a group only the ticked messages."""
    ask(console, BUS, GRANNY, "do you like poems", "do you like poems!")
    page = editor.post(
        "/inbox/decide", {"group": ["1", "2"], "choice": "out_of_scope", "newest": "9"}
    )
    assert said(page) == ["2 messages are out of scope. Nothing was taught."]
    editor.post("/inbox/decide", {"message": "3", "choice": "ignore"})
    messages = console.rooms.inbox.list_messages([1, 2, 3, 4])
    assert [one.decision_id for one in messages] == [1, 1, 2, None]
    page = editor.post("/inbox/decide", {"message": ["3", "4"], "choice": "ignore"})
    assert "Somebody has decided message 3 already" in said(page)[0]


def test_what_came_after_the_page_is_not_decided(console: RunningConsole, editor: Person) -> None:
    """Staff decide what they have seen."""
    ask(console, BUS)
    editor.get("/inbox")
    ask(console, BUS, first=2)
    editor.post("/inbox/decide", {"group": "1", "choice": "ignore", "newest": "1"})
    assert [one.decision_id for one in console.rooms.inbox.list_messages([1, 2])] == [1, None]


def test_new_messages_are_counted(console: RunningConsole, editor: Person) -> None:
    """A small part that asks for itself again; decided ones do not count."""
    ask(console, BUS, GRANNY, BITCOIN)
    editor.post("/inbox/decide", {"message": "3", "choice": "ignore"})
    part = editor.part("/inbox/new?after=1&query=sort%3Dnewest").text
    assert "1 new." in part
    assert 'href="/inbox?sort=newest"' in part
    assert "new." not in editor.part("/inbox/new?after=3").text
    assert editor.part("/inbox/new?after=nonsense").status_code == 200


def test_a_conflict_is_explained_and_overruled(console: RunningConsole, editor: Person) -> None:
    """Nothing is saved before a reason is written; the reason stands in the history."""
    ask(console, CONFLICT)
    form = {"group": "1", "choice": f"topic:{SAFETY}", **ALL}
    page = editor.post("/inbox/decide", form)
    assert "needs a reason" in page.text
    assert "opening hours on saturday please" in page.text, "the evidence"
    assert (taught(console), said(page)) == ([], [])
    draft = {**form, "source": CONFLICT, "text": CONFLICT, "topic": SAFETY, "place": ""}
    seen = re.search(r'name="seen" value="([a-z_,]+)"', page.text)
    assert seen is not None
    page = editor.post("/inbox/decide", {**draft, "seen": seen.group(1), "reason": "no"})
    assert "written reason" in said(page)[0]
    reason = "They ask whether Saturdays are safe."
    page = editor.post("/inbox/decide", {**draft, "seen": seen.group(1), "reason": reason})
    assert "1 phrasing taught" in said(page)[0]
    assert console.rooms.book.list_phrasings()[0].why == reason


def test_a_refused_wording_is_changed_or_left_out(console: RunningConsole, editor: Person) -> None:
    """What is taken back to the form is what staff wrote; the decision may stand alone."""
    ask(console, "my chest hurts so much, what does it cost", "do I pay by card")
    form = {"group": ["1", "2"], "choice": f"topic:{COST}", **ALL}
    page = editor.post("/inbox/decide", form)
    assert "cannot be saved" in page.text
    assert "emergency" in page.text
    drafts = {
        "source": ["my chest hurts so much, what does it cost", "do I pay by card"],
        "text": ["what does a visit cost", "do I pay by card"],
        "topic": [COST, COST],
        "place": ["", ""],
        "reason": ["", "it is about money, after all"],
        "seen": ["", "nearer_to_other_topic"],
    }
    again = editor.post("/inbox/decide", {**form, **drafts, "action": "check"})
    assert 'value="what does a visit cost"' in again.text
    assert taught(console) == []
    page = editor.post("/inbox/decide", {**form, **drafts, "leave": "1"})
    assert taught(console) == [(COST, "what does a visit cost")]
    assert "Left out: 1." in said(page)[0]
    editor.post("/inbox/decisions/1/undo")
    page = editor.post("/inbox/decide", {**form, **drafts, "action": "record"})
    assert said(page) == ["2 messages are about “How much does it cost?”. Nothing was taught."]
    assert taught(console) == []


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"group": "1"},
        {"group": "1", "choice": "topic:faq/no_such"},
        {"group": "1", "choice": "topic", "chosen": ""},
        {"group": "x", "choice": "ignore"},
        {"group": "1", "choice": "ignore", "text": "alone"},
    ],
)
def test_bad_forms_are_answered_in_words(shared_console: RunningConsole, form: Any) -> None:
    """What no page of ours sends is refused, and nothing is decided."""
    page = shared_console.sign_in(Role.EDITOR).post("/inbox/decide", form)
    assert page.status_code == 400
    assert "Go back" in page.text
    assert shared_console.rooms.inbox.list_decisions() == ()


def test_viewers_look_but_do_not_decide(console: RunningConsole) -> None:
    """They see the groups without a button, and are told who may."""
    ask(console, BUS)
    viewer = console.sign_in(Role.VIEWER)
    page = viewer.get("/inbox")
    assert (groups(page), 'action="/inbox/decide"' in page.text) == ([BUS], False)
    for path in ("/inbox/decide", "/inbox/decisions/1/undo"):
        assert viewer.post(path, {"group": "1", "choice": "ignore"}).status_code == 403
    assert "sign-in" in console.visit().get("/inbox").url
    assert viewer.get("/inbox/groups/77").status_code == 404


def test_past_decisions_are_listed_and_undone_there(
    console: RunningConsole, editor: Person
) -> None:
    """Who decided what and when, undone ones too."""
    ask(console, BUS, GRANNY)
    editor.post("/inbox/decide", {"group": ["1", "2"], "choice": "ignore", **ALL})
    page = editor.get("/inbox/decisions")
    assert f"“{BUS}” and 1 more" in page.text
    page = editor.post("/inbox/decisions/1/undo", {"from": "decisions"})
    assert page.url.endswith("/inbox/decisions")
    assert "undone" in page.text
    assert said(page) == ["Undone: 2 messages are open again."]


def test_topics_are_found_by_words(shared_console: RunningConsole) -> None:
    """As buttons of a form for htmx, as a page for everybody else."""
    viewer = shared_console.sign_in(Role.VIEWER)
    part = viewer.part("/topics?q=price").text
    assert 'value="topic:clinic/cost"' in part
    assert "No topic has these words" in viewer.part("/topics?q=zebra").text
    page = viewer.get("/topics?q=price").text
    assert "How much does it cost?" in page
    assert "Where is the clinic?" not in page
    assert "Where is the clinic?" in viewer.get("/topics").text
