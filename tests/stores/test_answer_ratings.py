"""Thumbs: which reply, changed, taken back, and gone with the conversation."""

import asyncio
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import pytest
import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker

from assistant.stores.answer_ratings import AnswerRatings
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.stores.transcripts import MESSAGES_LOOKED_AT, StoredReply
from tests.stores import form_talks
from tests.stores.conversations import begins
from tests.stores.form_talks import keep, open_store
from tests.stores.test_transcripts import insert
from tests.stores.written_talks import answers, writes


def ratings(store: BoundedSQLTrackerStore) -> List[Tuple[Any, ...]]:
    """The table, as staff's console will read it."""
    query = "SELECT sender_id, reply_id, rating, topic FROM answer_ratings ORDER BY reply_id"
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def shown(store: BoundedSQLTrackerStore) -> List[Optional[str]]:
    return [entry.rating for entry in store.read_transcript("v_1", 50).entries]


def test_rating_is_kept_with_its_topic_and_shown(store: BoundedSQLTrackerStore) -> None:
    """One row; in the transcript and in the turn it stands at the reply, at no other."""
    keep(store, begins(), writes("m-000001", "hi", answers("a"), answers("b")), writes("m-000002"))
    assert store.rate_reply("v_1", "m-000001.1", "up")
    assert ratings(store) == [("v_1", "m-000001.1", "up", "faq/safe")]
    assert shown(store) == [None, None, "up", None, None]
    turn = store.find_turn("v_1", "m-000001")
    assert [entry.rating for entry in turn or ()] == [None, None, "up"]


def test_rating_is_changed_and_taken_back(store: BoundedSQLTrackerStore) -> None:
    """The last word counts; taking back what was never given is no error."""
    keep(store, begins(), writes("m-000001"))
    for rating in (None, "up", "up", "down"):
        assert store.rate_reply("v_1", "m-000001.0", rating)
    assert [row[2] for row in ratings(store)] == ["down"]
    assert store.rate_reply("v_1", "m-000001.0", None)
    assert ratings(store) == []
    assert shown(store) == [None, None]


def test_old_reply_can_be_rated(store: BoundedSQLTrackerStore) -> None:
    """Whoever scrolls far up finds thumbs there, too."""
    insert(store, *[writes(f"m-{n:06}") for n in range(MESSAGES_LOOKED_AT + 10)])
    assert store.rate_reply("v_1", "m-000000.0", "down")
    assert [row[1] for row in ratings(store)] == ["m-000000.0"]


def test_reply_that_names_no_topic_can_be_rated(store: BoundedSQLTrackerStore) -> None:
    """Its row has none."""
    plain = answers("hello")
    plain.metadata = {}
    keep(store, begins(), writes("m-000001", "hi", plain))
    assert store.rate_reply("v_1", "m-000001.0", "up")
    assert ratings(store) == [("v_1", "m-000001.0", "up", None)]


@pytest.mark.parametrize(
    "reply_id",
    [
        *("m-000001", "m-000001.", ".0", "", "m-000001.1", "m-000001.00", "m-000001.+0"),
        *("m-000001.-1", "m-000001.0.0", "m-000001.\u0660", "m-000001.9999999999999999999999"),
        *("m-00000_.0", "%.0", "m-000003.0", "M-000001.0", "\ud800.0", "\0.0", "m-000002.0"),
    ],
)
@pytest.mark.parametrize("rating", ["up", None])
def test_reply_that_is_not_there_is_not_rated(
    store: BoundedSQLTrackerStore, reply_id: str, rating: Optional[str]
) -> None:
    """Another number, another message, one without a reply, or what is no id at all."""
    keep(store, begins(), writes("m-000001"), writes("m-000002")[:1], writes("m-000004"))
    assert store.rate_reply("v_1", reply_id, rating) is False
    assert ratings(store) == []


def test_reply_of_another_visitor_is_not_rated(store: BoundedSQLTrackerStore) -> None:
    """Although its id is known; and equal ids are two replies."""
    keep(store, begins(), writes("m-000001"), sender="v_2")
    assert store.rate_reply("v_1", "m-000001.0", "up") is False
    keep(store, begins(), writes("m-000001"))
    assert store.rate_reply("v_2", "m-000001.0", "up")
    assert shown(store) == [None, None]


