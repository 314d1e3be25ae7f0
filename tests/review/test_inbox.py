"""Listing, searching, deciding and undoing, on each database."""

from datetime import timedelta
from typing import List

import pytest

from assistant.database import Database
from assistant.review.inbox import Inbox
from assistant.review.inbox_records import (
    ImpossibleDecision,
    Kind,
    Question,
    Ruling,
    Sort,
    State,
    UnknownNumber,
)
from assistant.review.turn_log import TurnLog
from assistant.review.turns import Candidate, Reason
from tests.review.turn_examples import COST, NOW, make_turn

DOGS, PLANES, GIFTS = 1, 2, 3
SAFE = Ruling(Kind.TOPIC, "faq/safety")


@pytest.fixture
def filled(log: TurnLog, inbox: Inbox) -> Inbox:
    """Three groups: dogs (2 messages), planes (1, the newest), gifts (3, the oldest)."""
    log.add(
        [
            make_turn(5, "do you treat dogs"),
            make_turn(
                9, "can I fly 100% safe_ly", reasons=(Reason.ASKED_BACK,), candidates=(COST,)
            ),
            make_turn(1, "gift cards?"),
            make_turn(6, "Do you treat dogs?"),
            make_turn(2, "gift cards"),
            make_turn(3, "GIFT CARDS!", candidates=()),
        ]
    )
    return inbox


def ids(inbox: Inbox, **question: object) -> List[int]:
    page = inbox.list_groups(Question(**question))  # type: ignore[arg-type]
    return [group.id for group in page.groups]


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        (Sort.COUNT, [GIFTS, DOGS, PLANES]),
        (Sort.NEWEST, [PLANES, DOGS, GIFTS]),
        (Sort.OLDEST, [GIFTS, DOGS, PLANES]),
        (Sort.TOPIC, [PLANES, GIFTS, DOGS]),
    ],
)
def test_groups_are_sorted(filled: Inbox, sort: Sort, wanted: List[int]) -> None:
    """By the number of messages, the newest or oldest of them, or the likeliest topic."""
    assert ids(filled, sort=sort) == wanted


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        *(("dogs", [DOGS]), ("DOGS treat?", [DOGS]), ("dogs cards", []), ("card", [GIFTS])),
        *(("100%", [PLANES]), ("%", []), ("safe ly", [PLANES]), ("", [GIFTS, DOGS, PLANES])),
    ],
)
def test_search_finds_messages_with_all_words(
    filled: Inbox, search: str, wanted: List[int]
) -> None:
    """However they are written; signs of a pattern are none."""
    assert ids(filled, search=search) == wanted


def test_groups_are_chosen_by_topic_and_reason(filled: Inbox) -> None:
    """The topic is what most messages of a group were taken for."""
    assert ids(filled, topic="clinic/cost") == [PLANES]
    assert ids(filled, topic="faq/safety") == [GIFTS, DOGS]
    assert ids(filled, reason=Reason.ASKED_BACK) == [PLANES]
    assert ids(filled, reason=Reason.THUMBS_DOWN) == []


def test_pages_are_counted(filled: Inbox) -> None:
    """A page past the last is the last, one before the first is the first."""
    page = filled.list_groups(Question(page=2, size=2))
    assert ([one.id for one in page.groups], page.total, page.page, page.pages) == ([2], 3, 2, 2)
    assert filled.list_groups(Question(page=99, size=2)).page == 2
    assert filled.list_groups(Question(page=0, size=0)).page == 1
    assert filled.list_groups(Question(search="nothing")).pages == 1


def test_a_group_shows_its_newest_open_message(filled: Inbox) -> None:
    """And from when to when its open messages are."""
    group = filled.show_group(GIFTS)
    assert (group.example.text, group.open_count, group.total_count) == ("GIFT CARDS!", 3, 3)
    assert (group.first_at, group.last_at) == (
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=3),
    )
    filled.decide([group.example.id], SAFE, "ana", NOW)
    group = filled.show_group(GIFTS)
    assert (group.example.text, group.open_count, group.total_count) == ("gift cards", 2, 3)
    shown = filled.show_messages(GIFTS)
    assert [one.decision_id for one in shown] == [None, None, 1]
    assert filled.show_messages(GIFTS, 1, 2) == shown[2:]


def test_an_unknown_group_is_said(filled: Inbox) -> None:
    """It may have become part of another."""
    with pytest.raises(UnknownNumber, match=r"no group 99.*list the inbox again"):
        filled.show_group(99)


