"""How the website channel finds the store of conversations."""

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from structlog.testing import capture_logs

from assistant.channels.conversation_store import find_conversation_store
from assistant.channels.turns import TurnFailed
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore


def _app(**context: Any) -> Any:
    return SimpleNamespace(ctx=SimpleNamespace(**context))


def test_product_store_is_found_behind_rasas_wrapper(tracker_store: FailSafeTrackerStore) -> None:
    """With and without Rasa's wrapper it is the product's own store."""
    store = tracker_store._tracker_store
    for given in (tracker_store, store):
        agent = SimpleNamespace(tracker_store=given)
        assert find_conversation_store(_app(agent=agent)) is store
    assert isinstance(store, BoundedSQLTrackerStore)


def test_other_stores_are_named_unsuitable() -> None:
    """A store that cannot forget a conversation is not used for one."""
    agent = SimpleNamespace(tracker_store=InMemoryTrackerStore(Domain.empty()))
    with capture_logs() as logs, pytest.raises(TurnFailed, match="unavailable"):
        find_conversation_store(_app(agent=agent))
    assert logs[0]["event"] == "website.unsuitable_tracker_store"
    assert logs[0]["store"] == "InMemoryTrackerStore"


def test_no_agent() -> None:
    """Before Rasa has an agent nothing can be found."""
    for app in (_app(), _app(agent=None)):
        with pytest.raises(TurnFailed, match="no_model"):
            find_conversation_store(app)
