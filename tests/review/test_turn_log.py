"""What is written of conversations: once, whole, and gone when it has to be."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.review.inbox import Inbox, open_inbox
from assistant.review.inbox_records import Kind, Question, Ruling, State, UnknownNumber
from assistant.review.turn_log import TurnLog, open_turn_log
from assistant.review.turns import Forgotten, Rating, Reason
from assistant.sqlite_database import UnusableDatabase
from tests.review.turn_examples import COST, NOW, SAFETY, make_short_turn, make_turn
from tests.room_databases import run_sql

EVERYTHING = Question(state=State.ALL)


def test_a_turn_in_short_form_has_no_words(log: TurnLog, inbox: Inbox, room_url: str) -> None:
    """It is counted, and nothing of it comes into the inbox."""
    log.add([make_short_turn(1, is_in_form=True, is_passed_on=True)])
    assert inbox.list_groups(EVERYTHING).total == 0
    rows = run_sql(room_url, "SELECT decision, topic, channel, is_in_form FROM review_turns")
    assert [(*row[:3], bool(row[3])) for row in rows] == [("answer", "faq/safety", "website", True)]


def test_a_message_is_kept_as_it_was_given(log: TurnLog, inbox: Inbox) -> None:
    """With all that staff need to judge it."""
    log.add([make_turn(1, "  Do you treat DOGS? ", candidates=(SAFETY, COST))])
    [message] = inbox.show_messages(1)
    assert message.text == "  Do you treat DOGS? "
    assert (message.at, message.channel) == (NOW + timedelta(minutes=1), "website")
    assert (message.decision, message.special) == ("decline", "no_text")
    assert message.candidates == (SAFETY, COST)
    assert message.answered == ("out_of_scope",)
    assert message.reasons == (Reason.DECLINED,)
    assert (message.before, message.before_topic) == ("hello", "greet")
    assert message.decision_id is None


def test_a_turn_that_comes_twice_is_kept_once(log: TurnLog, inbox: Inbox, room_url: str) -> None:
    """A second try, or another server that was told of it, adds nothing."""
    log.add([make_turn(1), make_turn(1)])
    log.add([make_turn(1)])
    assert inbox.show_group(1).total_count == 1
    assert run_sql(room_url, "SELECT count(*) FROM review_turns") == [(1,)]


def test_a_turn_that_comes_again_for_another_reason_has_both(log: TurnLog, inbox: Inbox) -> None:
    """Such as by a thumb down, or because a person was asked for next."""
    log.add([make_turn(1)])
    log.add([make_turn(1, reasons=(Reason.ASKED_FOR_PERSON,))])
    [message] = inbox.show_messages(1)
    assert set(message.reasons) == {Reason.DECLINED, Reason.ASKED_FOR_PERSON}
    assert inbox.list_groups(Question(reason=Reason.ASKED_FOR_PERSON)).total == 1


def test_a_known_turn_may_become_one_to_look_at(log: TurnLog, inbox: Inbox, room_url: str) -> None:
    """It was answered, and then the visitor was not content."""
    log.add([make_short_turn(1)])
    log.add([make_turn(1, reasons=(Reason.THUMBS_DOWN,)), Rating("turn 1", "down")])
    assert inbox.show_group(1).example.reasons == (Reason.THUMBS_DOWN,)
    assert run_sql(room_url, "SELECT decision, rating FROM review_turns") == [("answer", "down")]


def test_a_thumb_that_is_taken_back_takes_its_message_along(log: TurnLog, inbox: Inbox) -> None:
    """Unless there is another reason for it to be there, or staff have decided it."""
    for number, reasons in enumerate([(), (Reason.DECLINED,), ()], start=1):
        log.add([make_turn(number, str(number), reasons=(*reasons, Reason.THUMBS_DOWN))])
    inbox.decide([3], Ruling(Kind.IGNORE), "ana", NOW)
    log.add([Rating(f"turn {number}", None) for number in (1, 2, 3)])
    with pytest.raises(UnknownNumber):
        inbox.show_group(1)
    assert inbox.show_group(2).example.reasons == (Reason.DECLINED,)
    assert inbox.show_group(3).total_count == 1


def test_equal_words_stand_in_one_group_at_once(log: TurnLog, inbox: Inbox) -> None:
    """Nothing has to be encoded for that; case and punctuation do not matter."""
    log.add([make_turn(1, "Dogs?"), make_turn(2, "dogs"), make_turn(3, "cats"), make_turn(4, "!?")])
    page = inbox.list_groups(EVERYTHING)
    assert [(one.example.text, one.open_count) for one in page.groups] == [
        ("dogs", 2),
        ("!?", 1),
        ("cats", 1),
    ]


def test_what_cannot_be_written_is_not_written_by_half(log: TurnLog, inbox: Inbox) -> None:
    """All of one call or nothing, and the error quotes no visitor."""
    broken = replace(make_turn(2, "my secret"), channel=None)  # type: ignore[arg-type]
    with pytest.raises(UnusableDatabase) as caught:
        log.add([make_turn(1), broken])
    assert "my secret" not in str(caught.value)
    assert inbox.list_groups(EVERYTHING).total == 0


def test_a_deleted_conversation_is_forgotten(
    log: TurnLog, inbox: Inbox, room_url: str, tmp_path: Path
) -> None:
    """Its words, its turns, also what was decided; look-alikes of others stay."""
    log.add([make_turn(1, "zebras"), make_turn(2, "dogs"), make_turn(11, "dogs")])
    inbox.decide_groups([1], Ruling(Kind.IGNORE), "ana", NOW)
    log.add([Forgotten("conversation 0")])
    page = inbox.list_groups(EVERYTHING)
    assert [(one.example.text, one.total_count) for one in page.groups] == [("dogs", 1)]
    assert run_sql(room_url, "SELECT conversation FROM review_turns") == [("conversation 1",)]
    assert [decision.message_ids for decision in inbox.list_history()] == [()]
    if room_url.startswith("sqlite"):
        for file in tmp_path.iterdir():
            assert b"zebras" not in file.read_bytes(), file.name


def test_what_is_too_old_is_removed(log: TurnLog, inbox: Inbox, room_url: str) -> None:
    """Words and turns; groups say what is left."""
    log.add([make_turn(number, "dogs" if number % 2 else str(number)) for number in range(10)])
    assert log.remove_before(NOW + timedelta(minutes=5)) == 10
    page = inbox.list_groups(EVERYTHING)
    assert sorted((one.example.text, one.total_count) for one in page.groups) == [
        *(("6", 1), ("8", 1), ("dogs", 3)),
    ]
    assert page.groups[0].first_at == NOW + timedelta(minutes=5)
    assert run_sql(room_url, "SELECT count(*) FROM review_turns") == [(5,)]
    assert log.remove_before(NOW) == 0


def test_opening_again_keeps_what_is_there(room_url: str) -> None:
    """A second start changes nothing."""
    log = open_turn_log(room_url)
    log.add([make_turn(1)])
    log.close()
    inbox = open_inbox(room_url)
    assert inbox.show_group(1).example.text == "do you treat dogs"
    inbox.close()
