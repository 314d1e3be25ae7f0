"""Retries, restarts of the server and deletions, over real HTTP."""

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, Iterator, List

import pytest
from rasa.core.channels.channel import UserMessage

from assistant.channels.website_conversations import WebsiteConversations
from assistant.channels.website_requests import WebsiteMessage
from tests.channels.conftest import FakeAgent
from tests.channels.website_visitors import Visitor, check_error, new_id


class SlowTurn:
    """A turn that waits until the test lets it go on, where it is told to."""

    def __init__(self) -> None:
        self.has_begun = threading.Event()
        self.may_end = threading.Event()
        self.texts: List[str] = []

    async def __call__(self, message: UserMessage) -> None:
        """Answer with the number of the turn."""
        self.texts.append(message.text)
        number = len(self.texts)
        self.has_begun.set()
        while message.text == "slow" and not self.may_end.is_set():
            await asyncio.sleep(0.01)
        response = {
            "text": f"answer {number}",
            "buttons": [{"title": "Is it safe?", "payload": "Is it safe?"}],
            "custom": {"file": {"name": "visit.ics", "media_type": "text/calendar", "text": "B"}},
            "metadata": {"topic": "faq/safety", "decision": "answer", "passes_on": True},
        }
        # What has nothing to show still has a number of its own.
        await message.output_channel.send_response(message.sender_id, {"text": " "})
        await message.output_channel.send_response(message.sender_id, response)


@pytest.fixture
def turn() -> SlowTurn:
    return SlowTurn()


@pytest.fixture
def server(turn: SlowTurn, serve: Any, tracker_store: Any) -> Iterator[Any]:
    with serve(turn, tracker_store=tracker_store) as server:
        yield server


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.fixture
def visitor(server: Any) -> Visitor:
    return Visitor(server.website)


