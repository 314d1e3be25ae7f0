"""The REST channel over real HTTP, with hand-written turns."""

import asyncio
import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest
import requests
import yaml
from rasa.core.channels.channel import UserMessage
from rasa.core.run import create_http_input_channels

from assistant.channels.rest import ClinicRestInput
from assistant.clinic_profile import load_clinic_profile
from assistant.settings import PROJECT, InvalidSetting, load_settings

SECRET = "my knee hurts since the accident"
PATH = "/webhooks/rest/webhook"
HELLO = [
    {
        "recipient_id": "s",
        "text": text,
        "metadata": {"topic": "greet", "decision": "answer"},
    }
    for text in ("Hello.\n\nHow can I help?", "Ask me anything.")
]


async def _fail(message: UserMessage) -> None:
    raise ValueError(f"cannot read '{message.text}' of {message.sender_id}")


async def _hang(message: UserMessage) -> None:
    if message.text == "hang":
        await asyncio.sleep(60)
    await _say(message, "Here I am.")


async def _say_nothing(message: UserMessage) -> None:
    pass


async def _speak_then_fail(message: UserMessage) -> None:
    await _say(message, "One moment.")
    await asyncio.sleep(0.3)
    await _fail(message)


async def _repeat(message: UserMessage) -> None:
    given = [message.text, message.sender_id, message.input_channel, message.metadata]
    await _say(message, json.dumps(given))


async def _say(message: UserMessage, text: str, **parts: Any) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": text, **parts})


def _error(response: requests.Response, status: int, code: str) -> Dict[str, Any]:
    """Check everything that holds for every error, and give the error."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/json"
    _check_headers(response.headers)
    assert set(response.json()) == {"error"}
    error: Dict[str, Any] = response.json()["error"]
    assert set(error) - {"field"} == {"code", "message", "request_id"}
    assert error["code"] == code
    assert error["request_id"] == response.headers["X-Request-ID"]
    assert "Traceback" not in response.text
    return error


def _check_headers(headers: Any) -> None:
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Request-ID"]) == 32


def _phone() -> str:
    return load_clinic_profile(load_settings().clinic_profile).phone


def test_rasa_builds_the_channel_from_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's credentials.yml gives this channel, at Rasa's own path, and the others."""
    for secret in ("WEBSITE_SECRET", "RELEASE_SECRET"):
        monkeypatch.setenv(secret, "x" * 32)
    channel, website, releases = create_http_input_channels(None, str(PROJECT / "credentials.yml"))
    assert isinstance(channel, ClinicRestInput)
    assert (channel.name(), channel.url_prefix()) == ("rest", "rest")
    assert (website.name(), releases.name()) == ("website", "releases")
    assert yaml.safe_load((PROJECT / "credentials.yml").read_text()) == {
        "assistant.channels.rest.ClinicRestInput": None,
        "assistant.channels.website.ClinicWebsiteInput": None,
        "assistant.channels.releases.ReleaseInput": None,
    }


def test_credentials_take_no_entries() -> None:
    """An entry that would have no effect is an error, and says where settings are."""
    with pytest.raises(InvalidSetting, match=r"api_key.*ASSISTANT_API_KEY"):
        ClinicRestInput.from_credentials({"api_key": "x"})


def test_health(server: Any) -> None:
    """Health says ok with and without the last slash, and answers HEAD."""
    for address in (server.health, server.health.rstrip("/")):
        response = requests.get(address, timeout=10)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
        _check_headers(response.headers)
    assert requests.head(server.health, timeout=10).status_code == 200


def test_answer_is_a_list_of_whole_messages(server: Any, body_of: Callable[..., bytes]) -> None:
    """Rasa's contract: a list of messages, each with its recipient and its public metadata."""
    response = server.post(body_of())
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    _check_headers(response.headers)
    assert response.json() == HELLO