@pytest.mark.parametrize("ruling", [SAFE, Ruling(Kind.OUT_OF_SCOPE), Ruling(Kind.IGNORE)])
def test_several_groups_are_decided_at_once(filled: Inbox, ruling: Ruling) -> None:
    """Who, when and why is kept, and they are open no more."""
    later = NOW + timedelta(days=1)
    decision = filled.decide_groups([DOGS, GIFTS], ruling, "ana", later, "call 312-555-0134")
    assert decision.ruling == ruling
    assert (decision.decided_by, decision.decided_at) == ("ana", later)
    assert decision.note == "call [phone]"
    assert decision.message_ids == (1, 3, 4, 5, 6)
    assert ids(filled) == [PLANES]
    assert set(ids(filled, state=State.DECIDED)) == {DOGS, GIFTS}
    assert len(ids(filled, state=State.ALL)) == 3
    assert ids(filled, search="gift") == []
    assert [one.message.id for one in filled.list_decided()] == [1, 3, 4, 5, 6]


def test_a_new_look_alike_of_a_decided_group_is_open(filled: Inbox, log: TurnLog) -> None:
    """Staff decided what they saw, not what comes."""
    filled.decide_groups([DOGS], SAFE, "ana", NOW)
    log.add([make_turn(20, "do you treat dogs")])
    group = filled.show_group(DOGS)
    assert (group.open_count, group.total_count) == (1, 3)
    assert group.first_at == group.last_at == NOW + timedelta(minutes=20)


def test_undoing_opens_the_messages_again(filled: Inbox) -> None:
    """The history keeps the decision, who undid it and what it was about."""
    decision = filled.decide_groups([DOGS, PLANES], SAFE, "ana", NOW)
    undone = filled.undo(decision.id, "bob", NOW + timedelta(hours=1))
    assert (undone.undone_by, undone.undone_at) == ("bob", NOW + timedelta(hours=1))
    assert undone.message_ids == decision.message_ids
    assert ids(filled) == [GIFTS, DOGS, PLANES]
    assert list(filled.list_decided()) == []
    assert filled.list_history() == (undone,)
    again = filled.decide_groups([DOGS], Ruling(Kind.IGNORE), "bob", NOW)
    assert again.id != decision.id


def test_the_last_decision_is_that_of_whoever_asks(filled: Inbox) -> None:
    """An undone one counts no more."""
    assert filled.last_decision() is None
    first = filled.decide([1], SAFE, "ana", NOW)
    second = filled.decide([2], SAFE, "bob", NOW)
    assert filled.last_decision() == second
    assert filled.last_decision("ana") == first
    filled.undo(second.id, "bob", NOW)
    assert filled.last_decision("bob") is None


def test_impossible_decisions_change_nothing(filled: Inbox) -> None:
    """Each says what is wrong and what to do."""
    first = filled.decide([1], SAFE, "ana", NOW)
    with pytest.raises(ImpossibleDecision, match="Message 1 is decided already"):
        filled.decide([1, 2], SAFE, "bob", NOW)
    with pytest.raises(UnknownNumber, match="no message 98, 99"):
        filled.decide([2, 99, 98], SAFE, "bob", NOW)
    with pytest.raises(UnknownNumber):
        filled.decide([], SAFE, "bob", NOW)
    with pytest.raises(UnknownNumber, match="no group 99"):
        filled.decide_groups([2, 99], SAFE, "bob", NOW)
    with pytest.raises(ImpossibleDecision, match="'faq/dogs' is no topic"):
        filled.decide([2], Ruling(Kind.TOPIC, "faq/dogs"), "bob", NOW)
    with pytest.raises(ImpossibleDecision, match="'None' is no topic"):
        filled.decide([2], Ruling(Kind.TOPIC), "bob", NOW)
    with pytest.raises(ImpossibleDecision, match="goes with no other"):
        filled.decide([2], Ruling(Kind.IGNORE, "faq/safety"), "bob", NOW)
    with pytest.raises(ImpossibleDecision, match="note is too long"):
        filled.decide([2], SAFE, "bob", NOW, "x" * 1001)
    with pytest.raises(UnknownNumber, match="no decision 99"):
        filled.undo(99, "bob", NOW)
    filled.undo(first.id, "ana", NOW)
    with pytest.raises(ImpossibleDecision, match="undone already"):
        filled.undo(first.id, "bob", NOW)
    filled.decide_groups([DOGS], SAFE, "ana", NOW)
    with pytest.raises(ImpossibleDecision, match="group 1 is decided already"):
        filled.decide_groups([DOGS], SAFE, "bob", NOW)
    assert len(filled.list_history()) == 2
    assert ids(filled) == [GIFTS, PLANES]


def test_thousands_are_decided_and_found_at_once(
    log: TurnLog, inbox: Inbox, database: Database
) -> None:
    """More than one statement of a database can name."""
    log.add(
        [
            make_turn(number, f"dogs {number % 600}", candidates=(Candidate("greet", 0.4),))
            for number in range(700)
        ]
    )
    page = inbox.list_groups(Question(search="dogs", size=200))
    assert page.total == 600
    decision = inbox.decide_groups(range(1, 601), Ruling(Kind.IGNORE), "ana", NOW)
    assert len(decision.message_ids) == 700
    assert inbox.list_groups(Question()).total == 0
    assert len(inbox.undo(decision.id, "ana", NOW).message_ids) == 700
    assert inbox.list_groups(Question()).total == 600
