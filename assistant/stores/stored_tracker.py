"""A conversation in memory that knows what of it is stored."""

from rasa.shared.constants import DEFAULT_SENDER_ID
from rasa.shared.core.trackers import DialogueStateTracker


class StoredTracker(DialogueStateTracker):
    """A tracker that knows how many of its events, from the first, which database holds.

    It may hold fewer events than the database, so that counting those there, as Rasa does, would
    not say which of its own are new. `has_open_form` is about the stored events, too: whether they
    leave a form active or a personal slot with a value.
    """

    database: str = ""
    stored_events: int = 0
    has_open_form: bool = False

    def init_copy(self) -> "StoredTracker":
        """An empty copy; filled with this tracker's events, it saves no stored event again."""
        copy = StoredTracker(
            self.sender_id or DEFAULT_SENDER_ID,
            self.slots.values(),
            self._max_event_history,
            is_rule_tracker=self.is_rule_tracker,
        )
        copy.database = self.database
        copy.stored_events = self.stored_events
        copy.has_open_form = self.has_open_form
        return copy
