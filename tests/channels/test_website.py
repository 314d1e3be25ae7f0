"""The website channel over real HTTP: its statuses, its headers, and its files."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
import requests
from rasa.core.channels.channel import UserMessage
from rasa.core.run import create_http_input_channels
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from assistant.channels.visitor_ids import VisitorIds
from assistant.channels.website import ClinicWebsiteInput, describe_clinic
from assistant.clinic_profile import load_clinic_profile
from assistant.settings import PROJECT, InvalidSetting, load_settings
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from tests.channels.conftest import WEBSITE_SECRET, WIDGET
from tests.channels.website_visitors import ORIGIN, Visitor, check_error, check_headers, new_id

SECRET = "my knee hurts since the accident"
UNLIMITED = "100000/minute"


@pytest.fixture(scope="module")
def website(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One server for all tests that only talk to it, whose turns say hello."""
    file = tmp_path_factory.mktemp("website") / "conversations.db"
    store = BoundedSQLTrackerStore(db=str(file))
    limits = {"session_rate_limit": UNLIMITED, "address_rate_limit": UNLIMITED}
    with serve(tracker_store=FailSafeTrackerStore(store), **limits) as server:
        yield server
    store.engine.dispose()


@pytest.fixture
def visitor(website: Any) -> Visitor:
    """A new visitor of that server."""
    return Visitor(website.website)


async def _repeat(message: UserMessage) -> None:
    given = [message.text, message.input_channel, message.message_id, message.metadata]
    response = {"text": json.dumps(given), "metadata": {"decision": "answer"}}
    await message.output_channel.send_response(message.sender_id, response)


def test_rasa_builds_the_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's credentials.yml gives this channel, at the root of the server."""
    monkeypatch.setenv("WEBSITE_SECRET", "x" * 32)
    channels = create_http_input_channels(None, str(PROJECT / "credentials.yml"))
    (channel,) = [one for one in channels if isinstance(one, ClinicWebsiteInput)]
    assert (channel.name(), channel.url_prefix()) == ("website", "/")


def test_credentials_take_no_entries() -> None:
    """An entry that would have no effect is an error, and says where settings are."""
    with pytest.raises(InvalidSetting, match=r"origins.*WEBSITE_ORIGINS"):
        ClinicWebsiteInput.from_credentials({"origins": "x"})


def test_clinic_is_public(website: Any) -> None:
    """The clinic's facts need no session, and the starters are titles of buttons."""
    response = requests.get(website.website + "clinic", timeout=10)
    profile = load_clinic_profile(load_settings().clinic_profile)
    assert response.status_code == 200
    check_headers(response)
    assert response.json() == {
        "name": profile.name,
        "phone": profile.phone,
        "emergency_number": profile.facts["emergency_number"],
        "crisis_line": profile.facts["crisis_line"],
        "session_hours": 24,
        "max_message_characters": 2000,
        "starters": [
            "What is regenerative medicine?",
            "Is it safe and does it work?",
            "How much does it cost?",
            "Book an appointment",
        ],
    }
    assert describe_clinic(profile, load_settings()) == response.json()


def test_message_is_answered(visitor: Visitor) -> None:
    """Replies come with ids, without the visitor's id, and with public metadata only."""
    response = visitor.ask("hi", "message-1")
    assert response.status_code == 200
    check_headers(response)
    metadata = {"topic": "greet", "decision": "answer"}
    assert response.json() == {
        "replies": [
            {"id": "message-1.0", "text": "Hello.\n\nHow can I help?", "metadata": metadata},
            {"id": "message-1.1", "text": "Ask me anything.", "metadata": metadata},
        ]
    }


def test_rasa_gets_the_message_with_its_page(serve: Any, tracker_store: Any) -> None:
    """Text, channel, id, page and language reach the turn; everything else in a body does not."""
    with serve(_repeat, tracker_store=tracker_store) as server:
        visitor = Visitor(server.website)
        response = visitor.ask(
            " /is it safe ",
            "message-1",
            page="https://clinic.example/knee?name=Ann#top",
            language="en",
            sender="somebody",
            metadata={"slot": 1},
        )
        (reply,) = response.json()["replies"]
        (message,) = server.agent.messages
    metadata = {"page": "https://clinic.example/knee", "language": "en"}
    assert json.loads(reply["text"]) == ["is it safe", "website", "message-1", metadata]
    assert message.sender_id.startswith("website-")
    assert visitor.token.split(".")[0] not in message.sender_id