def test_retry_gets_the_same_replies(server: Any, visitor: Visitor, turn: SlowTurn) -> None:
    """The same message twice is one turn with one answer."""
    first, second = (visitor.ask("hi", "message-1") for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.json()["replies"] == [
        {
            "id": "message-1.1",
            "text": "answer 1",
            "buttons": [{"title": "Is it safe?"}],
            "custom": {"file": {"name": "visit.ics", "media_type": "text/calendar", "text": "B"}},
            "metadata": {"topic": "faq/safety", "decision": "answer", "passes_on": True},
        }
    ]
    assert turn.texts == ["hi"]


def test_retry_while_the_first_is_running(
    visitor: Visitor, turn: SlowTurn, pool: ThreadPoolExecutor
) -> None:
    """All who ask while the turn runs get its one answer."""
    asked = [pool.submit(visitor.ask, "slow", "message-1") for _ in range(4)]
    assert turn.has_begun.wait(10)
    check_error(visitor.ask("other", "message-1"), 409, "message_id_reused")
    turn.may_end.set()
    responses = [one.result() for one in asked]
    assert {one.status_code for one in responses} == {200}
    assert len({one.text for one in responses}) == 1
    assert turn.texts == ["slow"]


def test_message_that_got_no_reply_may_be_sent_again(serve: Any, tracker_store: Any) -> None:
    """Where an action failed, the same message is done anew and stands once in the transcript."""
    is_broken = True

    async def answer_unless_broken(message: UserMessage) -> None:
        if not is_broken:
            await message.output_channel.send_response(message.sender_id, {"text": "yes"})

    with serve(answer_unless_broken, tracker_store=tracker_store) as server:
        visitor = Visitor(server.website)
        message_id = new_id()
        check_error(visitor.ask("book", message_id), 503, "no_reply")
        is_broken = False
        replies = visitor.ask("book", message_id).json()["replies"]
        assert [reply["text"] for reply in replies] == ["yes"]
        entries = visitor.transcript()
        assert [entry["id"] for entry in entries] == [message_id, f"{message_id}.0"]


def test_other_words_under_the_same_id(visitor: Visitor, turn: SlowTurn) -> None:
    """An id stands for one text, and the refusal does not disturb the first one."""
    first = visitor.ask("hi", "message-1")
    assert check_error(visitor.ask("ho", "message-1"), 409, "message_id_reused")["field"] == "id"
    assert visitor.ask("hi", "message-1").json() == first.json()
    assert turn.texts == ["hi"]


def test_retry_after_the_server_was_killed(serve: Any, tracker_store: Any) -> None:
    """Another server process answers from what is stored, with the same replies."""
    turn = SlowTurn()
    with serve(turn, tracker_store=tracker_store) as server:
        visitor = Visitor(server.website)
        first = visitor.ask("hi", "message-1")
        visitor.post("restart", {"id": "message-2"})
    with serve(turn, tracker_store=tracker_store) as server:
        visitor = Visitor(server.website, visitor.token)
        assert visitor.ask("hi", "message-1").json() == first.json()
        assert visitor.post("restart", {"id": "message-2"}).json() == {"restarted": True}
        check_error(visitor.ask("ho", "message-1"), 409, "message_id_reused")
        check_error(visitor.ask("hi", "message-2"), 409, "message_id_reused")
        check_error(visitor.post("restart", {"id": "message-1"}), 409, "message_id_reused")
        assert visitor.ask("ho", "message-3").status_code == 200
    assert turn.texts == ["hi", "/restart", "ho"]


def test_stored_conversation_says_the_same(visitor: Visitor) -> None:
    """A reply in the transcript is the reply that was given, with the same id."""
    (reply,) = visitor.ask("hi", "message-1").json()["replies"]
    question, answer = visitor.transcript()
    assert (question["id"], question["from"], question["text"]) == ("message-1", "visitor", "hi")
    assert answer.pop("from") == "assistant"
    assert answer.pop("time") > time.time() - 60
    assert answer == reply
    visitor.rate(reply["id"], "up")
    assert visitor.transcript()[1]["rating"] == "up"


def test_messages_of_one_visitor_are_answered_in_order(
    server: Any, visitor: Visitor, turn: SlowTurn, pool: ThreadPoolExecutor
) -> None:
    """Messages at once wait for each other; another visitor does not wait for them."""
    other = Visitor(server.website)
    asked = [pool.submit(visitor.ask, "slow")]
    assert turn.has_begun.wait(10)
    asked.extend(pool.submit(visitor.ask, f"text {number}") for number in range(3))
    assert other.ask("hi").status_code == 200
    assert len(turn.texts) == 2
    turn.may_end.set()
    assert [one.result().status_code for one in asked] == [200] * 4
    assert sorted(turn.texts[2:]) == ["text 0", "text 1", "text 2"]


def test_client_that_leaves_does_not_cut_the_turn(
    server: Any, visitor: Visitor, turn: SlowTurn, pool: ThreadPoolExecutor
) -> None:
    """A visitor who goes and asks again gets the answer of the turn that went on."""
    body = b'{"id": "message-1", "message": "slow"}'
    head = (
        "POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\n"
        f"Content-Type: application/json\r\nAuthorization: Bearer {visitor.token}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    _send_and_leave(server, head.encode() + body, turn.has_begun)
    again = pool.submit(visitor.ask, "slow", "message-1")
    turn.may_end.set()
    assert again.result().json()["replies"][0]["text"] == "answer 1"
    assert turn.texts == ["slow"]


def test_deletion_waits_for_the_running_turn(
    server: Any, visitor: Visitor, turn: SlowTurn, pool: ThreadPoolExecutor
) -> None:
    """The running turn is answered, and nothing of it is left; what waited is refused."""
    running = pool.submit(visitor.ask, "slow", "message-1")
    assert turn.has_begun.wait(10)
    deleted = pool.submit(visitor.delete)
    _wait_until_locked_out(deleted)
    waiting = [pool.submit(visitor.ask, "waiting"), pool.submit(visitor.ask, "waiting too")]
    waiting.append(pool.submit(visitor.post, "restart", {"id": new_id()}))
    _wait_until_locked_out(*waiting)
    turn.may_end.set()
    assert running.result().status_code == 200
    assert deleted.result().json() == {"deleted": True}
    for one in waiting:
        check_error(one.result(), 401, "session_ended")
    check_error(visitor.ask("slow", "message-1"), 401, "session_ended")
    assert turn.texts == ["slow"]
    assert _stored_events(server) == 0


def test_deletion_is_done_for_a_visitor_who_has_left(
    server: Any, visitor: Visitor, turn: SlowTurn, pool: ThreadPoolExecutor
) -> None:
    """Who closes the page right after the click is forgotten all the same."""
    running = pool.submit(visitor.ask, "slow", "message-1")
    assert turn.has_begun.wait(10)
    head = (
        "DELETE /webhooks/website/conversation HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {visitor.token}\r\n\r\n"
    )
    _send_and_leave(server, head.encode(), None)
    turn.may_end.set()
    assert running.result().status_code == 200
    deadline = time.monotonic() + 10
    while visitor.get("conversation").status_code != 401 and time.monotonic() < deadline:
        time.sleep(0.02)
    check_error(visitor.get("conversation"), 401, "session_ended")
    assert _stored_events(server) == 0


def test_deletion_reaches_what_rasa_keeps_in_memory(
    server: Any, visitor: Visitor, tracker_store: Any
) -> None:
    """What Rasa kept in memory while the database failed is deleted, too."""
    visitor.ask("hi")
    (sender,) = {message.sender_id for message in server.agent.messages}
    kept = tracker_store.fallback_tracker_store
    kept.store = {sender: b"a conversation", "other": b"another"}
    assert visitor.delete().status_code == 200
    assert kept.store == {"other": b"another"}


def test_deletion_reaches_the_answers_in_memory(tracker_store: Any, turn: SlowTurn) -> None:
    """What was kept for retries of this visitor goes at once; other visitors' answers stay."""
    agent = FakeAgent(turn, tracker_store)
    app: Any = SimpleNamespace(ctx=SimpleNamespace(agent=agent))

    async def talk() -> None:
        conversations = WebsiteConversations(agent.handle_message, 5)
        for visitor_id in ("one", "other"):
            message = WebsiteMessage("message-1", "hi", {})
            assert await conversations.answer(app, visitor_id, message, "request")
        assert len(conversations._ledger) == 2
        await conversations.delete(app, "one")
        assert len(conversations._ledger) == 1
        assert not conversations._locks

    asyncio.run(talk())


def test_nothing_stays_locked(server: Any, visitor: Visitor) -> None:
    """After turns and deletions no lock of a conversation is held or kept."""
    visitor.ask("hi")
    visitor.delete()
    assert not server.agent.lock_store.conversation_locks


def _send_and_leave(server: Any, request: bytes, has_begun: Any) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(request)
        if has_begun is not None:
            assert has_begun.wait(10)
        else:
            time.sleep(0.2)


def _wait_until_locked_out(*asked: Any) -> None:
    # There is nothing to see from outside: by now they have arrived, and none has been answered.
    time.sleep(0.3)
    assert not any(one.done() for one in asked)


def _stored_events(server: Any) -> int:
    store = server.agent.tracker_store._tracker_store
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT COUNT(*) FROM events").scalar())
