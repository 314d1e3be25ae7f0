"""Phrasings that are taken out beside the inbox take the tests along that rely on them."""

from pathlib import Path
from typing import Iterator

import pytest

from assistant.console.lessons import Lesson, Wording
from assistant.console.unteaching import Unteaching
from assistant.phrasings.errors import ImpossibleChange
from assistant.phrasings.training_file import Phrasing
from assistant.review.inbox_records import Kind, Ruling
from tests.console.killed_teaching import LESSON, WORDS
from tests.console.teaching_rooms import TeachingRooms, ask, make_folder, opened_rooms
from tests.phrasings.books import COST, HOURS, additions

ABOUT_COST = Ruling(Kind.TOPIC, COST)


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[TeachingRooms]:
    folder = make_folder(tmp_path / "rooms")
    ask(folder, [WORDS[0].upper(), WORDS[1]])
    with opened_rooms(folder) as opened:
        yield opened


@pytest.fixture
def unteaching(rooms: TeachingRooms) -> Unteaching:
    return Unteaching(rooms.inbox, rooms.book, rooms.releases, rooms.lock_file)


def test_removing_a_phrasing_withdraws_its_test(
    rooms: TeachingRooms, unteaching: Unteaching
) -> None:
    """Whatever its case; other tests stay, and an undo of the removal makes it a test again."""
    rooms.teaching.decide(LESSON, "Kim")
    rooms.releases.add_tests([("an old test", COST), ("when", HOURS)], "Jo")
    untaught = unteaching.remove([Phrasing(COST, WORDS[0].upper())], "Lee", None)
    assert (untaught.withdrawn, untaught.restored) == (1, 0)
    assert rooms.tests() == {WORDS[1]: COST, "an old test": COST, "when": HOURS}
    again = unteaching.undo("Lee", untaught.change.number)
    assert (again.withdrawn, again.restored) == (0, 1)
    assert rooms.tests()[WORDS[0].upper()] == COST
    assert rooms.teaching.undo(1, "Kim").removed == 2, "it is the decision's still"
    assert set(rooms.tests()) == {"an old test", "when"}


def test_changed_words_are_a_test_of_the_visitors(
    rooms: TeachingRooms, unteaching: Unteaching
) -> None:
    """Staff taught other words for a message: without them its test can no longer be passed."""
    wordings = (
        Wording(WORDS[0].upper(), "how much money for two visits"),
        Wording(WORDS[1], WORDS[1]),
    )
    rooms.teaching.decide(Lesson((1, 2), ABOUT_COST, wordings=wordings), "Kim")
    assert len(rooms.tests()) == 2
    removed = [Phrasing(COST, "how much money for two visits")]
    assert unteaching.remove(removed, "Lee", None).withdrawn == 1
    assert rooms.tests() == {WORDS[1]: COST}


def test_what_cannot_be_removed_keeps_its_test(
    rooms: TeachingRooms, unteaching: Unteaching
) -> None:
    """Nothing is half done."""
    rooms.teaching.decide(LESSON, "Kim")
    gone = [Phrasing(COST, WORDS[1]), Phrasing(COST, "never taught")]
    with pytest.raises(ImpossibleChange, match="Nothing was removed"):
        unteaching.remove(gone, "Lee", None)
    assert len(rooms.tests()) == len(rooms.taught()) == 2


def test_what_a_decision_taught_is_undone_with_the_decision(
    rooms: TeachingRooms, unteaching: Unteaching
) -> None:
    """Once the decision is undone, what another one has kept can be taken back, with its test."""
    rooms.teaching.decide(LESSON, "Kim")
    change = rooms.book.last_undoable()
    assert change is not None
    decision = unteaching.find_decision(change)
    assert decision is not None
    assert decision.id == 1
    with pytest.raises(ImpossibleChange, match="Decision 1 of the inbox has taught this"):
        unteaching.undo("Lee", change.number)
    assert len(rooms.tests()) == len(rooms.taught()) == 2
    rooms.teaching.undo(1, "Lee")
    assert rooms.tests() == {}


def test_only_the_change_that_was_shown_is_taken_back(
    rooms: TeachingRooms, unteaching: Unteaching
) -> None:
    """Somebody adds something meanwhile: that stays."""
    rooms.book.add(additions(COST, "what do two knees cost"), "Jo")
    rooms.book.add(additions(COST, "what do three elbows cost"), "Kim")
    with pytest.raises(ImpossibleChange, match="in the meantime"):
        unteaching.undo("Jo", 1)
    assert len(rooms.taught()) == 2
    assert unteaching.undo("Jo", 2).change.undoes == 2