def test_commands_cannot_be_sent(serve: Any, tracker_store: Any) -> None:
    """A visitor's "/restart" is no command here either."""
    with serve(_repeat, tracker_store=tracker_store) as server:
        Visitor(server.website).ask("/restart")
        assert [message.text for message in server.agent.messages] == ["..."]


def test_restart(serve: Any, tracker_store: Any) -> None:
    """A restart is Rasa's command under the given id, and leaves a mark in the transcript."""
    with serve(tracker_store=tracker_store) as server:
        visitor = Visitor(server.website)
        visitor.ask("hi", "message-1")
        response = visitor.post("restart", {"id": "message-2"})
        assert (response.status_code, response.json()) == (200, {"restarted": True})
        assert visitor.post("restart", {"id": "message-2"}).status_code == 200
        assert [message.text for message in server.agent.messages] == ["hi", "/restart"]
        check_error(visitor.post("restart", {"id": "message-1"}), 409, "message_id_reused")
        check_error(visitor.ask("hi", "message-2"), 409, "message_id_reused")
        entries = [entry for entry in visitor.transcript() if entry["from"] == "visitor"]
        assert [entry["id"] for entry in entries] == ["message-1", "message-2"]
        assert (entries[1]["kind"], "text" in entries[1]) == ("restart", False)


def test_restart_needs_no_reply(serve: Any, tracker_store: Any) -> None:
    """An assistant that says nothing to a restart has restarted all the same."""

    async def say_nothing(message: UserMessage) -> None:
        pass

    with serve(say_nothing, tracker_store=tracker_store) as server:
        visitor = Visitor(server.website)
        for _ in range(2):
            assert visitor.post("restart", {"id": "message-1"}).json() == {"restarted": True}
        assert len(server.agent.messages) == 1


def test_session_is_renewed(visitor: Visitor) -> None:
    """Who offers a valid token stays the same visitor; who offers none is a new one."""
    visitor.ask("hi", "message-1")
    response = visitor.post("session", {})
    assert set(response.json()) == {"token", "expires_in"}
    assert response.json()["expires_in"] == 24 * 3600
    renewed = Visitor(visitor.address, response.json()["token"])
    assert renewed.transcript()[0]["id"] == "message-1"
    assert Visitor(visitor.address).transcript() == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "messages"),
        ("POST", "restart"),
        ("GET", "conversation"),
        ("PUT", "ratings"),
        ("DELETE", "conversation"),
    ],
)
def test_session_is_needed(method: str, path: str, visitor: Visitor) -> None:
    """401 without a token, with a forged one, and with another scheme."""
    token = visitor.token
    forged = f"{token[:-2]}{'AA' if token[-2:] != 'AA' else 'BB'}"
    for header, code in (
        ("", "session_missing"),
        ("Bearer", "session_missing"),
        (f"Basic {token}", "session_missing"),
        ("Bearer x", "session_invalid"),
        (f"Bearer {forged}", "session_invalid"),
        ("Bearer \xff\xfe", "session_invalid"),
        (f"Bearer {token} {token}", "session_invalid"),
    ):
        response = visitor.send(method, path, "{", Authorization=header)
        assert check_error(response, 401, code)["field"] == "Authorization"
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_invalid_token_gets_no_session(visitor: Visitor) -> None:
    """An invalid token is not silently replaced by another visitor's."""
    response = visitor.post("session", {}, Authorization="Bearer x.y.z")
    check_error(response, 401, "session_invalid")


def test_two_visitors_cannot_reach_each_other(website: Any) -> None:
    """What one visitor says, nobody else reads, rates, answers again or deletes."""
    one, other = Visitor(website.website), Visitor(website.website)
    one.ask(SECRET, "message-1")
    assert SECRET not in other.get("conversation").text
    check_error(other.rate("message-1.0", "up"), 404, "reply_not_found")
    # The same message id is another message in another conversation.
    assert other.ask("another text", "message-1").status_code == 200
    assert other.delete().status_code == 200
    assert one.transcript()[0]["text"] == SECRET
    ticket, time, signature = one.token.split(".")
    mixed = ".".join([other.token.split(".")[0], time, signature])
    check_error(Visitor(website.website, mixed).get("conversation"), 401, "session_invalid")
    assert ticket not in one.get("conversation").text


