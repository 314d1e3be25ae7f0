"""A conversation that its visitor deleted is known as ended, and its visitor is not."""

import asyncio
import time
from pathlib import Path
from typing import Any, List

import pytest
import sqlalchemy as sa

from assistant.stores import ended_conversations
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.stores.ended_conversations import KEPT_SECONDS
from tests.stores.conversations import begins
from tests.stores.form_talks import files_with, keep
from tests.stores.written_talks import writes


def hashes(store: BoundedSQLTrackerStore) -> List[str]:
    with store.engine.connect() as connection:
        query = sa.text("SELECT sender_hash FROM ended_conversations")
        return list(connection.execute(query).scalars())


def test_deleted_conversation_is_ended(store: BoundedSQLTrackerStore) -> None:
    """That one alone, and not before; one that was never begun can be ended, too."""
    keep(store, begins(), writes("m-000001"))
    assert not store.is_ended("v_1")
    assert asyncio.run(store.delete_conversation("v_1")) > 0
    assert asyncio.run(store.delete_conversation("v_3")) == 0
    assert [store.is_ended(sender) for sender in ("v_1", "v_2", "v_3")] == [True, False, True]


def test_ending_twice_is_ending_once(store: BoundedSQLTrackerStore) -> None:
    """A retry is harmless."""
    for _ in range(2):
        asyncio.run(store.delete_conversation("v_1"))
    assert len(hashes(store)) == 1
    assert store.is_ended("v_1")


def test_who_it_was_is_not_kept(store: BoundedSQLTrackerStore, file: Path) -> None:
    """Neither in the table nor anywhere else in the files."""
    sender = "visitor-7f9c2ba4e88f827d"
    keep(store, begins(), writes("m-000001"), sender=sender)
    store.rate_reply(sender, "m-000001.0", "up")
    assert files_with(sender, file)
    asyncio.run(store.delete_conversation(sender))
    assert files_with(sender, file) == []
    assert len(hashes(store)[0]) == 32


def test_long_ended_ones_are_forgotten(
    store: BoundedSQLTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After longer than any session lasts, with the next that ends."""
    now = time.time()
    monkeypatch.setattr(ended_conversations.time, "time", lambda: now - KEPT_SECONDS - 1)
    asyncio.run(store.delete_conversation("long ago"))
    monkeypatch.setattr(ended_conversations.time, "time", lambda: now - KEPT_SECONDS + 60)
    asyncio.run(store.delete_conversation("a year ago"))
    monkeypatch.undo()
    asyncio.run(store.delete_conversation("now"))
    ended = [store.is_ended(sender) for sender in ("long ago", "a year ago", "now")]
    assert ended == [False, True, True]
    assert len(hashes(store)) == 2


def test_it_is_noted_with_the_deletion_or_not_at_all(
    store: BoundedSQLTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: a deletion that fails leaves the conversation, its ratings and no note."""
    keep(store, begins(), writes("m-000001"))
    store.rate_reply("v_1", "m-000001.0", "up")

    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(store._ended, "note", fail)
    with pytest.raises(OSError, match="disk is full"):
        asyncio.run(store.delete_conversation("v_1"))
    assert not store.is_ended("v_1")
    assert [entry.rating for entry in store.read_transcript("v_1", 50).entries] == [None, "up"]
