"""Single messages and decisions, as those ask for them who act on them."""

import pytest

from assistant.review.inbox import Inbox
from assistant.review.inbox_records import Kind, Ruling, UnknownNumber
from assistant.review.turn_log import TurnLog
from tests.review.turn_examples import NOW, make_turn

DOGS, CATS = "do you treat dogs", "what about cats"
SAFETY = Ruling(Kind.TOPIC, "faq/safety")


@pytest.fixture
def filled(inbox: Inbox, log: TurnLog) -> Inbox:
    """Three messages, of which the first two are of equal words."""
    log.add([make_turn(1, DOGS), make_turn(2, f"{DOGS.upper()}?"), make_turn(3, CATS)])
    return inbox


def test_messages_are_found_by_number(filled: Inbox) -> None:
    """As far as they are there, whatever is decided about them."""
    filled.decide([3], SAFETY, "Kim", NOW)
    assert [one.text for one in filled.list_messages([3, 1, 77, 1])] == [DOGS, CATS]
    assert filled.list_messages([]) == ()


def test_open_messages_of_groups(filled: Inbox) -> None:
    """Not the decided ones, and none that came later than what staff had seen."""
    group = filled.list_messages([1])[0].group_id
    other = filled.list_messages([3])[0].group_id
    ids = [one.id for one in filled.list_open_of_groups([group, other])]
    assert ids == [1, 2, 3]
    assert [one.id for one in filled.list_open_of_groups([group, other], newest_id=1)] == [1]
    filled.decide([1], SAFETY, "Kim", NOW)
    assert [one.id for one in filled.list_open_of_groups([group])] == [2]


def test_what_is_new_is_counted(inbox: Inbox, log: TurnLog) -> None:
    """Open messages since one of them; an empty inbox has none."""
    assert (inbox.find_newest(), inbox.count_open_after(0)) == (0, 0)
    log.add([make_turn(number, f"{DOGS} {number}") for number in range(1, 5)])
    inbox.decide([3], SAFETY, "Kim", NOW)
    assert (inbox.find_newest(), inbox.count_open_after(1), inbox.count_open_after(4)) == (4, 2, 0)


def test_decisions_are_listed_newest_first(filled: Inbox) -> None:
    """A page of them, and one by its number."""
    first = filled.decide([1], SAFETY, "Kim", NOW)
    second = filled.decide([2, 3], Ruling(Kind.IGNORE), "Lee", NOW, "noise")
    filled.undo(first.id, "Lee", NOW)
    assert [one.id for one in filled.list_decisions()] == [second.id, first.id]
    assert [one.id for one in filled.list_decisions(1, 1)] == [first.id]
    assert filled.show_decision(second.id) == second
    assert filled.show_decision(first.id).undone_by == "Lee"
    with pytest.raises(UnknownNumber):
        filled.show_decision(77)


def test_words_that_another_decision_speaks_of(filled: Inbox) -> None:
    """Only decisions that hold, say the same, and are not the one that is asked for."""
    mine = filled.decide([1], SAFETY, "Kim", NOW)
    assert filled.find_words_decided([DOGS], SAFETY, mine.id) == frozenset()
    other = filled.decide([2], SAFETY, "Lee", NOW)
    assert filled.find_words_decided([DOGS, CATS], SAFETY, mine.id) == {DOGS}
    assert filled.find_words_decided([DOGS], Ruling(Kind.OUT_OF_SCOPE), mine.id) == frozenset()
    filled.undo(other.id, "Lee", NOW)
    assert filled.find_words_decided([DOGS], SAFETY, mine.id) == frozenset()
