"""The tracker store on a PostgreSQL server of its own; left out where none is installed."""

import asyncio
from typing import Any, Iterator, List

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import SlotSet
from rasa.utils.endpoints import EndpointConfig

from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from tests.postgresql_server import running_postgresql
from tests.stores import form_talks
from tests.stores.conversations import DOMAIN, asks, begins, opens_form, texts
from tests.stores.written_talks import writes


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_postgresql() as address:
        yield address


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


def test_what_was_told_to_a_form_is_removed(url: str) -> None:
    """As on SQLite: when the form is over, and when its visitor stays away; nothing else."""
    config = EndpointConfig(
        type=form_talks.STORE_TYPE,
        url=url,
        turns_loaded=2,
        personal_slots=form_talks.PERSONAL_SLOTS,
    )
    store: Any = TrackerStore.create(config, form_talks.DOMAIN)
    turns = [form_talks.asks("before"), *form_talks.booking(), form_talks.asks("after")]
    form_talks.keep(store, begins(), *turns, sender="done")
    form_talks.keep(store, begins(), form_talks.opens_form(), sender="busy")
    left = form_talks.aged([*begins(), *form_talks.opens_form()], 70)
    form_talks.keep(store, left, sender="gone", old=True)
    assert [sender for sender, _ in form_talks.stretches(store)] == ["busy", "gone"]

    assert store.forget_abandoned_details() == 1
    assert form_talks.words(store, "done") == ["before", *["[removed]"] * 4, "after"]
    assert not form_talks.is_known(store, "done")
    assert not form_talks.is_known(store, "gone")
    assert form_talks.load(store, "busy").get_slot("visitor_name") == form_talks.SECRET
    asyncio.run(store.delete_conversation("busy"))
    assert form_talks.stretches(store) == []
    # Opening it again finds the table.
    store.engine.dispose()
    TrackerStore.create(config, form_talks.DOMAIN)


def test_expired_conversations_are_removed(url: str) -> None:
    """As on SQLite, also where the database sorts as a language does, without hyphens."""
    collation = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-u-ka-shifted'"
    with sa.create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE sorted {collation}"))
    config = EndpointConfig(
        type=form_talks.STORE_TYPE,
        url=url.replace("/postgres", "/sorted"),
        personal_slots=form_talks.PERSONAL_SLOTS,
        website_hours="24",
    )
    for _ in range(2):
        store: Any = TrackerStore.create(config, form_talks.DOMAIN)
    hours = {"website-a": 25, "website-Z": 25, "website-b": 23, "website,a": 25, "websitea": 25}
    for sender, age in hours.items():
        told = form_talks.aged([*writes("m-000001"), *form_talks.opens_form()], age * 60)
        form_talks.keep(store, told, sender=sender, old=True)
        store.rate_reply(sender, "m-000001.0", "up")
    assert store.remove_expired_conversations() == 2 * len(told)
    assert store.remove_expired_conversations() == 0
    left = ["website,a", "website-b", "websitea"]
    with store.engine.connect() as connection:
        for table in ("events", "form_stretches", "answer_ratings"):
            senders = sa.select(sa.column("sender_id")).select_from(sa.table(table))
            assert sorted(set(connection.execute(senders).scalars())) == left
    assert [sender for sender in hours if store.is_ended(sender)] == ["website-a", "website-Z"]
    store.engine.dispose()


def test_transcript_ratings_and_ending(store: BoundedSQLTrackerStore) -> None:
    """As on SQLite: pages, a turn by its id, a rating given, changed and taken back, the end."""
    turns = [writes(f"m-{n:06}") for n in range(5)]
    form_talks.keep(store, begins(), *turns, sender="reader")
    page = store.read_transcript("reader", 4)
    assert [entry.id for entry in page.entries] == [
        *("m-000003", "m-000003.0", "m-000004", "m-000004.0")
    ]
    first = store.read_transcript("reader", 50, page.before)
    assert (len(first.entries), first.before) == (6, None)
    assert store.read_transcript("reader", 4, 10**40) == page

    assert store.rate_reply("reader", "m-000004.0", None)
    for rating in ("up", "down"):
        assert store.rate_reply("reader", "m-000004.0", rating)
        turn = store.find_turn("reader", "m-000004")
        assert [entry.rating for entry in turn or ()] == [None, rating]
    assert not store.rate_reply("reader", "m-000004.1", "up")
    assert not store.rate_reply("reader", "\0.0", "up")
    for _ in range(2):
        asyncio.run(store.delete_conversation("reader"))
    assert store.read_transcript("reader", 4).entries == ()
    assert store.is_ended("reader")
    assert not store.is_ended("v_2")
    with store.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM answer_ratings")).scalar() == 0
