"""Turns of a conversation, as Rasa would write them, for the tests of the stores."""

from typing import Any, Dict, List

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [faq, book_appointment, affirm, restart]
entities: [condition]
slots:
  condition: {type: text, influence_conversation: true, mappings: [{type: custom}]}
  full_name: {type: text, mappings: [{type: custom}]}
  unclear_messages: {type: float, initial_value: 0, mappings: [{type: custom}]}
forms:
  booking_form: {required_slots: [full_name]}
actions: [action_hand_off_booking]
responses:
  utter_faq: [{text: "An answer"}]
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
"""
)

LISTEN = "action_listen"


def says(text: str, intent: str = "faq") -> UserUttered:
    parsed: Dict[str, Any] = {"text": text, "intent": {"name": intent, "confidence": 0.9}}
    return UserUttered(text, parsed["intent"], [], parsed, input_channel="rest")


def begins(*carried_over: Event) -> List[Event]:
    return [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        *carried_over,
        ActionExecuted(LISTEN),
    ]


def asks(text: str, *slots: Event) -> List[Event]:
    """A question and its answer: with one slot five events, with none four."""
    answer = [ActionExecuted("utter_faq"), BotUttered("An answer"), ActionExecuted(LISTEN)]
    return [says(text), *slots, *answer]


def restarts() -> List[Event]:
    return [says("start over", "restart"), ActionExecuted("action_restart"), Restarted()]


def opens_form() -> List[Event]:
    return [
        says("book me in", "book_appointment"),
        ActionExecuted("booking_form"),
        ActiveLoop("booking_form"),
        SlotSet("requested_slot", "full_name"),
        BotUttered("Your name?"),
        ActionExecuted(LISTEN),
    ]


def closes_form() -> List[Event]:
    return [
        says("Ada"),
        ActionExecuted("booking_form"),
        SlotSet("full_name", "Ada"),
        ActiveLoop(None),
        SlotSet("requested_slot", None),
        ActionExecuted(LISTEN),
    ]


def texts(tracker: DialogueStateTracker) -> List[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]
