"""Turns events into rows of Rasa's table and back."""

import json
from functools import lru_cache
from typing import Any, Dict, Optional, Type

from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import INTENT_NAME_KEY


def make_row(sender_id: str, event: Event) -> Dict[str, Any]:
    """The columns of an event, as Rasa fills them."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def read_event(serialised: str) -> Optional[Event]:
    """The event of a row; None for a kind that Rasa has dropped."""
    data: Dict[str, Any] = json.loads(serialised)
    event_class = _event_class(data["event"])
    return event_class._from_parameters(data) if event_class else None


@lru_cache(maxsize=None)
def _event_class(type_name: str) -> Optional[Type[Event]]:
    # Rasa's Event.from_parameters searches all classes for every event: half the time of a load.
    event_class: Optional[Type[Event]] = Event.resolve_by_type(type_name)
    return event_class