@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        ("session", b"[]", "invalid_json", "body"),
        ("session", b"", "invalid_json", "body"),
        ("messages", b"{", "invalid_json", "body"),
        ("messages", b'{"message": "hi"}', "id_missing", "id"),
        ("messages", b'{"id": "short", "message": "hi"}', "id_invalid", "id"),
        ("messages", b'{"id": "with spaces", "message": "hi"}', "id_invalid", "id"),
        ("messages", b'{"id": 12345678, "message": "hi"}', "id_not_text", "id"),
        ("messages", b'{"id": "message-1"}', "message_missing", "message"),
        ("messages", b'{"id": "message-1", "message": " "}', "message_empty", "message"),
        (
            "messages",
            json.dumps({"id": "message-1", "message": "x" * 2001}).encode(),
            "message_too_long",
            "message",
        ),
        ("restart", b"{}", "id_missing", "id"),
    ],
)
def test_bad_input(path: str, body: bytes, code: str, field: str, visitor: Visitor) -> None:
    """400 in JSON that names the field, and no turn."""
    response = visitor.send("POST", path, body.decode())
    assert check_error(response, 400, code)["field"] == field
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"rating": "up"}, "reply_missing"),
        ({"reply": "x", "rating": "up"}, "reply_invalid"),
        ({"reply": "message-1.0"}, "rating_missing"),
        ({"reply": "message-1.0", "rating": "great"}, "rating_invalid"),
        ({"reply": "message-1.0", "rating": ["up"]}, "rating_invalid"),
        ({"reply": "message-1.0", "rating": True}, "rating_invalid"),
    ],
)
def test_bad_rating(body: Dict[str, Any], code: str, visitor: Visitor) -> None:
    """400 in JSON that names the field."""
    check_error(visitor.send("PUT", "ratings", json.dumps(body)), 400, code)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?limit=0", "limit_invalid"),
        ("?limit=101", "limit_invalid"),
        ("?limit=ten", "limit_invalid"),
        ("?limit=", "limit_invalid"),
        ("?limit=1&limit=2", "limit_invalid"),
        ("?before=x", "before_invalid"),
        ("?before=", "before_invalid"),
        ("?before=-1", "before_invalid"),
        ("?before=1&before=2", "before_invalid"),
    ],
)
def test_bad_query(query: str, code: str, visitor: Visitor) -> None:
    """400 in JSON that names the parameter."""
    check_error(visitor.get(f"conversation{query}"), 400, code)


def test_transcript_and_ratings(visitor: Visitor) -> None:
    """The transcript has every message in order with the ratings, which can be changed."""
    assert visitor.get("conversation").json() == {"messages": [], "before": None}
    visitor.ask("one", "message-1")
    visitor.ask("two", "message-2")
    for rating in ("up", "down", None, "up"):
        response = visitor.rate("message-1.1", rating)
        assert response.json() == {"reply": "message-1.1", "rating": rating}
        check_headers(response)
        (rated,) = [entry for entry in visitor.transcript() if entry["id"] == "message-1.1"]
        assert rated.get("rating") == rating
    entries = visitor.transcript()
    assert [(entry["id"], entry["from"]) for entry in entries] == [
        ("message-1", "visitor"),
        ("message-1.0", "assistant"),
        ("message-1.1", "assistant"),
        ("message-2", "visitor"),
        ("message-2.0", "assistant"),
        ("message-2.1", "assistant"),
    ]
    assert entries[3]["text"] == "two"
    assert entries[1]["metadata"] == {"topic": "greet", "decision": "answer"}
    assert all(isinstance(entry["time"], float) for entry in entries)
    check_error(visitor.rate("message-3.0", "up"), 404, "reply_not_found")
    check_error(visitor.rate("message-1.7", "up"), 404, "reply_not_found")


def test_transcript_comes_in_pages(visitor: Visitor) -> None:
    """The cursor leads to what is earlier, until nothing is."""
    for number in range(4):
        visitor.ask(f"text {number}", f"message-{number}")
    pages: List[List[str]] = []
    query = "?limit=3"
    while True:
        body = visitor.get(f"conversation{query}").json()
        pages.append([entry["text"] for entry in body["messages"] if entry["from"] == "visitor"])
        if body["before"] is None:
            break
        query = f"?limit=3&before={body['before']}"
    assert pages == [["text 3"], ["text 2"], ["text 1"], ["text 0"]]


