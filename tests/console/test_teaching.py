"""Deciding in the inbox teaches phrasings and keeps tests; taking back takes back all of it."""

import subprocess
import sys
import threading
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Iterator, List

import pytest

from assistant.console.lessons import Blocked, Done, Lesson, Wording
from assistant.console.teaching import Teaching
from assistant.phrasings.findings import Kind as Finding
from assistant.phrasings.training_file import Phrasing
from assistant.review.inbox_records import ImpossibleDecision, Kind, Ruling, UnknownNumber
from assistant.settings import PROJECT
from assistant.staff_changes.atomic_files import hold_lock
from assistant.staff_changes.errors import Busy
from tests.console.killed_teaching import ACTIONS, LESSON, WORDS, act
from tests.console.teaching_rooms import TeachingRooms, ask, make_folder, opened_rooms
from tests.phrasings.books import COST, HOURS, OUT, SAFETY

CONFLICT = "are you open for lunch at these hours on saturday"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
ABOUT_COST = Ruling(Kind.TOPIC, COST)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "rooms")


@pytest.fixture
def rooms(folder: Path) -> Iterator[TeachingRooms]:
    with opened_rooms(folder) as opened:
        yield opened


def test_a_decision_teaches_each_wording_once(folder: Path, rooms: TeachingRooms) -> None:
    """Messages of equal words are one phrasing and one test; the inbox says who decided."""
    ask(folder, [*WORDS, WORDS[0].upper() + "?"])
    done = rooms.teaching.decide(Lesson((1, 2, 3), ABOUT_COST, note="about money"), "Kim")
    assert isinstance(done, Done)
    assert rooms.taught() == [(COST, WORDS[0]), (COST, WORDS[1])]
    assert rooms.tests() == {WORDS[0]: COST, WORDS[1]: COST}
    assert rooms.open_messages() == []
    assert (done.decision.decided_by, done.decision.message_ids) == ("Kim", (1, 2, 3))
    (change,) = rooms.book.history()
    assert (change.who, change.why, change.origin) == ("Kim", "about money", "inbox 1")
    assert (done.known, done.left_out) == (0, 0)


def test_out_of_scope_is_taught_too_unless_unticked(folder: Path, rooms: TeachingRooms) -> None:
    """It has phrasings and tests like any topic; without teaching, the tests alone."""
    ask(folder, ["tell me a joke about the weather", "can I buy a used caravan"])
    rooms.teaching.decide(Lesson((1,), Ruling(Kind.OUT_OF_SCOPE)), "Kim")
    rooms.teaching.decide(Lesson((2,), Ruling(Kind.OUT_OF_SCOPE), is_taught=False), "Kim")
    assert rooms.taught() == [(OUT, "tell me a joke about the weather")]
    assert set(rooms.tests().values()) == {OUT}
    assert len(rooms.tests()) == 2


def test_ignored_messages_teach_nothing(folder: Path, rooms: TeachingRooms) -> None:
    """No phrasing and no test."""
    ask(folder, WORDS)
    done = rooms.teaching.decide(Lesson((1, 2), Ruling(Kind.IGNORE)), "Kim")
    assert isinstance(done, Done)
    assert (rooms.taught(), rooms.tests(), rooms.open_messages()) == ([], {}, [])


def test_nothing_is_done_while_something_stands_in_the_way(
    folder: Path, rooms: TeachingRooms
) -> None:
    """A conflict leaves the inbox, the phrasings and the tests alone, and says why."""
    ask(folder, [WORDS[0], CONFLICT])
    blocked = rooms.teaching.decide(Lesson((1, 2), Ruling(Kind.TOPIC, SAFETY)), "Kim")
    assert isinstance(blocked, Blocked)
    assert [wording.text for wording, _ in blocked.wordings] == [WORDS[0], CONFLICT]
    assert CONFLICT in [one.addition.text for one in blocked.in_the_way]
    assert (rooms.taught(), rooms.tests()) == ([], {})
    assert len(rooms.open_messages()) == 2


