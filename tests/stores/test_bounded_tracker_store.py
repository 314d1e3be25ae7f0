"""BoundedSQLTrackerStore: what is written, when, where, and what is said when it cannot be."""

import asyncio
import os
import stat
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest
import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    SQLTrackerStore,
    TrackerStore,
    check_if_tracker_store_async,
)
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig

from assistant.stores.bounded_tracker_store import (
    BoundedSQLTrackerStore,
    StoredTracker,
    UnusableTrackerDatabase,
)
from tests.stores.conversations import DOMAIN, asks, begins, says, texts

STORE_TYPE = "assistant.stores.bounded_tracker_store.BoundedSQLTrackerStore"
TURNS = 2


@pytest.fixture
def store(file: Path) -> Iterator[BoundedSQLTrackerStore]:
    store = open_store(file)
    yield store
    store.engine.dispose()


def open_store(file: Path, **options: Any) -> BoundedSQLTrackerStore:
    return BoundedSQLTrackerStore(DOMAIN, db=str(file), turns_loaded=TURNS, **options)


def load(store: TrackerStore, sender: str = "v_1") -> StoredTracker:
    tracker: StoredTracker = asyncio.run(
        store.get_or_create_tracker(sender, append_action_listen=False)
    )
    return tracker


def add(store: TrackerStore, tracker: DialogueStateTracker, events: List[Event]) -> None:
    tracker.update_with_events(events, DOMAIN)
    asyncio.run(store.save(tracker))


def talk(store: TrackerStore, turns: int, sender: str = "v_1") -> None:
    for number in range(turns):
        events = [*(begins() if number == 0 else []), *asks(f"question {number}")]
        add(store, load(store, sender), events)


def stored_texts(store: BoundedSQLTrackerStore, sender: str = "v_1") -> List[str]:
    full = asyncio.run(store.retrieve_full_tracker(sender))
    return texts(full) if full else []


def rows(store: BoundedSQLTrackerStore, sender: str = "v_1") -> int:
    with store.engine.connect() as connection:
        query = sa.text("SELECT count(*) FROM events WHERE sender_id = :sender")
        return int(connection.execute(query, {"sender": sender}).scalar())


def test_each_event_is_appended_exactly_once(store: BoundedSQLTrackerStore) -> None:
    """Over a conversation much longer than what is loaded, and in Rasa's own columns."""
    talk(store, 12)
    assert stored_texts(store) == [f"question {number}" for number in range(12)]
    assert rows(store) == len(begins()) + 12 * len(asks(""))
    query = "SELECT type_name, intent_name, action_name FROM events ORDER BY id DESC LIMIT 4"
    with store.engine.connect() as connection:
        last = connection.execute(sa.text(query))
        assert [tuple(row) for row in last] == [
            ("action", None, "action_listen"),
            ("bot", None, None),
            ("action", None, "utter_faq"),
            ("user", "faq", None),
        ]


def test_a_tracker_may_be_saved_again(store: BoundedSQLTrackerStore) -> None:
    """Twice without a change writes nothing; with more events, these."""
    talk(store, 5)
    tracker = load(store)
    add(store, tracker, asks("a"))
    before = rows(store)
    asyncio.run(store.save(tracker))
    assert rows(store) == before
    add(store, tracker, asks("b"))
    assert stored_texts(store)[-2:] == ["a", "b"]
    assert rows(store) == before + len(asks("b"))


def test_a_copy_saves_only_what_was_added_to_it(store: BoundedSQLTrackerStore) -> None:
    """Rasa copies trackers to try something out; a copy is as good as its original."""
    talk(store, 5)
    copy = load(store).copy()
    add(store, copy, asks("on the copy"))
    assert stored_texts(store)[-2:] == ["question 4", "on the copy"]
    assert rows(store) == len(begins()) + 6 * len(asks(""))


def test_a_full_tracker_saves_only_what_was_added_to_it(store: BoundedSQLTrackerStore) -> None:
    """Also when it holds several sessions, where Rasa's own counting goes wrong."""
    talk(store, 4)
    add(store, load(store), [*begins(), *asks("next day")])
    full = asyncio.run(store.retrieve_full_tracker("v_1"))
    assert full is not None
    add(store, full, asks("and more"))
    assert stored_texts(store)[-3:] == ["question 3", "next day", "and more"]
    assert rows(store) == 2 * len(begins()) + 6 * len(asks(""))


def test_events_posted_to_a_conversation_are_appended(store: BoundedSQLTrackerStore) -> None:
    """POST tracker/events loads, adds and saves; the next turn stands behind them."""
    talk(store, 5)
    add(store, load(store), [SlotSet("condition", "knee")])
    add(store, load(store), asks("and now?"))
    assert load(store).get_slot("condition") == "knee"
    assert rows(store) == len(begins()) + 6 * len(asks("")) + 1


