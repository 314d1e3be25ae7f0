"""A post ends in time whatever the other side does, and tells nothing that was said."""

import socket
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Iterator

import pytest

from assistant.booking.systems.timed_post import NoAnswer, post_within
from tests.booking.systems.raw_server import (
    END_SECONDS,
    OK,
    drip,
    hang,
    make_certificate,
    send,
    serve_raw,
)
from tests.conftest import free_port

BODY = '{"name":"Ana Souza-Łęcka"}'.encode()
HEADERS = {"Content-Type": "application/json", "webhook-id": "w-1"}
# Only what is to run out is short.
SHORT = 0.3
LONG = 10.0


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    """Every post's thread ends, those that were given up included."""
    yield
    for thread in threading.enumerate():
        if thread.name == "timed-post":
            thread.join(END_SECONDS)
            assert not thread.is_alive()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody trusts yet."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


def test_exactly_these_bytes_are_posted() -> None:
    """Body and headers arrive as they are, and the connection is not kept."""
    with serve_raw(send(OK)) as server:
        assert post_within(LONG, server.url(), BODY, HEADERS) == 200
        assert server.wait_for_end()
    head, body = server.requests[0].split(b"\r\n\r\n")
    assert head.startswith(b"POST /hook?token=in-the-address HTTP/1.1\r\n")
    assert b"\r\nwebhook-id: w-1\r\n" in head
    assert b"\r\nConnection: close\r\n" in head
    assert body == BODY


@pytest.mark.parametrize(
    "start",
    [b"", b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2"],
    ids=["before the status", "in a header", "after a provisional status"],
)
def test_server_that_drips_its_head_is_cut_off(start: bytes) -> None:
    """Bytes that trickle in do not stretch the time, and the connection really ends."""
    with serve_raw(drip(start, b"0")) as server:
        with pytest.raises(NoAnswer, match=r"^did not answer within 0.3 s$"):
            post_within(SHORT, server.url(), BODY, HEADERS)
        assert server.wait_for_end()


def test_server_that_drips_its_body_has_answered() -> None:
    """The status counts, and the rest is cut off when the time is over."""
    head = b"HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n"
    with serve_raw(drip(head, b"x")) as server:
        assert post_within(SHORT, server.url(), BODY, HEADERS) == 202
        assert server.wait_for_end()


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n",
        b"HTTP/1.1 400 Bad\r\nContent-Encoding: gzip\r\n\r\n",
    ],
)
def test_endless_body_is_not_read_to_its_end(head: bytes) -> None:
    """An answer is read up to a bound only, a redirect's and an error's too."""
    with serve_raw(drip(head, b"x" * 65536)) as server:
        assert post_within(LONG, server.url(), BODY, HEADERS) == int(head.split()[1])
        assert server.wait_for_end()
        assert len(server.requests) == 1