@pytest.mark.parametrize("value", ["true", "True", "TRUE"])
def test_stream_is_a_message_a_line(value: str, server: Any, body_of: Callable[..., bytes]) -> None:
    """With stream=true the same messages come as lines, under Rasa's content type."""
    response = server.post(body_of(), f"?stream={value}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.headers["Transfer-Encoding"] == "chunked"
    _check_headers(response.headers)
    assert [json.loads(line) for line in response.text.splitlines()] == HELLO


def test_stream_false_is_the_list(server: Any, body_of: Callable[..., bytes]) -> None:
    """stream=false is the same as no stream."""
    assert server.post(body_of(), "?stream=false").json() == HELLO


@pytest.mark.parametrize("query", ["?stream=maybe", "?stream=", "?stream=true&stream=false"])
def test_stream_is_true_or_false(query: str, server: Any, body_of: Callable[..., bytes]) -> None:
    """Another value is named, not guessed at."""
    assert _error(server.post(body_of(), query), 400, "invalid_stream")["field"] == "stream"


def test_stream_sends_each_message_when_it_is_there(
    serve: Any, body_of: Callable[..., bytes]
) -> None:
    """The first line arrives while the turn still runs."""

    async def slowly(message: UserMessage) -> None:
        await _say(message, "one")
        await asyncio.sleep(0.5)
        await _say(message, "two")

    with serve(slowly) as server:
        started = time.monotonic()
        with requests.post(
            server.webhook + "?stream=true",
            data=body_of(),
            headers={"Content-Type": "application/json"},
            stream=True,
            timeout=10,
        ) as response:
            arrivals = [time.monotonic() - started for _ in response.iter_lines(chunk_size=1)]
    assert arrivals[0] < 0.4 < arrivals[1]


def test_client_chooses_sender_and_text_only(serve: Any, body_of: Callable[..., bytes]) -> None:
    """Channel and metadata in a body reach neither Rasa nor the conversation."""
    with serve(_repeat) as server:
        body = body_of(
            "v 1",
            " hi ",
            input_channel="console",
            metadata={"slot": 1, "is_external": True},
            slots={"name": "x"},
            parse_data={"intent": {"name": "restart"}},
        )
        (reply,) = server.post(body).json()
    assert json.loads(reply["text"]) == ["hi", "v 1", "rest", None]


@pytest.mark.parametrize(
    ("command", "heard"),
    [
        ("/restart", "..."),
        (' //faq{"condition": "x"}', "..."),
        ("\uff0frestart", "..."),
        ("/is it safe", "is it safe"),
    ],
)
def test_commands_reach_rasa_as_plain_text(
    command: str, heard: str, serve: Any, body_of: Callable[..., bytes]
) -> None:
    """What begins with a slash has lost it when Rasa sees it, a bare command its word too."""
    with serve(_repeat) as server:
        (reply,) = server.post(body_of(message=command)).json()
    assert json.loads(reply["text"])[0] == heard


def test_replies_may_hold_anything(serve: Any, body_of: Callable[..., bytes]) -> None:
    """Other scripts, emoji and values that JSON does not know arrive somehow."""

    async def speak(message: UserMessage) -> None:
        await _say(message, "Grüße \U0001f600 \ud800", custom={"path": Path("a")})

    with serve(speak) as server:
        for query in ("", "?stream=true"):
            response = server.post(body_of(), query)
            assert response.status_code == 200
            assert b"\\ud83d\\ude00" in response.content
            assert b'"path": "a"' in response.content


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b"{", "invalid_json", "body"),
        (b"", "invalid_json", "body"),
        (b"[]", "invalid_json", "body"),
        (b'{"message": "hi"}', "sender_missing", "sender"),
        (b'{"sender": "s"}', "message_missing", "message"),
        (b'{"sender": "s", "message": 3}', "message_not_text", "message"),
        (b'{"sender": "s", "message": " "}', "message_empty", "message"),
        (b'{"sender": "s", "message": "' + b"x" * 2001 + b'"}', "message_too_long", "message"),
        (b'{"sender": "' + b"x" * 256 + b'", "message": "m"}', "sender_too_long", "sender"),
    ],
)
@pytest.mark.parametrize("query", ["", "?stream=true"])
def test_bad_input_names_the_field(
    query: str, body: bytes, code: str, field: str, server: Any
) -> None:
    """400 in JSON, streamed or not."""
    assert _error(server.post(body, query), 400, code)["field"] == field


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_other_content_type(content_type: str, server: Any, body_of: Callable[..., bytes]) -> None:
    """415, so that no page of another site can post here unasked."""
    response = server.post(body_of(), content_type=content_type)
    _error(response, 415, "unsupported_content_type")


