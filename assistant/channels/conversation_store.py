"""What the website channel asks of the tracker store, beside keeping the conversation for Rasa."""

from typing import Any, Mapping, Optional, Protocol, Sequence, Tuple, runtime_checkable

import structlog
from rasa.core.tracker_store import FailSafeTrackerStore
from sanic import Sanic

from assistant.channels.turns import TurnFailed

log = structlog.get_logger()

# Channels and stores do not know each other: these are the shapes that they agree on. The store is
# assistant.stores.bounded_tracker_store, the entries are in assistant.stores.transcripts.


class StoredEntry(Protocol):
    """One stored message; what its parts mean says assistant.stores.transcripts."""

    @property
    def id(self) -> str: ...

    @property
    def is_from_visitor(self) -> bool: ...

    @property
    def text(self) -> Optional[str]: ...

    @property
    def time(self) -> float: ...

    @property
    def is_removed(self) -> bool: ...

    @property
    def is_restart(self) -> bool: ...

    @property
    def data(self) -> Mapping[str, Any]: ...

    @property
    def metadata(self) -> Mapping[str, Any]: ...

    @property
    def rating(self) -> Optional[str]: ...


class StoredPage(Protocol):
    """Entries, oldest first, and the cursor of what is earlier."""

    @property
    def entries(self) -> Sequence[StoredEntry]: ...

    @property
    def before(self) -> Optional[int]: ...


@runtime_checkable
class ConversationStore(Protocol):
    """A tracker store that can read a transcript, keep ratings, and forget a conversation."""

    def read_transcript(
        self, sender_id: str, limit: int, before: Optional[int] = None
    ) -> StoredPage:
        """The newest messages before the cursor."""

    def find_turn(self, sender_id: str, message_id: str) -> Optional[Tuple[StoredEntry, ...]]:
        """The visitor's message with this id and its replies; None if it is not stored."""

    def rate_reply(self, sender_id: str, reply_id: str, rating: Optional[str]) -> bool:
        """Keep a rating; False if there is no such reply."""

    async def delete_conversation(self, sender_id: str) -> int:
        """Remove the conversation for good and note that it is over."""

    def is_ended(self, sender_id: str) -> bool:
        """Whether the conversation was deleted, or its time is over."""


def find_conversation_store(app: Sanic) -> ConversationStore:
    """The store of the running agent, with or without a model. Raises TurnFailed."""
    agent = getattr(app.ctx, "agent", None)
    if agent is None:
        raise TurnFailed("no_model")
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        # Rasa's wrapper passes on only the methods that it knows.
        store = store._tracker_store
    if not isinstance(store, ConversationStore):
        log.error("website.unsuitable_tracker_store", store=type(store).__name__)
        raise TurnFailed("unavailable")
    return store


async def forget_conversation(app: Sanic, visitor_id: str) -> None:
    """Remove a conversation wherever it is kept. The caller holds its lock. Raises TurnFailed."""
    await find_conversation_store(app).delete_conversation(visitor_id)
    wrapper = app.ctx.agent.tracker_store
    if isinstance(wrapper, FailSafeTrackerStore):
        # While the database failed, Rasa may have kept the conversation in memory.
        kept_in_memory = getattr(wrapper._fallback_tracker_store, "store", {})
        kept_in_memory.pop(visitor_id, None)
