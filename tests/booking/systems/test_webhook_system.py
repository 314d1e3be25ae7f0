"""The webhook: the contract, every status, signatures that the library verifies, and faults."""

import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from assistant.booking.systems.booking_system import (
    BookingSystem,
    Delivery,
    HandOffRejected,
    HandOffUnavailable,
    Receipt,
)
from assistant.booking.systems.webhook_body import build_body
from assistant.booking.systems.webhook_system import HOW_TO_MAKE_ONE, WebhookSystem, check_secret
from assistant.settings import PROJECT, InvalidSetting
from tests.booking.systems.raw_server import drip, hang, serve_raw
from tests.booking.systems.system_contract import (
    THREADS,
    Arranged,
    RemoteSystemContract,
    make_delivery,
    make_history,
)
from tests.booking.systems.webhook_receiver import TEST_SECRET, Receiver, receive_webhooks
from tests.conftest import free_port
from tests.small_server import Received, serve

OTHER_SECRET = "whsec_YW5vdGhlciBzZWNyZXQgZm9yIHRoZSB0ZXN0cw=="


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    """A clinic's end that works."""
    with receive_webhooks(tmp_path / "calls.jsonl") as running:
        yield running


class TestWebhookSystem(RemoteSystemContract):
    """The webhook keeps the contract against a real receiver."""

    @pytest.fixture
    def arranged(self, receiver: Receiver) -> Arranged:
        """The receiver holds the first call of each id."""
        return Arranged(WebhookSystem(receiver.url, TEST_SECRET), look=lambda: receiver.received)

    @pytest.fixture
    def unreachable(self) -> BookingSystem:
        """Nobody listens at the address."""
        return WebhookSystem(f"http://127.0.0.1:{free_port()}/bookings", TEST_SECRET)

    @pytest.fixture
    def refusing(self) -> Iterator[BookingSystem]:
        """Says 422, and repeats the request in its reason, a header that is none, and its body."""

        def repeat(connection: socket.socket, request: bytes) -> None:
            body = request.split(b"\r\n\r\n", 1)[1]
            connection.sendall(b"HTTP/1.1 422 " + body + b"\r\n" + body + b"\r\n\r\n" + body)

        with serve_raw(repeat) as server:
            yield WebhookSystem(server.url(), TEST_SECRET)


def test_events_arrive_in_order_as_they_were_written(receiver: Receiver) -> None:
    """The receiver gets each event's id and the very bytes of its body."""
    system = WebhookSystem(receiver.url, TEST_SECRET)
    history = make_history(system, "KX4P-7RTM")
    for delivery in history:
        system.deliver(delivery)
    assert [(call.id, call.body) for call in receiver.calls] == [
        (delivery.id, build_body(delivery).decode()) for delivery in history
    ]
    assert [json.loads(call.body)["type"] for call in receiver.calls] == [
        "appointment.requested",
        "appointment.changed",
        "appointment.cancelled",
    ]


def test_same_id_from_many_threads_is_received_once(receiver: Receiver) -> None:
    """One call is new to the receiver, the others it knows: 409 is a receipt."""
    system, delivery = WebhookSystem(receiver.url, TEST_SECRET), make_delivery()
    with ThreadPoolExecutor(THREADS) as pool:
        receipts = list(pool.map(system.deliver, [delivery] * THREADS))
    assert receipts == [Receipt()] * THREADS
    assert sorted(call.status for call in receiver.calls) == [200] + [409] * (THREADS - 1)


def test_each_try_is_signed_anew_under_the_same_id() -> None:
    """Headers are as the guide says, and verify by the library as they were sent."""
    delivery = make_delivery()
    with serve(lambda request: (204, b"")) as server:
        system = WebhookSystem(server.url, TEST_SECRET)
        system.deliver(delivery)
        system.deliver(delivery)
    first, second = server.posts
    assert first.body == second.body == build_body(delivery)
    for request in (first, second):
        assert Webhook(TEST_SECRET).verify(request.body, request.headers) == request.json
        with pytest.raises(WebhookVerificationError):
            Webhook(OTHER_SECRET).verify(request.body, request.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(TEST_SECRET).verify(request.body + b" ", request.headers)
        assert request.headers["webhook-id"] == delivery.id
        assert request.headers["Content-Type"] == "application/json"
        assert request.headers["User-Agent"] == "clinic-faq-assistant (booking webhook)"


def test_guide_verifies_what_is_sent() -> None:
    """The lines of Python in docs/booking-webhook.md read a real event, and refuse a forged one."""
    guide = (PROJECT / "docs" / "booking-webhook.md").read_text(encoding="utf-8")
    names: Dict[str, Any] = {}
    exec(guide.split("```python\n", 1)[1].split("```", 1)[0], names)  # noqa: S102
    read_event: Callable[[str, Dict[str, str], bytes], Any] = names["read_event"]
    with serve(lambda request: (200, b"")) as server:
        WebhookSystem(server.url, TEST_SECRET).deliver(make_delivery())
    (request,) = server.posts
    assert read_event(TEST_SECRET, request.headers, request.body) == request.json
    with pytest.raises(WebhookVerificationError):
        read_event(OTHER_SECRET, request.headers, request.body)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299, 409])
def test_receipt(status: int) -> None:
    """Every 2xx is a receipt, and 409 is one from before."""
    assert _deliver_to_status(status) == Receipt()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 413, 415, 422, 451, 499])