@pytest.mark.parametrize("length", [65_537, 900_000, 3_000_000])
@pytest.mark.parametrize("max_request_size", [100_000_000, 65_536])
def test_large_body(length: int, max_request_size: int, serve: Any) -> None:
    """413 in JSON by its declared size, whether Sanic's own limit is smaller or larger."""
    with serve(max_request_size=max_request_size) as server:
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        status, headers, body = server.send_raw(
            f"{head}Content-Length: {length}\r\n\r\n".encode() + b"x" * 1000
        )
        assert status == 413
        assert json.loads(body)["error"]["code"] == "body_too_large"
        _check_headers(_capitalised(headers))
        assert not server.agent.messages


@pytest.mark.parametrize("max_request_size", [100_000_000, 65_536])
def test_large_chunked_body(max_request_size: int, serve: Any) -> None:
    """A body without a declared size is refused as soon as it has passed the limit."""
    chunk = b"2710\r\n" + b"x" * 10_000 + b"\r\n"
    with serve(max_request_size=max_request_size) as server:
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        status, _, body = server.send_raw(
            f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 7
        )
    assert status == 413
    assert json.loads(body)["error"]["code"] == "body_too_large"


def test_client_that_sends_too_much_reads_the_answer(
    server: Any, body_of: Callable[..., bytes]
) -> None:
    """A refused body is read and dropped, and the connection can be used again."""
    with requests.Session() as session:
        for data, status in ((b"x" * 300_000, 413), (body_of(), 200)):
            headers = {"Content-Type": "application/json"}
            response = session.post(server.webhook, data=data, headers=headers, timeout=10)
            assert response.status_code == status


def test_chunked_body(server: Any, body_of: Callable[..., bytes]) -> None:
    """A body may come in chunks."""
    body = body_of()
    response = requests.post(
        server.webhook,
        data=iter([body[:5], body[5:]]),
        headers={"Content-Type": "application/json"},
        timeout=10,
    )
    assert response.json() == HELLO


