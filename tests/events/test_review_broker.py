"""The broker as Rasa makes and uses it: with the product's tracker store, killed, forgotten."""

import asyncio
import gc
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, List

import pytest
import structlog
from rasa.core.brokers.broker import EventBroker
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig

from assistant.events.review_broker import ReviewEventBroker
from assistant.review.inbox import Inbox, open_inbox
from assistant.review.inbox_records import Question
from assistant.review.turns import Reason
from assistant.settings import PROJECT
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from tests.events.talks import (
    asks,
    begins,
    is_asked_back,
    is_declined,
    opens_form,
    publish,
    tells_form,
)
from tests.room_databases import run_sql
from tests.stores.form_talks import DOMAIN

TYPE = "assistant.events.review_broker.ReviewEventBroker"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of the test's own, named by the settings."""
    url = f"sqlite:///{tmp_path}/review.db"
    monkeypatch.setenv("REVIEW_DATABASE", url)
    monkeypatch.setenv("REVIEW_SECRET", "s" * 32)
    return url


async def make_broker(**options: Any) -> ReviewEventBroker:
    """As Rasa does from endpoints.yml."""
    broker = await EventBroker.create(EndpointConfig(type=TYPE, **options))
    assert isinstance(broker, ReviewEventBroker)
    return broker


def show_texts(inbox: Inbox) -> List[str]:
    page = inbox.list_groups(Question(size=200))
    return sorted(group.example.text for group in page.groups)


def test_turns_that_are_saved_come_into_the_inbox(url: str, tmp_path: Path) -> None:
    """Each once, masked, with the product's own tracker store; nothing of a form."""

    async def talk() -> None:
        broker = await make_broker()
        store = BoundedSQLTrackerStore(DOMAIN, db=str(tmp_path / "talk.db"), event_broker=broker)
        turns = [
            begins(),
            asks("is it safe", number=1),
            is_declined("my name is Ana Silva, do you treat dogs", 2),
            is_asked_back("what about the knee", 3),
            opens_form("tell Doctor Silva to call", number=4),
            tells_form("Ana Silva", 5),
            tells_form("yes", 6, closes=True),
        ]
        for turn in turns:
            tracker = await store.retrieve("visitor") or store.init_tracker("visitor")
            for event in turn:
                tracker.update(event)
            await store.save(tracker)
        await broker.close()
        store.engine.dispose()

    asyncio.run(talk())
    inbox = open_inbox(url)
    assert show_texts(inbox) == ["my name is [name], do you treat dogs", "what about the knee"]
    [message] = inbox.show_messages(2)
    assert message.reasons == (Reason.ASKED_BACK, Reason.ASKED_FOR_PERSON)
    assert message.before == "my name is [name], do you treat dogs"
    inbox.close()
    assert run_sql(url, "SELECT count(*) FROM review_turns") == [(6,)]
    for file in tmp_path.glob("review.db*"):
        assert b"Silva" not in file.read_bytes()


def test_thumbs_and_deletions_are_published_by_the_tracker_store(url: str) -> None:
    """As events beside Rasa's own."""

    async def talk() -> None:
        broker = await make_broker()
        for sender in ("ana", "bob"):
            events = publish(asks(f"is it safe, {sender}?"), sender)
            for event in events:
                broker.publish(event)
            rated = {"event": "reply_rated", "sender_id": sender, "message_id": "m1"}
            broker.publish({**rated, "rating": "down", "turn": events})
        broker.publish({"event": "conversation_deleted", "sender_id": "ana"})
        await broker.close()

    asyncio.run(talk())
    inbox = open_inbox(url)
    assert show_texts(inbox) == ["is it safe, bob?"]
    assert inbox.list_groups(Question(reason=Reason.THUMBS_DOWN)).total == 1
    inbox.close()
    assert run_sql(url, "SELECT rating FROM review_turns") == [("down",)]


def test_publishing_never_fails(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes: the visitor's turn is being saved."""
    monkeypatch.setenv("REVIEW_DATABASE", "sqlite:////proc/none/review.db")

    async def talk() -> None:
        broker = await make_broker()
        odd: List[Any] = [
            *({}, {"event": None}, {"event": "reply_rated"}, {"event": "conversation_deleted"}),
            {"event": "user", "parse_data": "?", "text": 5, "sender_id": []},
            *publish(is_declined()),
        ]
        for event in odd:
            broker.publish(event)
        broker.publish(None)  # type: ignore[arg-type]
        await broker.close()

    with structlog.testing.capture_logs() as logged:
        asyncio.run(talk())
    assert "review.database_not_opened" in {entry["event"] for entry in logged}
    assert "dogs" not in repr(logged)


@pytest.mark.parametrize("options", [{"low_margin": 2}, {"low_margin": "x"}, {"margin": 0.1}])
def test_unusable_options_are_said(url: str, options: Any) -> None:
    """Rasa does not start with them."""
    with pytest.raises(InvalidConfigException, match=r"low_margin"):
        asyncio.run(make_broker(**options))


def test_the_margin_can_be_chosen(url: str) -> None:
    """In endpoints.yml."""

    async def talk() -> None:
        broker = await make_broker(low_margin="0.95")
        for event in publish(asks("is it safe")):
            broker.publish(event)
        await broker.close()

    asyncio.run(talk())
    inbox = open_inbox(url)
    assert inbox.show_group(1).example.reasons == (Reason.LOW_MARGIN,)
    inbox.close()


def test_a_broker_that_is_forgotten_ends_its_thread(url: str) -> None:
    """Rasa makes a new one for a new model without closing the old: its turns are written."""

    async def talk() -> None:
        broker = await make_broker()
        for event in publish(is_declined()):
            broker.publish(event)

    before = set(threading.enumerate())
    asyncio.run(talk())
    gc.collect()
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()
    assert run_sql(url, "SELECT count(*) FROM review_messages") == [(1,)]


def test_a_killed_server_leaves_whole_records_and_loses_the_last_at_most(tmp_path: Path) -> None:
    """Of the turns published before the kill, all but the newest few are there, in order."""
    url = f"sqlite:///{tmp_path}/review.db"
    rng = random.Random(5)
    published = 0
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.events.broker_process", url],
            cwd=PROJECT,
            text=True,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        wanted = published + rng.randint(150, 300)
        for line in process.stdout:
            published = max(published, int(line))
            if int(line) >= wanted:
                break
        process.kill()
        rest, _ = process.communicate(timeout=30)
        published = max([published, *(int(n) for n in rest.split("\n")[:-1] if n)])
        texts = run_sql(url, "SELECT text, words_key, candidates FROM review_messages ORDER BY id")
        assert [row[0] for row in texts] == [f"dogs {number}" for number in range(len(texts))]
        assert all(None not in row for row in texts)
        assert run_sql(url, "SELECT count(*) FROM review_turns") == [(len(texts),)]
        # What was published last may not have been said any more.
        assert 0 < len(texts) <= published + 10
        # Two batches at most were on their way.
        assert published - len(texts) <= 400
        assert run_sql(url, "PRAGMA integrity_check") == [("ok",)]
        assert run_sql(url, "SELECT sum(total_count) FROM review_groups") == [(len(texts),)]
