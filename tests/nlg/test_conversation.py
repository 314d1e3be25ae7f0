"""What an answer reads from the conversation before it."""

from typing import Optional

import pytest
from rasa.shared.core.domain import Domain

from assistant.nlg.conversation import Conversation
from assistant.nlu.topic_prediction import ANSWER, CLARIFY, DECLINE, SAFETY
from tests.nlg.talks import Talk

DOMAIN = Domain.empty()


def talk() -> Talk:
    return Talk(DOMAIN)


def read(conversation: Talk) -> Conversation:
    return Conversation(conversation.tracker)


def test_empty_conversation_holds_nothing() -> None:
    """Before the first message nothing is decided, named, said or offered."""
    found = read(talk())
    assert found.is_first_reply
    assert found.decision == {}
    assert found.previous_decision == {}
    assert found.named_conditions == []
    assert not found.is_unclear_again
    assert found.last_reply() == []
    assert not found.has_offered("x", 3)
    assert not found.follows_safety_message()


def test_decisions_of_this_and_the_message_before() -> None:
    """The last message's decision is the current one, whatever was said between."""
    found = read(talk().hears("a", ["greet"]).says({"text": "Hi"}).hears("b", ["faq/safety"]))
    assert found.decision["topic"] == "faq/safety"
    assert found.previous_decision["topic"] == "greet"


def test_only_the_first_reply_is_the_first() -> None:
    """The second message of one turn is not the first reply any more."""
    conversation = talk().hears("a", ["greet"])
    assert read(conversation).is_first_reply
    assert not read(conversation.says({"text": "Hi"})).is_first_reply


def test_restart_begins_a_new_conversation() -> None:
    """What was said before a restart does not count."""
    conversation = talk().hears("a", ["greet"]).says({"text": "Hi"}).restarts().hears("b")
    found = read(conversation)
    assert found.is_first_reply
    assert found.previous_decision == {}
    assert found.last_reply() == []


def test_conditions_are_named_once_each_in_order() -> None:
    """Conditions of the current message only; other entities are none."""
    conversation = talk().hears("a", conditions=["acne"])
    conversation.hears("b", conditions=["asthma", "arthritis", "asthma"])
    conversation.events[-1].entities.append({"entity": "name", "value": "Ada"})  # type: ignore[attr-defined]
    assert read(conversation).named_conditions == ["asthma", "arthritis"]


@pytest.mark.parametrize(
    ("before", "now", "is_again"),
    [
        # Not understood twice: by a question back, or by another thing that is not ours.
        (("qwe", CLARIFY, "faq/safety"), ("rty", CLARIFY, "faq/safety"), True),
        (("qwe", DECLINE, None), ("rty", CLARIFY, "faq/safety"), True),
        (("qwe", DECLINE, "out_of_scope"), ("rty", DECLINE, "faq/safety"), True),
        (("qwe!", DECLINE, "out_of_scope"), ("Qwe", DECLINE, "out_of_scope"), True),
        # Two things that are plainly not ours are declined one by one.
        (("weather", DECLINE, "out_of_scope"), ("football", DECLINE, "out_of_scope"), False),
        # The message before was understood.
        (("hello", ANSWER, "greet"), ("rty", CLARIFY, "faq/safety"), False),
        (("help", SAFETY, "emergency/medical"), ("rty", DECLINE, None), False),
    ],
)
def test_unclear_twice_is_seen(
    before: "tuple[str, str, Optional[str]]", now: "tuple[str, str, Optional[str]]", is_again: bool
) -> None:
    """The same or another unclear message right after one that was not understood."""
    conversation = talk()
    for text, decision, topic in (before, now):
        conversation.hears(text, [topic] if topic else [], decision)
        conversation.says({"text": "Pardon?"})
    assert read(conversation).is_unclear_again is is_again


def test_last_reply_is_the_whole_last_turn() -> None:
    """Both messages of a turn are the last reply, what is said since then is not."""
    conversation = talk().hears("a").says({"text": "0"}).hears("b")
    conversation.says({"text": "1"}).says({"text": "2"}).hears("again").says({"text": "3"})
    assert [event.text for event in read(conversation).last_reply()] == ["1", "2"]


def test_words_said_twice_are_two_messages() -> None:
    """A visitor who asks for a repetition twice gets what was said in between."""
    conversation = talk().hears("is it safe", ["faq/safety"]).says({"text": "Answer"})
    conversation.hears("repeat that").says({"text": "Answer"}).hears("repeat that")
    assert [event.text for event in read(conversation).last_reply()] == ["Answer"]


def test_turn_without_a_reply_leaves_nothing_to_repeat() -> None:
    """Where the last turn got no answer, an older one is not taken for it."""
    conversation = talk().hears("a").says({"text": "0"}).hears("b").hears("again")
    assert read(conversation).last_reply() == []


def test_offer_is_looked_for_in_the_last_messages() -> None:
    """A button counts for as many messages as are asked about."""
    button = {"title": "Book", "payload": "Book an appointment"}
    conversation = talk().hears("a").says({"text": "1", "buttons": [button]})
    conversation.says({"text": "2"}).says({"text": "3", "buttons": [{"title": "x"}]})
    found = read(conversation)
    assert found.has_offered("Book an appointment", 3)
    assert not found.has_offered("Book an appointment", 2)
    assert not found.has_offered("Book", 3)


def test_safety_message_is_known_by_its_metadata() -> None:
    """Only the last message counts; a message without metadata is none."""
    safety = {"text": "Call 911", "metadata": {"decision": SAFETY, "topic": "emergency/medical"}}
    conversation = talk().hears("help").says(safety)
    assert read(conversation).follows_safety_message()
    assert not read(conversation.hears("ok").says({"text": "Good"})).follows_safety_message()


def test_message_without_a_decision_is_read_too() -> None:
    """Events of Rasa's own, or of an older model, carry no decision of ours."""
    conversation = talk().hears("a")
    conversation.events[-1].parse_data.pop("topic_decision")  # type: ignore[attr-defined]
    assert read(conversation).decision == {}
