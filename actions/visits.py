"""Reads from Rasa's tracker what the booking room wants to know of a message."""

from typing import Any, Dict, List, Mapping, Tuple

from rasa_sdk import Tracker

from assistant.booking.forms.drafts import read_slots
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.reception import Visit

# Rasa's name for the open question is the name of the slot that it fills.
SLOT_OF_FIELD = {
    "name": "visitor_name",
    "contact": "contact",
    "reason": "reason",
    "time": "preferred_time",
    "message": "visitor_message",
    "reference": "reference",
    "wish": "wish",
    "consent": "consent",
}
# Topics worth telling the clinic that the visitor asked about.
TOLD_FAMILIES = ("faq", "clinic", "medical_advice")


def read_visit(form: str, tracker: Tracker) -> Visit:
    """The latest message, as one message of `form`."""
    latest = tracker.latest_message
    decision: Mapping[str, Any] = latest.get("topic_decision") or {}
    intent: Mapping[str, Any] = latest.get("intent") or {}
    metadata: Mapping[str, Any] = latest.get("metadata") or {}
    conditions = [e["value"] for e in latest.get("entities", []) if e["entity"] == "condition"]
    message = VisitorMessage(
        text=str(latest.get("text") or ""),
        intent=str(intent.get("name")),
        topic=decision.get("topic"),
        decision=str(decision.get("decision")),
        confidence=float(decision.get("confidence") or 0.0),
        conditions=tuple(dict.fromkeys(conditions)),
        topics_before=_topics_before(tracker.events),
        page=metadata.get("page"),
        may_be_emergency=decision.get("reason") == "possible_emergency",
    )
    return Visit(
        conversation=tracker.sender_id,
        form=form,
        draft=read_slots(tracker.get_slot),
        message=message,
        # Rasa knows of no open question yet.
        is_opening=tracker.get_slot("requested_slot") is None,
    )


def _topics_before(events: List[Dict[str, Any]]) -> Tuple[str, ...]:
    """Topics that were asked and answered in the turns at hand, oldest first, each once."""
    found: List[str] = []
    for event in events:
        decision = (event.get("parse_data") or {}).get("topic_decision") or {}
        if event.get("event") == "user" and decision.get("decision") in ("answer", "safety"):
            found.extend(t for t in decision["topics"] if t.split("/")[0] in TOLD_FAMILIES)
    return tuple(dict.fromkeys(found))