@pytest.mark.parametrize("rating", ["", "UP", "1"])
def test_other_ratings_are_refused(store: BoundedSQLTrackerStore, rating: str) -> None:
    """The message says which there are."""
    keep(store, begins(), writes("m-000001"))
    with pytest.raises(ValueError, match=f"'{rating}'. Use 'up', 'down' or None"):
        store.rate_reply("v_1", "m-000001.0", rating)


def test_rating_outlives_the_words(store: BoundedSQLTrackerStore) -> None:
    """A reply that was removed with its form keeps its rating."""
    told_number = form_talks.tells_number()
    told_number[0].message_id = "m-000001"  # type: ignore[attr-defined]
    keep(store, begins(), form_talks.opens_form(), told_number)
    assert store.rate_reply("v_1", "m-000001.0", "up")
    keep(store, form_talks.closes_form())
    told = [entry for entry in store.read_transcript("v_1", 50).entries if entry.rating]
    assert [(entry.is_removed, entry.rating) for entry in told] == [(True, "up")]


def test_ratings_go_with_their_conversation(store: BoundedSQLTrackerStore) -> None:
    """No row of it stays; others' stay."""
    for sender in ("v_1", "v_2"):
        keep(store, begins(), writes("m-000001"), sender=sender)
        store.rate_reply(sender, "m-000001.0", "up")
    asyncio.run(store.delete_conversation("v_1"))
    assert [row[0] for row in ratings(store)] == ["v_2"]


def test_rating_that_comes_too_late_is_not_kept(store: BoundedSQLTrackerStore) -> None:
    """The conversation was deleted after the reply had been found: nothing of it comes back."""
    keep(store, begins(), writes("m-000001"))
    with store.sessionmaker() as session:
        reply = store._transcripts.find_reply(session, "v_1", "m-000001.0")
    assert isinstance(reply, StoredReply)
    asyncio.run(store.delete_conversation("v_1"))
    with store.sessionmaker.begin() as session:
        assert not AnswerRatings().keep(session, "v_1", "m-000001.0", reply, "up")
    assert ratings(store) == []


def test_ratings_are_there_when_the_file_is_opened_again(
    store: BoundedSQLTrackerStore, file: Path
) -> None:
    """A second process sees them, and finds the tables made."""
    keep(store, begins(), writes("m-000001"))
    store.rate_reply("v_1", "m-000001.0", "up")
    second = open_store(file)
    assert shown(second) == [None, "up"]
    second.engine.dispose()


class Listener(EventBroker):
    """An event broker that keeps what it is told."""

    def __init__(self) -> None:
        self.heard: List[Dict[str, Any]] = []

    def publish(self, event: Dict[str, Any]) -> None:
        self.heard.append(event)


def test_thumb_is_published_with_its_turn(store: BoundedSQLTrackerStore) -> None:
    """Whoever listens gets the events of that turn, and of no other; not of a reply unknown."""
    keep(store, begins(), *[writes(f"m-{n:06}") for n in range(3)])
    broker = store.event_broker = Listener()
    assert store.rate_reply("v_1", "m-000001.0", "down")
    assert not store.rate_reply("v_1", "m-000001.7", "down")
    [told] = broker.heard
    assert {key: told[key] for key in ("event", "sender_id", "message_id", "rating")} == {
        "event": "reply_rated",
        "sender_id": "v_1",
        "message_id": "m-000001",
        "rating": "down",
    }
    said = [event.get("message_id") for event in told["turn"] if event["event"] == "user"]
    assert said == ["m-000001"]
    assert [event["event"] for event in told["turn"]].count("bot") == 1


def test_deletion_is_published(store: BoundedSQLTrackerStore) -> None:
    """Whoever kept words of the conversation removes them as well."""
    keep(store, begins(), writes("m-000001"))
    broker = store.event_broker = Listener()
    asyncio.run(store.delete_conversation("v_1"))
    assert broker.heard == [{"event": "conversation_deleted", "sender_id": "v_1"}]