def test_http_1_0(server: Any, body_of: Callable[..., bytes]) -> None:
    """An old client gets its answer, and a stream in one piece, for it knows no chunks."""
    body = body_of()
    head = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    status, headers, content = server.send_raw(f"POST {PATH} HTTP/1.0\r\n".encode() + head)
    assert (status, json.loads(content)) == (200, HELLO)
    assert headers["connection"] == "close"
    request = f"POST {PATH}?stream=true HTTP/1.0\r\n".encode() + head
    status, headers, content = server.send_raw(request)
    assert (status, headers["content-length"]) == (200, str(len(content)))
    assert [json.loads(line) for line in content.splitlines()] == HELLO


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("Content-Length: many\r\n\r\n", 400),
        ("Content-Length: -5\r\n\r\n{}", 400),
        ("Content-Length: +2\r\n\r\n{}", 400),
        ("Content-Length: 0_2\r\n\r\n{}", 400),
        ("Transfer-Encoding: gzip\r\n\r\n{}", 400),
        ("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n", 400),
        ("Broken header\r\n\r\n", 400),
        ("Expect: nothing\r\nContent-Length: 2\r\n\r\n{}", 417),
        (f"X-Long: {'x' * 20_000}\r\n\r\n", 413),
    ],
)
def test_broken_http(lines: str, status: int, server: Any) -> None:
    """What Sanic cannot read is answered in JSON as well, and never with 500."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    answer, headers, body = server.send_raw((head + lines).encode())
    assert answer == status
    assert json.loads(body)["error"]["request_id"] == headers["x-request-id"]
    assert headers["connection"] == "close"


def test_expected_continue(server: Any, body_of: Callable[..., bytes]) -> None:
    """A client that asks first is told to go on."""
    body = body_of()
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    lines = f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    status, _, rest = server.send_raw((head + lines).encode(), body, pause=0.2)
    assert status == 100
    assert rest.startswith(b"HTTP/1.1 200")


def test_slow_body(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that does not arrive is not waited for, and the connection is closed."""
    monkeypatch.setattr("assistant.channels.request_bodies.ARRIVAL_SECONDS", 0.3)
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with serve() as server:
        started = time.monotonic()
        status, headers, body = server.send_raw(f"{head}Content-Length: 50\r\n\r\n{{".encode())
        assert time.monotonic() - started < 2
    assert (status, headers["connection"]) == (408, "close")
    assert json.loads(body)["error"]["code"] == "body_too_slow"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_on_the_webhook(method: str, server: Any) -> None:
    """405 in JSON, with the method that is allowed."""
    response = requests.request(method, server.webhook, timeout=10)
    _error(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize("method", ["POST", "PUT", "TRACE"])
def test_other_methods_on_health(method: str, server: Any) -> None:
    """405 in JSON, with the methods that are allowed."""
    response = requests.request(method, server.health, data=b"{}", timeout=10)
    _error(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD"


def test_head_and_options(server: Any) -> None:
    """HEAD has no body; OPTIONS, which Rasa answers itself, opens nothing to other sites."""
    response = requests.head(server.webhook, timeout=10)
    assert (response.status_code, response.content) == (405, b"")
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    response = requests.options(server.webhook, headers=headers, timeout=10)
    assert "Access-Control-Allow-Origin" not in response.headers


def test_other_paths_are_left_to_rasa(server: Any) -> None:
    """Only the channel's own paths are touched."""
    assert requests.get(server.address + "/", timeout=10).text.startswith("Hello from Rasa")
    assert requests.get(server.address + "/nothing", timeout=10).status_code == 404


def test_api_key(serve: Any, body_of: Callable[..., bytes]) -> None:
    """With a key set, either header opens the webhook; health stays open."""
    with serve(api_key="k\u00e9y-1") as server:
        key = "k\u00e9y-1".encode().decode("latin-1")
        for headers in (
            {"Authorization": f"Bearer {key}"},
            {"authorization": f"bearer  {key}"},
            {"X_API_Key": key},
            {"X_API_Key": key, "Authorization": "Basic eA=="},
        ):
            assert server.post(body_of(), **headers).status_code == 200
        for headers in (
            {},
            {"Authorization": "Bearer"},
            {"Authorization": f"Bearer {key}x"},
            {"Authorization": f"Basic {key}"},
            {"Authorization": key},
            {"X_API_Key": ""},
            {"X_API_Key": "\xff\xfe"},
        ):
            response = server.post(b"not even json", **headers)
            assert _error(response, 401, "invalid_api_key")["field"] == "Authorization"
            assert response.headers["WWW-Authenticate"] == "Bearer"
        assert requests.get(server.health, timeout=10).status_code == 200
        assert len(server.agent.messages) == 4


def test_sender_rate_limit(serve: Any, body_of: Callable[..., bytes]) -> None:
    """429 with the seconds to wait, for this sender only."""
    with serve(sender_rate_limit="2/minute") as server:
        assert [server.post(body_of("a")).status_code for _ in range(3)] == [200, 200, 429]
        response = server.post(body_of("a"), "?stream=true")
        _error(response, 429, "rate_limited")
        assert 1 <= int(response.headers["Retry-After"]) <= 61
        assert server.post(body_of("b")).status_code == 200


def test_address_rate_limit(serve: Any, body_of: Callable[..., bytes]) -> None:
    """Counted before anything is parsed, and no header can make up another address."""
    with serve(address_rate_limit="3/minute") as server:
        for body in (b"{", b"", body_of()):
            assert server.post(body).status_code in (200, 400)
        for header in ("X_Forwarded_For", "Forwarded", "X_Real_IP"):
            response = server.post(b"{", **{header: "10.1.2.3"})
            _error(response, 429, "rate_limited")
        assert requests.get(server.health, timeout=10).status_code == 200


def test_no_model(serve: Any, body_of: Callable[..., bytes]) -> None:
    """Without a model health and webhook are 503 with the phone number; bad input is still 400."""
    with serve() as server:
        server.agent.has_model = False
        for response in (
            requests.get(server.health, timeout=10),
            server.post(body_of()),
            server.post(body_of(), "?stream=true"),
        ):
            assert _phone() in _error(response, 503, "no_model")["message"]
        assert server.post(b"{").status_code == 400
        del server.app.ctx.agent
        _error(server.post(body_of()), 503, "no_model")
        server.app.ctx.agent = server.agent
        server.agent.has_model = True
        assert server.post(body_of()).status_code == 200


@pytest.mark.parametrize("query", ["", "?stream=true"])
@pytest.mark.parametrize(
    ("turn", "code"), [(_fail, "turn_failed"), (_say_nothing, "no_reply")], ids=["fail", "silent"]
)
def test_turn_without_an_answer(
    query: str, turn: Any, code: str, serve: Any, body_of: Callable[..., bytes]
) -> None:
    """A turn that raises or says nothing is 503 with the phone number, never an empty list."""
    with serve(turn) as server:
        assert _phone() in _error(server.post(body_of(), query), 503, code)["message"]


def test_turn_that_fails_halfway(serve: Any, body_of: Callable[..., bytes]) -> None:
    """Half an answer is 503; in a stream that has begun, the last line is the error."""
    with serve(_speak_then_fail) as server:
        _error(server.post(body_of()), 503, "turn_failed")
        response = server.post(body_of(), "?stream=true")
        first, last = [json.loads(line) for line in response.text.splitlines()]
    assert response.status_code == 200
    assert first["text"] == "One moment."
    assert set(last) == {"error"}
    assert last["error"]["code"] == "turn_failed"
    assert last["error"]["request_id"] == response.headers["X-Request-ID"]
    assert _phone() in last["error"]["message"]


@pytest.mark.parametrize("query", ["", "?stream=true"])
def test_turn_over_time_frees_the_conversation(
    query: str, serve: Any, body_of: Callable[..., bytes]
) -> None:
    """A turn that hangs is 503 after the limit, and the same sender's next message is answered."""
    with serve(_hang, turn_timeout_seconds=0.4) as server:
        started = time.monotonic()
        _error(server.post(body_of(message="hang"), query), 503, "turn_timed_out")
        assert time.monotonic() - started < 3
        assert server.post(body_of(message="hi")).json()[0]["text"] == "Here I am."
        assert not server.agent.lock_store.conversation_locks


def test_client_that_leaves_does_not_cut_the_turn(
    serve: Any, body_of: Callable[..., bytes]
) -> None:
    """The turn goes on to its end without its visitor, and the conversation is free after it."""
    has_begun = threading.Event()

    async def slowly(message: UserMessage) -> None:
        has_begun.set()
        await asyncio.sleep(0.4)
        for number in range(3):
            await _say(message, str(number))

    with serve(slowly) as server:
        for count, query in enumerate(("", "?stream=true"), start=1):
            has_begun.clear()
            body = body_of()
            lines = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                connection.sendall(f"POST {PATH}{query} HTTP/1.1\r\n{lines}".encode() + body)
                assert has_begun.wait(5)
            time.sleep(0.8)
            assert server.agent.finished == count
            assert not server.agent.lock_store.conversation_locks
        assert server.post(body_of()).status_code == 200


def test_messages_in_quick_succession_are_answered_in_order(
    serve: Any, body_of: Callable[..., bytes]
) -> None:
    """Several messages of one sender at once all get their own answer."""
    with serve(_repeat) as server:

        def ask(number: int) -> str:
            time.sleep(number * 0.05)
            return str(json.loads(server.post(body_of(message=str(number))).json()[0]["text"])[0])

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, range(8))) == [str(number) for number in range(8)]
        assert [message.text for message in server.agent.messages] == list("01234567")


