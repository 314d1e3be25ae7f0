"""Finds the tracker store for the website channel, which asks more of it than Rasa does."""

import structlog
from rasa.core.tracker_store import FailSafeTrackerStore
from sanic import Sanic

from assistant.channels.turns import TurnFailed
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore

log = structlog.get_logger()


def find_conversation_store(app: Sanic) -> BoundedSQLTrackerStore:
    """The store of the running agent, with or without a model. Raises TurnFailed."""
    agent = getattr(app.ctx, "agent", None)
    if agent is None:
        raise TurnFailed("no_model")
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        # Rasa's wrapper passes on only the methods that it knows.
        store = store._tracker_store
    if not isinstance(store, BoundedSQLTrackerStore):
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