def test_body_that_ends_too_early_does_not_matter() -> None:
    """The status has been said."""
    with serve_raw(send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf")) as server:
        assert post_within(LONG, server.url(), BODY, HEADERS) == 200


def test_silent_server_is_left_in_time() -> None:
    """Nothing at all for too long is no answer."""
    with serve_raw(hang) as server:
        with pytest.raises(NoAnswer, match=r"^did not answer within 0.3 s$"):
            post_within(SHORT, server.url(), BODY, HEADERS)
        assert server.wait_for_end()


def test_redirect_is_not_followed() -> None:
    """Its status is given, and nobody else gets the body."""
    with serve_raw(send(OK)) as other:
        moved = f"HTTP/1.1 307 Moved\r\nLocation: {other.url()}\r\nContent-Length: 0\r\n\r\n"
        with serve_raw(send(moved.encode())) as server:
            assert post_within(LONG, server.url(), BODY, HEADERS) == 307
    assert other.requests == []


@pytest.mark.parametrize(
    "answer",
    [b"", BODY, b"HTTP/1.1 Ana Souza\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200],
    ids=["hangs up", "no HTTP", "no status", "too many headers"],
)
def test_broken_answer_is_told_without_quoting_it(answer: bytes) -> None:
    """The message says what kind of failure it was; the server may have echoed the request."""
    with serve_raw(send(answer)) as server, pytest.raises(NoAnswer) as caught:
        post_within(LONG, server.url(), BODY, HEADERS)
    assert str(caught.value).startswith("could not be reached: ")
    # With its causes, as a log with a traceback would show it.
    shown = "".join(traceback.format_exception(caught.value))
    assert "Ana" not in shown
    assert "token" not in shown


def test_malformed_header_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """urllib3 would warn with all of the head that it cannot read."""
    answer = b"HTTP/1.1 200 OK\r\nAna Souza\r\nContent-Length: 0\r\n\r\n"
    with serve_raw(send(answer)) as server, caplog.at_level("DEBUG"):
        assert post_within(LONG, server.url(), BODY, HEADERS) == 200
    assert "Ana" not in caplog.text


def test_closed_port_is_named() -> None:
    """The operating system's word for it, and not the address, which may hold a token."""
    url = f"http://127.0.0.1:{free_port()}/hook?token=in-the-address"
    with pytest.raises(NoAnswer, match=r"^could not be reached: Connection refused$"):
        post_within(LONG, url, BODY, HEADERS)


def test_unknown_name_is_no_answer() -> None:
    """A name that does not exist, found out in time or not."""
    with pytest.raises(NoAnswer):
        post_within(1, "https://clinic.invalid/hook", BODY, HEADERS)


def test_slow_name_server_makes_no_late_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up that outlasts the time holds nobody, and nothing is sent when it ends."""
    find, is_found = socket.getaddrinfo, threading.Event()

    def find_late(*arguments: Any, **options: Any) -> Any:
        is_found.wait(END_SECONDS)
        return find(*arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", find_late)
    with serve_raw(send(OK)) as server:
        with pytest.raises(NoAnswer, match="did not answer"):
            post_within(SHORT, server.url(), BODY, HEADERS)
        is_found.set()
        assert server.wait_for_end()
    assert server.requests in ([], [b""])


def test_address_that_makes_no_sense_is_no_answer() -> None:
    """What the check of the settings lets through must not raise anything else."""
    with pytest.raises(NoAnswer, match="InvalidURL"):
        post_within(LONG, "https://.clinic.example/hook", BODY, HEADERS)


def test_untrusted_certificate_is_named(certificate: Path) -> None:
    """It says that the certificate is the trouble; the body was not sent."""
    with serve_raw(send(OK), certificate) as server:
        with pytest.raises(NoAnswer, match=r"its certificate is not trusted \(self-signed"):
            post_within(LONG, server.url("https"), BODY, HEADERS)
        assert server.wait_for_end()
    assert server.requests == []


def test_no_tls_where_tls_was_wanted() -> None:
    """A server that speaks in the clear gets nothing."""

    def answer_in_the_clear() -> None:
        with listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(OK)

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        pool.submit(answer_in_the_clear)
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(NoAnswer, match="TLS failed"):
            post_within(LONG, url, BODY, HEADERS)


def test_trusted_certificate(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over TLS the post arrives, with a private authority set as `requests` reads it."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with serve_raw(send(OK), certificate) as server:
        assert post_within(LONG, server.url("https"), BODY, HEADERS) == 200
    assert server.requests[0].endswith(BODY)


def test_dripping_is_cut_off_over_tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection changes hands when TLS begins, and is cut nevertheless."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with serve_raw(drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"0"), certificate) as server:
        with pytest.raises(NoAnswer, match="did not answer"):
            post_within(SHORT, server.url("https"), BODY, HEADERS)
        assert server.wait_for_end()


def test_handshake_that_never_ends_is_cut_off() -> None:
    """A listener that takes the connection and says nothing to TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(NoAnswer, match="did not answer"):
            post_within(SHORT, url, BODY, HEADERS)


def test_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `requests` does; its connection is cut off in time as well."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serve_raw(drip(b"", b"0")) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(NoAnswer, match="did not answer"):
            post_within(SHORT, "http://clinic.example/hook", BODY, HEADERS)
        assert proxy.wait_for_end()
    assert proxy.requests[0].startswith(b"POST http://clinic.example/hook HTTP/1.1\r\n")


def test_proxy_that_refuses_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tunnel that is not opened is a connection that was not made."""
    with serve_raw(send(b"HTTP/1.1 403 No Ana Souza\r\n\r\n")) as proxy:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(NoAnswer, match="could not be reached") as caught:
            post_within(LONG, "https://clinic.example/hook", BODY, HEADERS)
    assert "Ana" not in str(caught.value)
