"""Collects the events that Rasa publishes one by one into turns."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Tuple

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, UserUttered

Event = Dict[str, Any]

# A turn of the assistant has some ten events, and all of them are published together.
MOST_EVENTS = 500
MOST_CONVERSATIONS = 1000


@dataclass(frozen=True)
class TurnEvents:
    """What happened in a conversation from one message to the next, in order."""

    sender_id: str
    events: Tuple[Event, ...]


class TurnCollector:
    """Gives a turn as soon as the assistant listens again; keeps what is not complete yet."""

    def __init__(self) -> None:
        # The conversation that was heard of last stands last.
        self._open: "OrderedDict[str, List[Event]]" = OrderedDict()

    def add(self, event: Event) -> Iterator[TurnEvents]:
        """Take the next event of any conversation; the turns that it completes."""
        sender_id = str(event.get("sender_id"))
        waiting = self._open.setdefault(sender_id, [])
        self._open.move_to_end(sender_id)
        is_message = event.get("event") == UserUttered.type_name
        if is_message and any(one.get("event") == UserUttered.type_name for one in waiting):
            # The turn before has ended without listening, such as by an error.
            yield self._take(sender_id)
            waiting = self._open.setdefault(sender_id, [])
        waiting.append(event)
        listens = event.get("event") == ActionExecuted.type_name
        if (listens and event.get("name") == ACTION_LISTEN_NAME) or len(waiting) >= MOST_EVENTS:
            yield self._take(sender_id)
        elif len(self._open) > MOST_CONVERSATIONS:
            self._open.popitem(last=False)

    def _take(self, sender_id: str) -> TurnEvents:
        return TurnEvents(sender_id, tuple(self._open.pop(sender_id)))