def test_wordings_are_changed_left_out_or_overruled(folder: Path, rooms: TeachingRooms) -> None:
    """What is taught are the staff's words; what is tested are the visitors'."""
    ask(folder, [WORDS[0], CONFLICT, "blah blah so what"])
    seen = frozenset({Finding.NEARER_TO_OTHER_TOPIC, Finding.NEARLY_OTHER_TOPIC})
    wordings = (
        Wording(WORDS[0], "can the visit harm my knee", seen=seen, reason="they mean the harm"),
        Wording(CONFLICT, CONFLICT, reason="they fear Saturdays, really", seen=seen),
        Wording("blah blah so what", "blah blah so what", is_left_out=True),
    )
    done = rooms.teaching.decide(
        Lesson((1, 2, 3), Ruling(Kind.TOPIC, SAFETY), wordings=wordings), "Kim"
    )
    assert isinstance(done, Done)
    assert [text for _, text in rooms.taught()] == [CONFLICT, "can the visit harm my knee"]
    assert rooms.tests() == dict.fromkeys((WORDS[0], CONFLICT, "blah blah so what"), SAFETY)
    assert done.left_out == 1


def test_refused_words_are_no_test(folder: Path, rooms: TeachingRooms) -> None:
    """No model could be held to an emergency that is said to be about prices."""
    emergency = "I can't breathe and my chest hurts, what does it cost"
    ask(folder, [emergency, WORDS[0]])
    wordings = (Wording(emergency, emergency, is_left_out=True), Wording(WORDS[0], WORDS[0]))
    rooms.teaching.decide(Lesson((1, 2), ABOUT_COST, wordings=wordings), "Kim")
    assert rooms.tests() == {WORDS[0]: COST}
    assert rooms.open_messages() == []


def test_undo_takes_all_of_it_back(folder: Path, rooms: TeachingRooms) -> None:
    """The messages are open, their phrasings and tests gone; other phrasings stay."""
    ask(folder, [*WORDS, "how much money for two visits"])
    rooms.teaching.decide(Lesson((1, 2), ABOUT_COST), "Kim")
    rooms.teaching.decide(Lesson((3,), ABOUT_COST), "Lee")
    undone = rooms.teaching.undo(1, "Lee")
    assert (undone.removed, undone.decision.undone_by) == (2, "Lee")
    assert rooms.open_messages() == list(WORDS)
    assert rooms.taught() == [(COST, "how much money for two visits")]
    assert list(rooms.tests()) == ["how much money for two visits"]
    with pytest.raises(ImpossibleDecision, match="undone already"):
        rooms.teaching.undo(1, "Lee")
    with pytest.raises(UnknownNumber):
        rooms.teaching.undo(9, "Lee")


def test_undo_keeps_what_another_decision_says_too(folder: Path, rooms: TeachingRooms) -> None:
    """The same words, decided alike later on, stay taught and tested."""
    ask(folder, [WORDS[0]])
    rooms.teaching.decide(Lesson((1,), ABOUT_COST), "Kim")
    ask(folder, [WORDS[0]], first=2)
    done = rooms.teaching.decide(Lesson((2,), ABOUT_COST), "Lee")
    assert isinstance(done, Done)
    assert (done.change, done.known) == (None, 1)
    assert rooms.teaching.undo(1, "Kim").removed == 0
    assert rooms.taught() == [(COST, WORDS[0])]
    assert rooms.tests() == {WORDS[0]: COST}


def test_undo_leaves_what_staff_added_themselves(folder: Path, rooms: TeachingRooms) -> None:
    """A phrasing that was there before the decision is not the decision's."""
    ask(folder, WORDS)
    rooms.book.restore([Phrasing(COST, WORDS[0])], "Jo", "an earlier release")
    rooms.teaching.decide(LESSON, "Kim")
    assert rooms.teaching.undo(1, "Kim").removed == 1
    assert rooms.taught() == [(COST, WORDS[0])]


def test_who_comes_second_changes_nothing(folder: Path, rooms: TeachingRooms) -> None:
    """Messages that are decided already, or gone, are not decided; nothing is taught."""
    ask(folder, WORDS)
    rooms.teaching.decide(Lesson((1,), Ruling(Kind.IGNORE)), "Kim")
    with pytest.raises(ImpossibleDecision, match="Somebody has decided"):
        rooms.teaching.decide(LESSON, "Lee")
    with pytest.raises(UnknownNumber):
        rooms.teaching.decide(Lesson((2, 77), ABOUT_COST), "Lee")
    assert (rooms.taught(), rooms.tests()) == ([], {})


