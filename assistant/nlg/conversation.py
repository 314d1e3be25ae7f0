"""Reads from a tracker what an answer depends on: what was decided, said and offered before."""

from typing import Any, Dict, List, Mapping, Optional

from rasa.shared.core.events import BotUttered, Event, Restarted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.nlu.topic_prediction import (
    CLARIFY,
    DECLINE,
    SAFETY,
    TOPIC_DECISION,
)
from assistant.phrasing_words import normalise_phrasing
from assistant.topics import OUT_OF_SCOPE


class Conversation:
    """The current session up to now, newest event last."""

    def __init__(self, tracker: DialogueStateTracker) -> None:
        events = _events_of_session(tracker)
        self._users = [event for event in events if isinstance(event, UserUttered)]
        self._bots = [event for event in events if isinstance(event, BotUttered)]
        # By identity: the same words said twice are equal events.
        last_user = self._users[-1] if self._users else None
        start = next((i for i, e in enumerate(events) if e is last_user), len(events))
        # What the assistant said before the turn that is being answered.
        self._earlier_bots = [e for e in events[:start] if isinstance(e, BotUttered)]

    @property
    def is_first_reply(self) -> bool:
        """Whether the assistant has said nothing yet."""
        return not self._bots

    @property
    def decision(self) -> Mapping[str, Any]:
        """What the confidence gate decided on the current message."""
        return _decision_of(self._users[-1]) if self._users else {}

    @property
    def named_conditions(self) -> List[str]:
        """Names of the conditions in the current message, in order, each once."""
        if not self._users:
            return []
        entities = self._users[-1].entities
        return list(dict.fromkeys(e["value"] for e in entities if e["entity"] == "condition"))

    @property
    def previous_decision(self) -> Mapping[str, Any]:
        """What was decided on the message before the current one."""
        return _decision_of(self._users[-2]) if len(self._users) > 1 else {}

    @property
    def what_came_before(self) -> Optional[str]:
        """What a bare yes or no may refer to, or None.

        `clarify`, `emergency` or `medical_advice`; `booking` right after something was passed on.
        """
        if any(read_metadata(event).get("passes_on") for event in self.last_reply()):
            return "booking"
        topic = str(self.previous_decision.get("topic"))
        if self.previous_decision.get("decision") == SAFETY:
            return topic.split("/")[0]
        return CLARIFY if self.previous_decision.get("decision") == CLARIFY else None

    @property
    def is_unclear_again(self) -> bool:
        """Whether this message and the one before it were both not understood.

        Two different requests for something that is not ours were understood, both times.
        """
        if len(self._users) < 2:
            return False
        before, now = self._users[-2], self._users[-1]
        if self.previous_decision.get("decision") not in (CLARIFY, DECLINE):
            return False
        same_words = normalise_phrasing(before.text or "") == normalise_phrasing(now.text or "")
        return same_words or not (_is_refusal(before) and _is_refusal(now))

    def last_reply(self) -> List[BotUttered]:
        """The messages of the assistant's last turn before the current message."""
        if len(self._users) < 2:
            return list(self._earlier_bots)
        since = self._users[-2].timestamp
        return [event for event in self._earlier_bots if event.timestamp >= since]

    def has_offered(self, payload: str, replies: int) -> bool:
        """Whether one of the last `replies` messages had a button with this payload."""
        recent = self._bots[-replies:]
        return any(button.get("payload") == payload for e in recent for button in _buttons(e))

    def follows_safety_message(self) -> bool:
        """Whether the last thing said was a safety message."""
        return bool(self._bots) and read_metadata(self._bots[-1]).get("decision") == SAFETY


def _is_refusal(event: UserUttered) -> bool:
    found = _decision_of(event)
    return found.get("topic") == OUT_OF_SCOPE and not found.get("reason")


def _decision_of(event: UserUttered) -> Dict[str, Any]:
    found: Optional[Dict[str, Any]] = (event.parse_data or {}).get(TOPIC_DECISION)  # type: ignore[assignment]
    return found or {}


def _buttons(event: BotUttered) -> List[Dict[str, Any]]:
    return event.data.get("buttons") or []


def _events_of_session(tracker: DialogueStateTracker) -> List[Event]:
    """Everything since the session or the conversation began anew.

    Not `applied_events`: while a form is open, those leave out the message that it is answering.
    """
    events = list(tracker.events)
    starts = [i for i, e in enumerate(events) if isinstance(e, (Restarted, SessionStarted))]
    return events[starts[-1] + 1 :] if starts else events


def read_metadata(event: BotUttered) -> Dict[str, Any]:
    """The metadata that the response generator gave a message."""
    return (event.metadata or {}).get("metadata") or {}
