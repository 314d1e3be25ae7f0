"""The receiver that tests and the benchmark trust: it forgets nothing that it wrote down."""

import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import pytest

from assistant.booking.systems.booking_system import HandOffUnavailable
from assistant.booking.systems.webhook_system import WebhookSystem
from assistant.settings import PROJECT
from tests.booking.systems.system_contract import make_delivery
from tests.booking.systems.webhook_receiver import (
    TEST_SECRET,
    Fault,
    FaultDice,
    read_calls,
    receive_webhooks,
)
from tests.conftest import free_port


@contextmanager
def run_receiver(log: Path, port: int, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """The receiver as its own process, ready; killed afterwards if it still runs."""
    command = [sys.executable, "-m", "tests.booking.systems.webhook_receiver", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--log", str(log), *options], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("receiving at")
            yield process
        finally:
            process.kill()


def test_killed_receiver_knows_what_it_had(tmp_path: Path) -> None:
    """After kill -9 in the middle of a line, what was answered is known and nothing else."""
    log, port = tmp_path / "calls.jsonl", free_port()
    system = WebhookSystem(f"http://127.0.0.1:{port}/bookings", TEST_SECRET)
    first, second = make_delivery(), make_delivery()
    with run_receiver(log, port):
        system.deliver(first)
    with log.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "half a li')
    with pytest.raises(HandOffUnavailable):
        system.deliver(second)
    assert [call.id for call in read_calls(log)] == [first.id]
    with run_receiver(log, port):
        system.deliver(first)
        system.deliver(second)
    assert [(call.id, call.status) for call in read_calls(log)] == [
        (first.id, 200),
        (first.id, 409),
        (second.id, 200),
    ]


def test_receiver_stops_on_sigterm(tmp_path: Path) -> None:
    """It ends by itself with status 0."""
    with run_receiver(tmp_path / "calls.jsonl", free_port()) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_receiver_takes_its_secret_and_faults(tmp_path: Path) -> None:
    """With faults in every call, no call is answered as it should be."""
    log, port = tmp_path / "calls.jsonl", free_port()
    secret = "whsec_YW5vdGhlciBzZWNyZXQgZm9yIHRoZSB0ZXN0cw=="
    system = WebhookSystem(f"http://127.0.0.1:{port}/", secret, timeout_seconds=0.2)
    with run_receiver(log, port, "--faults", "1", "--secret", secret):
        for _ in range(10):
            with pytest.raises(HandOffUnavailable):
                system.deliver(make_delivery())
    assert all(call.fault is not None for call in read_calls(log))


def test_dice_are_fair_and_repeatable() -> None:
    """The wanted share of calls fails, in all six ways, the same for the same seed."""
    dice = FaultDice(0.33, seed=3)
    thrown = [dice.throw() for _ in range(3000)]
    again = FaultDice(0.33, seed=3)
    assert thrown == [again.throw() for _ in range(3000)]
    counts = Counter(thrown)
    assert 0.30 < 1 - counts[None] / 3000 < 0.36
    assert all(counts[fault] > 120 for fault in Fault)


def test_half_a_request_is_not_received(tmp_path: Path) -> None:
    """A sender that is killed while it sends leaves nothing in the log."""
    with receive_webhooks(tmp_path / "calls.jsonl") as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.sendall(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        WebhookSystem(receiver.url, TEST_SECRET).deliver(make_delivery())
        assert len(receiver.calls) == 1