@pytest.mark.parametrize(
    ("meanwhile", "is_kept"), [(Ruling(Kind.IGNORE), False), (ABOUT_COST, True)]
)
def test_a_decision_that_comes_too_late_leaves_no_trace(
    folder: Path, rooms: TeachingRooms, meanwhile: Ruling, is_kept: bool
) -> None:
    """Somebody who knows no lock decides meanwhile: only what that decision says too is kept."""
    ask(folder, WORDS)
    rooms.releases.add_tests([(WORDS[1], HOURS)], "Jo")

    class Slow:
        """Tests that somebody else decides in the middle of."""

        list_tests = staticmethod(rooms.releases.list_tests)
        withdraw_tests = staticmethod(rooms.releases.withdraw_tests)

        def add_tests(self, tests: object, who: str) -> int:
            added = rooms.releases.add_tests(tests, who)  # type: ignore[arg-type]
            if rooms.open_messages():
                rooms.inbox.decide((1, 2), meanwhile, "Lee", NOW)
            return added

    late = Teaching(rooms.inbox, rooms.book, Slow(), rooms.lock_file)
    with pytest.raises(ImpossibleDecision):
        late.decide(LESSON, "Kim")
    assert rooms.taught() == ([(COST, one) for one in WORDS] if is_kept else [])
    assert rooms.tests() == (dict.fromkeys(WORDS, COST) if is_kept else {WORDS[1]: HOURS})


def test_a_double_click_decides_once(folder: Path, rooms: TeachingRooms) -> None:
    """Two consoles, several clicks at once: one decision, which keeps all that it teaches."""
    ask(folder, WORDS)
    refused: List[Exception] = []
    start = threading.Barrier(4, timeout=30)

    def click(teaching: Teaching) -> None:
        start.wait()
        try:
            teaching.decide(LESSON, "Kim")
        except ImpossibleDecision as error:
            refused.append(error)

    with opened_rooms(folder) as other:
        consoles = (rooms, rooms, other, other)
        clicks = [threading.Thread(target=click, args=(one.teaching,)) for one in consoles]
        for one in clicks:
            one.start()
        for one in clicks:
            one.join()
    assert len(refused) == 3
    assert rooms.open_messages() == []
    assert rooms.taught() == [(COST, one) for one in WORDS]
    assert rooms.tests() == dict.fromkeys(WORDS, COST)
    assert len(rooms.book.history()) == 1


def test_decisions_wait_for_each_other(folder: Path, rooms: TeachingRooms) -> None:
    """While one is made, another waits; it says so if that takes too long, and does nothing."""
    ask(folder, WORDS)
    rooms.teaching.decide(Lesson((1,), ABOUT_COST), "Kim")
    with hold_lock(rooms.lock_file), pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "assistant.console.teaching.hold_lock", partial(hold_lock, longest_wait_seconds=0)
        )
        with pytest.raises(Busy, match="Try again"):
            rooms.teaching.decide(Lesson((2,), ABOUT_COST), "Lee")
        with pytest.raises(Busy, match="Try again"):
            rooms.teaching.undo(1, "Lee")
    assert rooms.open_messages() == [WORDS[1]]
    assert rooms.taught() == [(COST, WORDS[0])]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Whoever does it again finishes it; nothing is lost, and nothing is there twice."""
    for action in ACTIONS:
        start = make_folder(tmp_path / action / "start")
        ask(start, WORDS)
        if action == "undo":
            with opened_rooms(start) as rooms:
                act(rooms, "decide")
    run = subprocess.run(
        [sys.executable, "-m", "tests.console.killed_teaching", str(tmp_path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    for action in ACTIONS:
        names = [path.name for path in (tmp_path / action).iterdir()]
        moments = sorted(int(name) for name in names if name != "start")
        assert len(moments) == 7, "before and after each of three calls, and once to the end"
        unfinished = [
            moment for moment in moments if finish(tmp_path / action / str(moment), action)
        ]
        assert unfinished == moments[:5], "the inbox comes last"


def finish(folder: Path, action: str) -> bool:
    """Do the action again if it has to be; what is there then is what was wanted."""
    with opened_rooms(folder) as rooms:
        is_open = rooms.open_messages() == list(WORDS)
        assert is_open or rooms.open_messages() == []
        is_unfinished = is_open == (action == "decide")
        if is_unfinished:
            act(rooms, action)
        wanted = [(COST, one) for one in WORDS] if action == "decide" else []
        assert rooms.taught() == wanted, folder
        assert rooms.tests() == {text: topic for topic, text in wanted}, folder
        assert (rooms.open_messages() == []) == (action == "decide")
        held = [one for one in rooms.inbox.list_history() if one.undone_at is None]
        assert len(held) == (1 if action == "decide" else 0)
    return is_unfinished
