"""The tracker store on a PostgreSQL server of its own; left out where none is installed."""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Iterator, List, Optional

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import SlotSet
from rasa.utils.endpoints import EndpointConfig

from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from tests.stores.conversations import DOMAIN, asks, begins, opens_form, texts

# PostgreSQL refuses to run as root.
SERVER_USER: Optional[str] = "nobody" if os.geteuid() == 0 else None


def run(*command: str) -> None:
    subprocess.run(command, check=True, user=SERVER_USER, stdout=subprocess.DEVNULL, timeout=60)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if not shutil.which("initdb") or not shutil.which("pg_ctl"):
        pytest.skip("PostgreSQL is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Not in tmp_path: its parents are closed to another user, and socket paths must be short.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if SERVER_USER:
            shutil.chown(folder, SERVER_USER)
        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "rasa", "--auth", "trust", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        run("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://rasa@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture
def store(url: str) -> Iterator[BoundedSQLTrackerStore]:
    config = EndpointConfig(
        type="assistant.stores.bounded_tracker_store.BoundedSQLTrackerStore",
        url=url,
        turns_loaded=2,
    )
    store: Any = TrackerStore.create(config, DOMAIN)
    yield store
    store.engine.dispose()


def test_a_conversation_is_kept_loaded_and_deleted(store: BoundedSQLTrackerStore) -> None:
    """As on SQLite: the last turns, their state, every event once, and nothing after deletion."""

    async def scenario() -> List[Any]:
        first = asks("old", SlotSet("condition", "knee"))
        parts = [begins(), first, opens_form(), *[asks(f"question {n}") for n in range(6)]]
        for part in parts:
            tracker = await store.get_or_create_tracker("v_1", append_action_listen=False)
            tracker.update_with_events(part, DOMAIN)
            await store.save(tracker)
        full = await store.retrieve_full_tracker("v_1")
        stored = sum(len(part) for part in parts)
        assert full is not None
        assert len(full.events) == stored
        loaded = await store.retrieve("v_1")
        assert await store.delete_conversation("v_1") == stored
        return [loaded, await store.retrieve("v_1")]

    loaded, deleted = asyncio.run(scenario())
    assert texts(loaded) == ["question 4", "question 5"]
    assert loaded.get_slot("condition") == "knee"
    assert loaded.active_loop_name == "booking_form"
    assert deleted is None


def test_it_has_the_indexes(store: BoundedSQLTrackerStore) -> None:
    """Among them the one that SQLite has by itself."""
    names = {index["name"] for index in sa.inspect(store.engine).get_indexes("events")}
    assert {
        "ix_events_sender_type",
        "ix_events_sender_type_name",
        "ix_events_sender_id_id",
    } <= names
