"""What the booking room is told of a message, read from Rasa's tracker."""

import json
from typing import Any, Dict, List

import pytest
from rasa_sdk import Tracker

from actions.visits import SLOT_OF_FIELD, read_visit
from assistant.booking.forms.booking_form import BookingForm
from assistant.booking.forms.change_form import ChangeForm
from assistant.booking.forms.drafts import SLOTS, Draft, write_slots
from assistant.booking.forms.message_form import MessageForm
from assistant.settings import PROJECT

DRAFT = Draft("booking_form", "k", "visitor", name="Ana Silva", asked="contact")


def decide(decision: str = "answer", *topics: str, confidence: float = 0.9) -> Dict[str, Any]:
    return {
        "topic": topics[0] if topics else None,
        "topics": list(topics),
        "decision": decision,
        "confidence": confidence,
    }


def heard(text: str, decision: Dict[str, Any]) -> Dict[str, Any]:
    """The event of a message as Rasa sends it."""
    return {"event": "user", "text": text, "parse_data": {"topic_decision": decision}}


def make_tracker(
    latest: Dict[str, Any],
    *,
    slots: "Dict[str, Any] | None" = None,
    events: "List[Dict[str, Any]] | None" = None,
) -> Tracker:
    return Tracker(
        sender_id="visitor",
        slots=dict(slots or {}),
        latest_message=latest,
        events=events or [],
        paused=False,
        followup_action=None,
        active_loop={},
        latest_action_name=None,
    )


LATEST = {
    "text": "is it safe for my knee pain?",
    "intent": {"name": "faq", "confidence": 0.5},
    "entities": [
        {"entity": "condition", "value": "knee pain"},
        {"entity": "number", "value": "1"},
        {"entity": "condition", "value": "arthritis"},
        {"entity": "condition", "value": "knee pain"},
    ],
    "metadata": {"page": "/prp"},
    "topic_decision": decide("answer", "faq/safety"),
}


def test_message_is_read_with_what_was_decided_on_it() -> None:
    """Words, intent, topic, confidence, conditions once each, and the page."""
    visit = read_visit("booking_form", make_tracker(LATEST))
    assert (visit.conversation, visit.form, visit.draft) == ("visitor", "booking_form", None)
    message = visit.message
    assert (message.text, message.intent) == ("is it safe for my knee pain?", "faq")
    assert (message.topic, message.decision, message.confidence) == ("faq/safety", "answer", 0.9)
    assert message.conditions == ("knee pain", "arthritis")
    assert (message.page, message.language) == ("/prp", "en")


@pytest.mark.parametrize(
    "latest",
    [
        {},
        {"text": None, "intent": None, "entities": [], "metadata": None},
        {"text": "", "topic_decision": None},
        {"text": "x", "topic_decision": {"decision": "decline", "confidence": None}},
    ],
)
def test_message_without_a_decision_is_read_too(latest: Dict[str, Any]) -> None:
    """Rasa's own events, or an older model's, carry nothing of ours."""
    visit = read_visit("booking_form", make_tracker(latest))
    assert not visit.message.is_understood
    assert visit.message.confidence == 0.0
    assert visit.message.conditions == ()


def test_draft_is_read_from_the_slots() -> None:
    """After JSON, as Rasa sends it; nothing in them is no draft."""
    slots = json.loads(json.dumps(write_slots(DRAFT)))
    assert read_visit("booking_form", make_tracker(LATEST, slots=slots)).draft == DRAFT
    empty = write_slots(None)
    assert read_visit("booking_form", make_tracker(LATEST, slots=empty)).draft is None


def test_form_opens_while_no_question_is() -> None:
    """Rasa sets the open question after the first turn."""
    assert read_visit("booking_form", make_tracker(LATEST)).is_opening
    asked = make_tracker(LATEST, slots={"requested_slot": "contact"})
    assert not read_visit("booking_form", asked).is_opening


def test_topics_before_are_those_that_were_answered() -> None:
    """Each once, oldest first; small talk, booking and what was not understood is left out."""
    events = [
        {"event": "action", "name": "action_listen"},
        heard("hello", decide("answer", "greet")),
        heard("is it safe", decide("answer", "faq/safety")),
        heard("cost and hours", decide("answer", "clinic/cost", "clinic/hours")),
        heard("prp hours", decide("clarify", "faq/prp", "clinic/hours")),
        heard("weather", decide("decline", "out_of_scope")),
        heard("do i have arthritis", decide("safety", "medical_advice")),
        heard("chest pain", decide("safety", "emergency/medical")),
        heard("safe?", decide("answer", "faq/safety")),
        {"event": "user", "text": "older", "parse_data": {}},
        {"event": "user", "text": "older still"},
        heard("book", decide("answer", "book_appointment")),
    ]
    visit = read_visit("booking_form", make_tracker(LATEST, events=events))
    assert visit.message.topics_before == (
        "faq/safety",
        "clinic/cost",
        "clinic/hours",
        "medical_advice",
    )


def test_every_field_has_a_slot() -> None:
    """Rasa's name for each open question is a slot of the domain and of the draft."""
    fields = {*BookingForm.fields, *ChangeForm.fields, *MessageForm.fields}
    assert fields == set(SLOT_OF_FIELD)
    assert set(SLOT_OF_FIELD.values()) - {"consent"} <= set(SLOTS)
    domain = (PROJECT / "domain.yml").read_text(encoding="utf-8")
    for name in {*SLOTS, *SLOT_OF_FIELD.values()}:
        assert f"\n  {name}:\n" in domain, name