def test_refusal_is_for_a_person(status: int) -> None:
    """The same bytes would be refused again; the status is named, and nothing of the body."""
    with pytest.raises(HandOffRejected, match=rf"refused .* {status}\.$"):
        _deliver_to_status(status)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_redirect_is_for_a_person(status: int) -> None:
    """It is not followed, and the message says what to set."""
    with pytest.raises(HandOffRejected, match=rf"{status}, a redirect.*BOOKING_WEBHOOK_URL"):
        _deliver_to_status(status)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599, 600, 999])
def test_passing_trouble_is_tried_again(status: int) -> None:
    """What another try can cure is HandOffUnavailable."""
    with pytest.raises(HandOffUnavailable, match=rf"answered {status}\.$"):
        _deliver_to_status(status)


def test_wrong_secret_is_for_a_person(receiver: Receiver) -> None:
    """The receiver's 401 does not get better by itself; it received nothing."""
    with pytest.raises(HandOffRejected, match="401"):
        WebhookSystem(receiver.url, OTHER_SECRET).deliver(make_delivery())
    assert receiver.received == []


@pytest.mark.parametrize("answer", [hang, drip(b"", b"0")], ids=["hangs", "drips"])
def test_slow_server_is_tried_again(answer: Callable[[socket.socket, bytes], None]) -> None:
    """No answer in time is HandOffUnavailable; the address may hold a token and is not named."""
    with serve_raw(answer) as server, pytest.raises(HandOffUnavailable) as caught:
        WebhookSystem(server.url(), TEST_SECRET, timeout_seconds=0.2).deliver(make_delivery())
    assert str(caught.value) == "The webhook did not answer within 0.2 s."


def test_faulty_receiver_gets_everything_once(tmp_path: Path) -> None:
    """Errors, silence and dropped connections in half of the calls: each id once, none lost."""
    deliveries = [make_delivery(reference=f"KX4P-{number:04}") for number in range(60)]
    with receive_webhooks(tmp_path / "calls.jsonl", faults=0.5, seed=7) as receiver:
        system = WebhookSystem(receiver.url, TEST_SECRET, timeout_seconds=0.5)

        def deliver(delivery: Delivery) -> int:
            for tries in range(1, 50):
                try:
                    system.deliver(delivery)
                    return tries
                except HandOffUnavailable:
                    continue
            return 0

        with ThreadPoolExecutor(THREADS) as pool:
            tries = list(pool.map(deliver, deliveries))
        received = receiver.received
        faults = {call.fault for call in receiver.calls}
    assert 0 not in tries
    assert max(tries) > 1
    assert faults == {None, "error after", "hang after", "drop after"}
    assert sorted(call.id for call in received) == sorted(d.id for d in deliveries)
    bodies = {delivery.id: build_body(delivery).decode() for delivery in deliveries}
    assert {call.id: call.body for call in received} == bodies


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        "dGVzdHMgb24gdGhpcyBtYWNoaW5lIG9ubHkuLi4u",
        "WHSEC_dGVzdHMgb24gdGhpcyBtYWNoaW5lIG9ubHkuLi4u",
        "whsec_dGVzdHMgb24gdGhpcyBtYWNoaW5lIG9ubHkuLi4u ",
        "whsec_dGVzdHMgb24gdGhpcyBtYWNoaW5lIG9ubHkuLi4-",
        "whsec_dGVzdHMgb24gdGhpcyBtYWNoaW5lIG9ubHkuLi4ué",
        "whsec_dGVzdHMgb24gdGhpcyBtYWNoaW5lIG9ubHkuLi4uA",
        "correct horse battery staple",
    ],
)
def test_unusable_secret_is_refused(secret: str) -> None:
    """The message says what is wanted and how to make one, and does not show the secret."""
    with pytest.raises(InvalidSetting, match="BOOKING_WEBHOOK_SECRET is not usable") as caught:
        WebhookSystem("https://clinic.example/bookings", secret)
    assert HOW_TO_MAKE_ONE in str(caught.value)
    assert len(secret) < 10 or secret not in str(caught.value)


@pytest.mark.parametrize("secret", [TEST_SECRET, OTHER_SECRET, OTHER_SECRET.rstrip("=")])
def test_usable_secret(secret: str) -> None:
    """With or without the padding, as secrets are found."""
    check_secret(secret)


def test_command_makes_a_usable_secret() -> None:
    """The command that the message and the guide give works as it stands."""
    guide = (PROJECT / "docs" / "booking-webhook.md").read_text(encoding="utf-8")
    assert HOW_TO_MAKE_ONE in guide
    command = HOW_TO_MAKE_ONE.replace("python", f"'{sys.executable}'", 1)
    run = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    check_secret(run.stdout.strip())


def test_secret_is_not_shown(receiver: Receiver) -> None:
    """Neither the system's `repr` nor its errors carry it."""
    system = WebhookSystem(receiver.url, OTHER_SECRET)
    with pytest.raises(HandOffRejected) as caught:
        system.deliver(make_delivery())
    assert OTHER_SECRET not in repr(system) + repr(caught.value)


def _deliver_to_status(status: int) -> Receipt:
    def answer(request: Received) -> "tuple[int, bytes]":
        # Repeats what was sent, as a careless server would.
        return status, b"" if status in (204, 304) else request.body

    with serve(answer) as server:
        return WebhookSystem(server.url, TEST_SECRET).deliver(make_delivery())
