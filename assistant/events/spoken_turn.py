"""Reads a turn out of its events: what was said, what was decided, and whether a form heard it."""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)

from assistant.events.turn_events import Event
from assistant.nlu.topic_prediction import SAFETY, TOPIC_DECISION

# What a reply of a form is marked with, beside answer, clarify, decline and safety.
BOOKING = "booking"
FORM_SUFFIX = "_form"


@dataclass(frozen=True)
class SpokenTurn:
    """A visitor's message, not masked yet, and what came of it.

    `text` is None where a form was told something in this turn, or where it was removed already.
    `opens_form` means that the message was the one that opened a form, `leaves_form` that none is
    active at the turn's end; None where the turn does not say.
    """

    message_id: str
    at: datetime
    channel: str
    text: Optional[str]
    decision: str
    topics: Tuple[str, ...]
    reason: Optional[str]
    candidates: Tuple[Tuple[str, float], ...]
    answered: Tuple[str, ...]
    said_safety: bool
    is_in_form: bool
    opens_form: bool
    leaves_form: Optional[bool]
    is_passed_on: bool

    @property
    def topic(self) -> Optional[str]:
        """The topic that the turn is about first of all."""
        if self.topics:
            return self.topics[0]
        return self.candidates[0][0] if self.candidates else None


def read_turn(events: Sequence[Event], was_in_form: bool = False) -> Optional[SpokenTurn]:
    """The turn of these events; None where no visitor said anything that was understood or not.

    `was_in_form`: whether a form was active before. The events alone tell it as well, unless the
    form was paused.
    """
    said = next((event for event in events if event.get("event") == UserUttered.type_name), None)
    decided: Mapping[str, Any] = ((said or {}).get("parse_data") or {}).get(TOPIC_DECISION) or {}
    text = (said or {}).get("text")
    # Nobody can type a command: it is a client's own, such as the one to begin anew.
    if said is None or not decided or not text or text.startswith("/"):
        return None
    replies = [_read_reply(event) for event in events if event.get("event") == BotUttered.type_name]
    loops = [event.get("name") for event in events if event.get("event") == ActiveLoop.type_name]
    is_in_form = was_in_form or bool(loops) or any(map(_is_of_form, events))
    is_in_form = is_in_form or any(_is_reply_of_form(reply) for reply in replies)
    return SpokenTurn(
        message_id=str(said.get("message_id") or said.get("timestamp")),
        at=datetime.fromtimestamp(float(said.get("timestamp") or 0.0), timezone.utc),
        channel=str(said.get("input_channel") or "unknown"),
        text=None if is_in_form or _is_removed(text) else str(text),
        decision=str(decided.get("decision")),
        topics=tuple(map(str, decided.get("topics") or ())),
        reason=decided.get("reason"),
        candidates=tuple(
            (str(one["topic"]), float(one["confidence"])) for one in decided.get("candidates") or ()
        ),
        answered=tuple(dict.fromkeys(str(r["topic"]) for r in replies if r.get("topic"))),
        said_safety=any(reply.get("decision") == SAFETY for reply in replies),
        is_in_form=is_in_form,
        opens_form=not was_in_form and any(name is not None for name in loops),
        leaves_form=loops[-1] is None if loops else None,
        is_passed_on=any(reply.get("passes_on") for reply in replies),
    )


def begins_session(events: Sequence[Event]) -> bool:
    """Whether a new session begins with these events: what was before it is over."""
    beginnings = (SessionStarted.type_name, Restarted.type_name)
    return any(event.get("event") in beginnings for event in events)


def _is_of_form(event: Event) -> bool:
    kind, name = event.get("event"), str(event.get("name"))
    if kind == ActionExecuted.type_name:
        return name.endswith(FORM_SUFFIX)
    return kind == SlotSet.type_name and name == REQUESTED_SLOT and event.get("value") is not None


def _is_reply_of_form(reply: Mapping[str, Any]) -> bool:
    return reply.get("decision") == BOOKING or bool(reply.get("personal"))


def _read_reply(event: Event) -> Dict[str, Any]:
    """What the response said of itself."""
    return (event.get("metadata") or {}).get("metadata") or {}


def _is_removed(text: str) -> bool:
    # The tracker store's mark for what a form was told, which it has taken out.
    return text == "[removed]"
