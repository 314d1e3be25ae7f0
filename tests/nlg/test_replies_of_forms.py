"""How the replies of the booking forms are worded and what belongs to them."""

from pathlib import Path
from typing import Any, Dict, List

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop

from assistant.nlg.conversation import Conversation
from assistant.nlu.topic_prediction import ANSWER, CLARIFY, SAFETY
from tests.nlg.talks import Talk, titles
from tests.nlg.test_clinic_response_generator import fresh

FORM = "booking_form"
BOOK = "Book an appointment"
RESPONSES = """
version: "3.1"
forms: {booking_form: {required_slots: []}}
responses:
  utter_notice: [{text: "NOTICE {emergency_number}"}]
  utter_booking_notice: [{text: "ONLY TO THE CLINIC {emergency_number}"}]
  utter_booking_name:
    - {text: "What is your name?", metadata: {decision: booking, topic: book_appointment}}
  utter_booking_summary:
    - text: "Name: {name}. Right?"
      metadata: {decision: booking, topic: book_appointment, filled: [name], personal: true}
  utter_booking_received:
    - text: "Your reference is {reference}."
      metadata: {decision: booking, topic: book_appointment, passes_on: true}
  utter_faq/safety:
    - {text: "Safe.", metadata: {related: [faq/regulation, book_appointment]}}
  utter_medical_advice:
    - {text: "Ask a physician.", metadata: {decision: safety, related: [book_appointment]}}
  utter_emergency/medical: [{text: "Call 911.", metadata: {decision: safety}}]
  utter_fallback: [{text: "Sorry.", metadata: {decision: decline, related: [capabilities]}}]
  utter_offer_person: [{text: "Call us.", metadata: {related: [capabilities]}}]
  utter_clarify: [{text: "Did you mean one of these?"}]
  utter_deny:
    - {text: "Fine."}
    - {text: "Your request stays.", metadata: {after: booking}}
    - {text: "None of those.", metadata: {after: clarify}}
  utter_repeat: [{text: "Nothing to repeat."}]
"""


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    """A conversation before its first reply."""
    return fresh(tmp_path, Domain.from_yaml(RESPONSES))


def opens_form(talk: Talk) -> Talk:
    talk.events.append(ActiveLoop(FORM))
    return talk


def closes_form(talk: Talk) -> Talk:
    talk.events.append(ActiveLoop(None))
    return talk


def test_form_that_comes_first_gets_a_notice_of_its_own(talk: Talk) -> None:
    """Whoever is asked for a name is told where it goes, and not to leave details out."""
    reply = talk.hears("book", ["book_appointment"]).answers("utter_booking_name")
    assert reply["text"] == "What is your name?\n\nONLY TO THE CLINIC 911"
    assert reply["metadata"] == {"topic": "book_appointment", "decision": "booking"}


def test_notice_is_given_once(talk: Talk) -> None:
    """Neither the form after an answer nor the answer after a form gives another."""
    talk.hears("is it safe", ["faq/safety"])
    assert talk.answers("utter_faq/safety")["text"] == "Safe.\n\nNOTICE 911"
    talk.hears("book", ["book_appointment"])
    assert talk.answers("utter_booking_name")["text"] == "What is your name?"


def test_further_reply_of_the_first_turn_has_no_notice(talk: Talk) -> None:
    """An action says several things at once, and the tracker knows of none of them yet."""
    talk.hears("book", ["book_appointment"])
    first = talk.generates("utter_booking_name", is_further=False)
    further = talk.generates("utter_booking_name", is_further=True)
    assert first is not None
    assert further is not None
    assert "ONLY TO THE CLINIC" in first["text"]
    assert further["text"] == "What is your name?"


def test_emergency_in_the_first_turn_has_no_notice(talk: Talk) -> None:
    """Nothing stands beside the instruction to call, form or not."""
    opens_form(talk).hears("help", ["emergency/medical"], SAFETY)
    assert talk.answers("utter_emergency/medical")["text"] == "Call 911."


@pytest.mark.parametrize(
    ("response", "topic", "decision"),
    [
        ("utter_faq/safety", "faq/safety", ANSWER),
        ("utter_medical_advice", "medical_advice", SAFETY),
        ("utter_fallback", "out_of_scope", "decline"),
    ],
)
def test_no_related_buttons_while_a_form_is_open(
    talk: Talk, response: str, topic: str, decision: str
) -> None:
    """The form comes back to its question; nothing leads away from it. Afterwards they return."""
    talk.hears("hi", ["greet"]).says({"text": "Hello"})
    opens_form(talk).hears("words", [topic], decision)
    assert "buttons" not in talk.answers(response)
    closes_form(talk).hears("words", [topic], decision)
    assert titles(talk.answers(response)) != []


