"""Conversations as Rasa writes them, with what the pipeline and the replies say of themselves."""

import time
from typing import Any, Dict, List, Optional, Sequence, Tuple

from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)

from assistant.nlu.topic_prediction import ANSWER, CLARIFY, DECLINE, SAFETY

LISTEN = "action_listen"
# Not long ago: what is too old is removed.
START = float(int(time.time()) - 3600)
Candidates = Sequence[Tuple[str, float]]


def says(
    text: str,
    decision: str = ANSWER,
    topic: str = "faq/safety",
    *,
    candidates: Optional[Candidates] = None,
    topics: Optional[List[str]] = None,
    reason: Optional[str] = None,
    number: int = 1,
) -> UserUttered:
    """A message with the decision on it, as the confidence gate writes it."""
    ranked = candidates if candidates is not None else [(topic, 0.9), ("clinic/cost", 0.05)]
    found: Dict[str, Any] = {
        "decision": decision,
        "topic": topic,
        "topics": topics if topics is not None else [topic],
        "confidence": 0.9,
        "reason": reason,
        "candidates": [{"topic": name, "confidence": value} for name, value in ranked],
    }
    parsed: Any = {"text": text, "intent": {"name": topic}, "topic_decision": found}
    return UserUttered(text, {"name": topic}, [], parsed, START + number, "website", f"m{number}")


def replies(text: str = "An answer", **about: Any) -> BotUttered:
    """A reply, marked as the response generator marks it."""
    return BotUttered(text, {}, {"utter_action": "utter_x", "metadata": about})


def listens() -> ActionExecuted:
    return ActionExecuted(LISTEN)


def begins() -> List[Event]:
    return [ActionExecuted("action_session_start"), SessionStarted(), listens()]


def asks(
    text: str = "is it safe", topic: str = "faq/safety", number: int = 1, **more: Any
) -> List[Event]:
    """A question and its answer."""
    return [
        says(text, ANSWER, topic, number=number, **more),
        ActionExecuted("utter_faq"),
        replies(topic=topic, decision=ANSWER),
        listens(),
    ]


def is_declined(text: str = "do you treat dogs", number: int = 1) -> List[Event]:
    """A message that the assistant does not understand."""
    return [
        says(text, DECLINE, "out_of_scope", number=number),
        replies(topic="out_of_scope", decision=DECLINE),
        listens(),
    ]


def is_asked_back(text: str = "what about the knee", number: int = 1) -> List[Event]:
    """A message that may mean several topics."""
    offered = ["faq/physical_conditions", "clinic/cost"]
    said = says(text, CLARIFY, offered[0], topics=offered, number=number)
    return [said, replies(topic=offered[0], decision=CLARIFY), listens()]


def opens_form(
    text: str = "let me talk to Doctor Silva", topic: str = "talk_to_human", number: int = 1
) -> List[Event]:
    """A message that opens a form, which may hold details already."""
    return [
        says(text, ANSWER, topic, number=number),
        ActionExecuted("message_form"),
        ActiveLoop("message_form"),
        SlotSet("requested_slot", "visitor_message"),
        replies("Your message?", topic=topic, decision="booking"),
        listens(),
    ]


def tells_form(text: str = "I am Ana Silva", number: int = 1, closes: bool = False) -> List[Event]:
    """An answer to a form, of which the classifier makes something or other."""
    over: List[Event] = [ActiveLoop(None), SlotSet("requested_slot", None)] if closes else []
    return [
        says(text, DECLINE, "out_of_scope", number=number),
        ActionExecuted("message_form"),
        SlotSet("visitor_message", text),
        *over,
        replies("Thank you", topic="talk_to_human", decision="booking", passes_on=closes),
        listens(),
    ]


def is_in_emergency(text: str = "my chest hurts", number: int = 1) -> List[Event]:
    """An emergency, which pauses a form that is open."""
    return [
        says(text, SAFETY, "emergency/medical", number=number),
        ActionExecuted("utter_emergency"),
        replies("Call 911", topic="emergency/medical", decision=SAFETY),
        listens(),
    ]


def publish(events: Sequence[Event], sender_id: str = "visitor") -> List[Dict[str, Any]]:
    """The events as Rasa's tracker stores publish them."""
    return [{"sender_id": sender_id, **event.as_dict()} for event in events]