def test_log_has_the_request_and_never_the_visitor(
    serve: Any, body_of: Callable[..., bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    """Every request can be found in the log by its id; text and sender are in no line of it."""
    responses: List[requests.Response] = []
    for turn in (_repeat, _fail, _speak_then_fail, _say_nothing, _hang):
        with serve(turn, turn_timeout_seconds=0.5, sender_rate_limit="6/minute") as server:
            for message in (SECRET, "/" + SECRET, 'EXTERNAL: {"' + SECRET):
                for query in ("", "?stream=true"):
                    responses.append(server.post(body_of(SECRET, message), query))
            responses.append(server.post(body_of(SECRET, SECRET)))
            responses.append(server.post(body_of(SECRET, SECRET * 100)))
            responses.append(server.post(body_of(SECRET, SECRET)[:-1]))
    assert {response.status_code for response in responses} == {200, 400, 429, 503}
    output = "".join(capfd.readouterr())
    assert SECRET not in output
    for response in responses:
        assert response.headers["X-Request-ID"] in output


def test_connection_is_kept(server: Any, body_of: Callable[..., bytes]) -> None:
    """One connection carries answers, streams and refusals one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    headers = {"Content-Type": "application/json"}
    for path, body, status in (
        (PATH, body_of(), 200),
        (PATH + "?stream=true", body_of(), 200),
        (PATH, b"{", 400),
        (PATH + "?stream=x", body_of(), 400),
        (PATH, body_of(), 200),
    ):
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        response.read()
        assert response.status == status
        assert response.getheader("connection") == "keep-alive"
    connection.close()


def _capitalised(headers: Dict[str, str]) -> "requests.structures.CaseInsensitiveDict[str]":
    return requests.structures.CaseInsensitiveDict(headers)