def test_question_back_keeps_its_buttons_while_a_form_is_open(talk: Talk) -> None:
    """Whoever is asked "did you mean" has to be able to choose."""
    opens_form(talk).hears("prp hours", ["clinic/hours", "faq/safety"], CLARIFY)
    assert len(titles(talk.answers("utter_fallback"))) == 2


def test_answer_that_the_form_has_taken_is_not_asked_back_about(talk: Talk) -> None:
    """A reason may look like several topics to the classifier; the form's question stays alone."""
    opens_form(talk).hears("my odd elbow", ["clinic/hours", "faq/safety"], CLARIFY)
    reply = talk.answers("utter_booking_name")
    assert "buttons" not in reply
    assert reply["metadata"]["decision"] == "booking"


def test_what_an_action_knows_is_filled_in_as_it_is(talk: Talk) -> None:
    """A visitor's words cannot be read as variables."""
    for name in ("Ana", "{clinic_phone}", "{", "{0}", "%s", "\\1"):
        reply = talk.hears("yes").generates("utter_booking_summary", name=name)
        assert reply is not None
        assert reply["text"].startswith(f"Name: {name}. Right?")


def test_metadata_says_what_reads_details_back_and_what_passes_on(talk: Talk) -> None:
    """The stores mask the first kind, the next "no" refers to the second; clients get both."""
    personal = talk.hears("yes").answers("utter_booking_summary", name="Ana")["metadata"]
    assert personal == {"topic": "book_appointment", "decision": "booking", "personal": True}
    passed = talk.answers("utter_booking_received", reference="K7M4-P2XW")["metadata"]
    assert passed == {"topic": "book_appointment", "decision": "booking", "passes_on": True}


def say_summary(talk: Talk) -> Dict[str, Any]:
    talk.hears("tuesday").answers("utter_booking_summary", name="Ana")
    return talk.answers("utter_booking_name")


def test_personal_replies_are_left_out_of_a_repetition(talk: Talk) -> None:
    """Only what holds no details is said again."""
    last = say_summary(talk)
    again = talk.hears("repeat").answers("utter_repeat")
    assert again["text"] == last["text"]
    assert again["metadata"] == last["metadata"]


def test_repetition_of_nothing_but_details_says_that_there_is_none(talk: Talk) -> None:
    """Where the last turn read details back only, there is nothing to repeat."""
    talk.hears("tuesday").answers("utter_booking_summary", name="Ana")
    again = talk.hears("repeat").answers("utter_repeat")
    assert again["text"] == "Nothing to repeat."
    assert "Ana" not in str(again)


def test_no_after_a_request_was_passed_on_is_about_the_request(talk: Talk) -> None:
    """Right after the reference "no" has words of its own; a turn later it has not."""
    talk.hears("yes", ["affirm"]).answers("utter_booking_received", reference="K7M4-P2XW")
    assert talk.hears("no", ["deny"]).answers("utter_deny")["text"] == "Your request stays."
    assert talk.hears("no", ["deny"]).answers("utter_deny")["text"] == "Fine."


def test_passed_on_counts_in_any_reply_of_the_turn(talk: Talk) -> None:
    """The link to the booking page comes after the reference, and changes nothing about it."""
    talk.hears("yes", ["affirm"]).answers("utter_booking_received", reference="K7M4-P2XW")
    talk.answers("utter_booking_name")
    conversation = Conversation(talk.hears("no", ["deny"]).tracker)
    assert conversation.what_came_before == "booking"


def test_what_came_before_knows_each_kind(talk: Talk) -> None:
    """What a bare yes or no may refer to: the last decision, or nothing."""

    def came_before(topics: List[str], decision: str) -> Any:
        talk.hears("words", topics, decision).says({"text": "Answer"})
        return Conversation(talk.hears("yes", ["affirm"]).tracker).what_came_before

    assert came_before(["faq/safety"], ANSWER) is None
    assert came_before(["faq/safety", "clinic/hours"], CLARIFY) == CLARIFY
    assert came_before(["emergency/medical"], SAFETY) == "emergency"
    assert came_before(["medical_advice"], SAFETY) == "medical_advice"