def test_deleted_conversation(visitor: Visitor) -> None:
    """After a deletion the token is refused everywhere, and a new session starts with nothing."""
    visitor.ask(SECRET, "message-1")
    visitor.rate("message-1.0", "up")
    response = visitor.delete()
    assert (response.status_code, response.json()) == (200, {"deleted": True})
    check_headers(response)
    for refused in (
        visitor.get("conversation"),
        visitor.ask(SECRET, "message-1"),
        visitor.post("restart", {"id": new_id()}),
        visitor.rate("message-1.0", "up"),
        visitor.post("session", {}),
    ):
        check_error(refused, 401, "session_ended")
    assert visitor.delete().status_code == 200
    assert Visitor(visitor.address).transcript() == []


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "clinic", "GET, HEAD"),
        ("GET", "session", "POST"),
        ("GET", "messages", "POST"),
        ("DELETE", "messages", "POST"),
        ("PATCH", "conversation", "GET, DELETE"),
        ("POST", "ratings", "PUT"),
        ("POST", "demo", "GET, HEAD"),
        ("TRACE", "messages", "POST"),
    ],
)
def test_other_methods(method: str, path: str, allowed: str, visitor: Visitor) -> None:
    """405 in JSON, with the methods that are allowed."""
    response = visitor.send(method, path)
    check_error(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == allowed
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_other_paths(website: Any, visitor: Visitor) -> None:
    """404 in JSON below the channel's own path; all other paths are left to Rasa."""
    check_error(visitor.get("nothing"), 404, "not_found")
    assert requests.get(website.address + "/", timeout=10).text.startswith("Hello from Rasa")
    assert requests.get(website.address + "/nothing", timeout=10).status_code == 404
    assert requests.get(website.health, timeout=10).json() == {"status": "ok"}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_other_content_type(content_type: str, visitor: Visitor) -> None:
    """415 wherever there is a body to read."""
    for method, path in (("POST", "session"), ("POST", "messages"), ("PUT", "ratings")):
        response = visitor.send(method, path, "{}", Content_Type=content_type)
        check_error(response, 415, "unsupported_content_type")


def test_large_body(website: Any, visitor: Visitor) -> None:
    """413, and the page may read it."""
    response = visitor.ask("x" * 70_000)
    check_error(response, 413, "body_too_large")
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    head = f"POST /webhooks/website/session HTTP/1.1\r\nHost: x\r\nX-Long: {'x' * 20_000}\r\n\r\n"
    status, _, body = website.send_raw(head.encode())
    assert (status, json.loads(body)["error"]["code"]) == (413, "body_too_large")


def test_no_model(serve: Any, tracker_store: Any) -> None:
    """Without a model a message is 503 with the phone number; the transcript can still be read."""
    phone = load_clinic_profile(load_settings().clinic_profile).phone
    with serve(tracker_store=tracker_store) as server:
        visitor = Visitor(server.website)
        server.agent.has_model = False
        response = visitor.ask("hi")
        assert phone in check_error(response, 503, "no_model")["message"]
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
        check_error(visitor.post("restart", {"id": new_id()}), 503, "no_model")
        assert visitor.transcript() == []
        assert visitor.delete().status_code == 200
        del server.app.ctx.agent
        check_error(visitor.get("conversation"), 503, "no_model")
        assert Visitor(server.website).token


def test_turn_without_an_answer(serve: Any, tracker_store: Any) -> None:
    """A turn that raises, hangs or says nothing is 503 with a code of its own."""

    async def misbehave(message: UserMessage) -> None:
        if message.text == "fail":
            raise ValueError(message.text)
        if message.text == "hang":
            await asyncio.sleep(60)

    with serve(misbehave, tracker_store=tracker_store, turn_timeout_seconds=0.3) as server:
        visitor = Visitor(server.website)
        for text, code in (
            ("fail", "turn_failed"),
            ("hang", "turn_timed_out"),
            ("silent", "no_reply"),
        ):
            message_id = new_id()
            for _ in range(2):
                check_error(visitor.ask(text, message_id), 503, code)
        # What failed may be tried again.
        texts = [message.text for message in server.agent.messages]
        assert texts == ["fail", "fail", "hang", "hang", "silent", "silent"]


def test_unsuitable_store(serve: Any) -> None:
    """A tracker store that cannot forget a conversation serves no website."""
    store = InMemoryTrackerStore(Domain.empty())
    with serve(tracker_store=FailSafeTrackerStore(store)) as server:
        response = Visitor(server.website).ask("hi")
        check_error(response, 503, "unavailable")


def test_broken_database(serve: Any, tracker_store: Any, tmp_path: Path) -> None:
    """A database that cannot be read is 503, and the page may read that."""
    with serve(tracker_store=tracker_store) as server:
        visitor = Visitor(server.website)
        tracker_store._tracker_store.engine.dispose()
        (tmp_path / "conversations.db").write_bytes(b"no database" * 1000)
        response = visitor.get("conversation")
        check_error(response, 503, "unavailable")
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_rate_limits(serve: Any, tracker_store: Any) -> None:
    """429 with the seconds to wait, for sessions, for one visitor's messages, for an address."""
    limits = {"session_rate_limit": "3/minute", "sender_rate_limit": "2/minute"}
    with serve(tracker_store=tracker_store, **limits) as server:
        visitors = [Visitor(server.website) for _ in range(2)]
        response = visitors[0].post("session", {})
        assert response.status_code == 200
        responses = [visitors[0].post("session", {})]
        responses.extend([visitors[0].ask("hi") for _ in range(3)][2:])
        for response in responses:
            check_error(response, 429, "rate_limited")
            assert 1 <= int(response.headers["Retry-After"]) <= 61
            assert "Retry-After" in response.headers["Access-Control-Expose-Headers"]
        assert visitors[1].ask("hi").status_code == 200
        assert visitors[0].delete().status_code == 200
    with serve(tracker_store=tracker_store, address_rate_limit="4/minute") as server:
        visitor = Visitor(server.website)
        for _ in range(3):
            assert visitor.get("clinic").status_code == 200
        check_error(visitor.get("clinic", X_Forwarded_For="10.1.2.3"), 429, "rate_limited")
        assert requests.get(server.address + "/chat.js", timeout=10).status_code == 200


def test_expired_session(visitor: Visitor) -> None:
    """A token that is too old is told apart from a forged one."""
    day = 24 * 3600
    for age, status in ((day - 60, 200), (day + 60, 401)):
        signed_then = VisitorIds(WEBSITE_SECRET, day, lambda age=age: time.time() - age)
        old = Visitor(visitor.address, signed_then.issue())
        for response in (old.get("conversation"), old.post("session", {})):
            assert response.status_code == status
            if status == 401:
                check_error(response, 401, "session_expired")
        # What it opened can be deleted at any time.
        assert old.delete().status_code == 200


def test_log_has_the_request_and_never_the_visitor(
    serve: Any, tracker_store: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    """Text, token, message id, page and the visitor's id are in no line of the log."""

    async def fail_at_times(message: UserMessage) -> None:
        if message.text == SECRET:
            raise ValueError(f"{message.text} of {message.sender_id}")
        await _repeat(message)

    with serve(fail_at_times, tracker_store=tracker_store) as server:
        visitor = Visitor(server.website)
        page = "https://clinic.example/private-page"
        responses = [
            visitor.ask(SECRET, "secret-id-1", page=page),
            visitor.ask(SECRET + "!", "secret-id-2", page=page),
            visitor.ask(SECRET + "?", "secret-id-2", page=page),
            visitor.ask(SECRET, "secret id", page=page),
            visitor.get("conversation", Authorization="Bearer forged-token"),
            visitor.delete(),
        ]
        sender = server.agent.messages[0].sender_id
    assert [one.status_code for one in responses] == [503, 200, 409, 400, 401, 200]
    output = "".join(capfd.readouterr())
    for private in (SECRET, "secret-id", "private-page", "forged-token", visitor.token, sender):
        assert private not in output
    for response in responses:
        assert response.headers["X-Request-ID"] in output


def test_widget_is_served_to_every_site(website: Any) -> None:
    """chat.js may be loaded from anywhere, is kept but asked for again, and comes compressed."""
    address = website.address + "/chat.js"
    response = requests.get(address, headers={"Origin": "https://other.example"}, timeout=10)
    assert response.status_code == 200
    assert response.text == WIDGET
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) < len(WIDGET) / 10
    plain = requests.get(address, headers={"Accept-Encoding": "identity"}, timeout=10)
    assert (plain.text, "Content-Encoding" in plain.headers) == (WIDGET, False)
    head = requests.head(address, timeout=10)
    assert (head.status_code, head.content) == (200, b"")
    assert requests.post(address, timeout=10).status_code == 405
    words = requests.get(website.address + "/chat.es.js", timeout=10)
    assert words.headers["Access-Control-Allow-Origin"] == "*"
    assert "words" in words.text


def test_unchanged_file_is_not_sent_again(website: Any) -> None:
    """A browser that has the file hears so, and nothing more."""
    address = website.address + "/chat.js"
    tag = requests.get(address, timeout=10).headers["ETag"]
    response = requests.get(address, headers={"If-None-Match": f'"x", {tag}'}, timeout=10)
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    other = requests.get(address, headers={"If-None-Match": '"x"'}, timeout=10)
    assert other.status_code == 200


def test_demo_page(website: Any) -> None:
    """The sample clinic's page comes under a strict policy, with what it needs."""
    response = requests.get(website.website + "demo", timeout=10)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert policy == ["default-src 'self'", "frame-ancestors 'none'"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    for needed in ("/chat.js", "/webhooks/website/demo.css"):
        assert f'"{needed}"' in response.text
        assert requests.get(website.address + needed, timeout=10).status_code == 200