def test_events_put_to_a_conversation_are_counted_as_rasa_does(
    store: BoundedSQLTrackerStore,
) -> None:
    """PUT tracker/events saves a tracker of its own making; what is stored already stays."""
    events = [*begins()[1:], *asks("a"), *asks("b")]
    for upto in (len(events) - 4, len(events)):
        body = [event.as_dict() for event in events[:upto]]
        asyncio.run(store.save(DialogueStateTracker.from_dict("v_1", body, DOMAIN.slots)))
    assert stored_texts(store) == ["a", "b"]
    assert rows(store) == len(events)
    add(store, load(store), asks("c"))
    assert stored_texts(store) == ["a", "b", "c"]


def test_a_tracker_from_another_database_is_copied_whole(
    store: BoundedSQLTrackerStore, tmp_path: Path
) -> None:
    """What the other database holds is not taken for stored in this one."""
    talk(store, 5)
    other = open_store(tmp_path / "other.db")
    full = asyncio.run(store.retrieve_full_tracker("v_1"))
    assert full is not None
    asyncio.run(other.save(full))
    assert stored_texts(other) == [f"question {number}" for number in range(5)]


def test_two_stores_on_one_file_keep_each_others_events(
    store: BoundedSQLTrackerStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes in the same conversation: nothing is lost, nothing is written twice."""
    monkeypatch.chdir(file.parent)
    second = open_store(Path("talk.db"))
    talk(store, 5)
    here, there = load(store), load(second)
    add(second, there, asks("there"))
    add(store, here, asks("here"))
    add(second, there, asks("there again"))
    add(second, load(store), asks("here, saved there"))
    assert stored_texts(store)[5:] == ["there", "here", "there again", "here, saved there"]
    assert rows(store) == len(begins()) + 9 * len(asks(""))
    assert texts(load(second)) == ["there again", "here, saved there"]


def test_a_save_that_fails_is_made_good_by_the_next(store: BoundedSQLTrackerStore) -> None:
    """A turn is written whole or not at all, and still counts as new."""
    talk(store, 3)
    tracker = load(store)
    tracker.update_with_events(asks("a"), DOMAIN)
    before = rows(store)
    unwritable = SlotSet("condition", object())
    tracker.update(unwritable)
    with pytest.raises(TypeError):
        asyncio.run(store.save(tracker))
    assert rows(store) == before
    tracker.events.remove(unwritable)
    asyncio.run(store.save(tracker))
    assert stored_texts(store)[-1] == "a"


class RecordingBroker(EventBroker):
    """Keeps what is published."""

    def __init__(self) -> None:
        self.events: List[Dict[str, Any]] = []

    def publish(self, event: Dict[str, Any]) -> None:
        self.events.append(event)


def test_each_event_is_published_exactly_once(file: Path) -> None:
    """Although fewer events are loaded than stored, in Rasa's form with the sender's id."""
    broker = RecordingBroker()
    store = open_store(file, event_broker=broker)
    talk(store, 7)
    published = [event["text"] for event in broker.events if event["event"] == "user"]
    assert published == [f"question {number}" for number in range(7)]
    assert len(broker.events) == rows(store)
    assert {event["sender_id"] for event in broker.events} == {"v_1"}


def test_a_deleted_conversation_is_gone(store: BoundedSQLTrackerStore, file: Path) -> None:
    """Its rows, and its words in the files; other conversations stay; it may start anew."""
    add(store, load(store), [*begins(), *asks("my very private knee")])
    talk(store, 5, sender="v_2")
    expected = rows(store)
    assert asyncio.run(store.delete_conversation("v_1")) == expected > 0
    assert rows(store) == 0
    assert asyncio.run(store.retrieve("v_1")) is None
    assert len(stored_texts(store, "v_2")) == 5
    for kept in file.parent.iterdir():
        assert b"private knee" not in kept.read_bytes()
    assert asyncio.run(store.delete_conversation("v_1")) == 0
    talk(store, 1)
    assert stored_texts(store) == ["question 0"]


def test_a_reader_only_delays_that_deleted_words_go(
    store: BoundedSQLTrackerStore, file: Path
) -> None:
    """A copy that is being read keeps them in the log: they go with a turn soon after."""
    add(store, load(store), [*begins(), *asks("my very private knee")])
    log = file.with_name("talk.db-wal")
    with open_store(file).engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        assert reader.exec_driver_sql("SELECT count(*) FROM events").scalar() == rows(store)
        asyncio.run(store.delete_conversation("v_1"))
        assert rows(store) == 0
        assert b"private knee" in log.read_bytes()
    store.forget_abandoned_details()
    assert b"private knee" not in log.read_bytes() + file.read_bytes()


def test_rasa_makes_it_from_the_endpoints_file(file: Path) -> None:
    """With text for the number, as ${TURNS_LOADED} gives it; wrapped by an agent as any store."""
    config = EndpointConfig(type=STORE_TYPE, dialect="sqlite", db=str(file), turns_loaded="2")
    store = TrackerStore.create(config, DOMAIN)
    assert isinstance(store, BoundedSQLTrackerStore)
    assert check_if_tracker_store_async(store)
    talk(FailSafeTrackerStore(store), 5)
    assert texts(load(store)) == ["question 3", "question 4"]


def test_a_url_names_the_database(file: Path) -> None:
    """`url:` in endpoints.yml arrives as host, and wins over dialect and db."""
    store = TrackerStore.create(EndpointConfig(type=STORE_TYPE, url=f"sqlite:///{file}"), DOMAIN)
    assert isinstance(store, BoundedSQLTrackerStore)
    talk(store, 2)
    assert file.exists()


def test_a_database_in_memory_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tries: no file, no folder."""
    monkeypatch.chdir(tmp_path)
    store = BoundedSQLTrackerStore(DOMAIN, db=":memory:", turns_loaded=TURNS)
    talk(store, 4)
    assert texts(load(store)) == ["question 2", "question 3"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [1, 0, -3, "six", "", None, 2.5])
def test_a_useless_number_of_turns_is_refused(file: Path, value: Any) -> None:
    """The message names the option and the value."""
    with pytest.raises(InvalidConfigException, match=f"turns_loaded .* '{value}'"):
        BoundedSQLTrackerStore(DOMAIN, db=str(file), turns_loaded=value)


def test_the_folder_and_the_files_are_private(tmp_path: Path) -> None:
    """A missing folder is made for this user only, and so are the database and its log."""
    folder = tmp_path / "a" / "b"
    store = open_store(folder / "talk.db")
    talk(store, 1)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert names == {"talk.db": 0o600, "talk.db-wal": 0o600, "talk.db-shm": 0o600}


def test_the_file_is_set_up_for_two_processes(store: BoundedSQLTrackerStore) -> None:
    """A log beside the file, patience with another writer, and deleted data overwritten."""
    expected = {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 5000, "secure_delete": 1}
    with store.engine.connect() as connection:
        for name, value in expected.items():
            assert connection.execute(sa.text(f"PRAGMA {name}")).scalar() == value


def test_an_existing_database_of_rasa_is_taken_over(file: Path) -> None:
    """Its conversations go on, and it gets the indexes."""
    file.parent.mkdir()
    talk(SQLTrackerStore(DOMAIN, db=str(file)), 5)
    store = open_store(file)
    talk_on = load(store)
    assert texts(talk_on) == ["question 3", "question 4"]
    add(store, talk_on, asks("more"))
    assert len(stored_texts(store)) == 6
    names = {index["name"] for index in sa.inspect(store.engine).get_indexes("events")}
    assert {"ix_events_sender_type", "ix_events_sender_type_name"} <= names
    open_store(file)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Instead of conversations that are quietly kept in memory."""
    (tmp_path / "state").write_text("a file")
    config = EndpointConfig(type=STORE_TYPE, db=str(tmp_path / "state" / "talk.db"))
    with pytest.raises(UnusableTrackerDatabase, match=r"state/talk\.db'.*Name a file in a folder"):
        TrackerStore.create(config, DOMAIN)


def test_a_folder_as_a_database_is_named(tmp_path: Path) -> None:
    """The cause is the system's own words."""
    with pytest.raises(UnusableTrackerDatabase, match="Is a directory"):
        open_store(tmp_path)


@pytest.mark.parametrize("mode", [0o500, 0o000])
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_named(tmp_path: Path, mode: int) -> None:
    """Whether the file exists already or not."""
    folder = tmp_path / "state"
    open_store(folder / "talk.db").engine.dispose()
    folder.chmod(mode)
    try:
        for name in ("talk.db", "new.db"):
            with pytest.raises(UnusableTrackerDatabase, match=name):
                open_store(folder / name)
    finally:
        folder.chmod(0o700)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """It is left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to be looked at closely " * 20)
    with pytest.raises(UnusableTrackerDatabase, match=r"notes\.txt.*file is not a database"):
        open_store(file)
    assert file.read_text().startswith("not a database")


def test_a_loaded_tracker_looks_like_any_other(store: BoundedSQLTrackerStore) -> None:
    """Equal to a plain one with the same events, whichever is asked."""
    talk(store, 1)
    tracker = load(store)
    plain = DialogueStateTracker.from_events("v_1", list(tracker.events), DOMAIN.slots)
    assert tracker == plain
    assert plain == tracker
    add(store, tracker, [says("more")])
    assert tracker != plain
    assert plain != tracker
    kinds: Tuple[type, ...] = (UserUttered, ActionExecuted)
    assert tracker.get_last_event_for(kinds) == tracker.events[-1]
