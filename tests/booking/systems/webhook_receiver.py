"""A clinic's end of the webhook: verifies, writes down and answers, with faults where wanted.

As a program: `python -m tests.booking.systems.webhook_receiver --port N --log FILE` and, where
wanted, `--faults 0.33 --seed S`.
The secret is `--secret`, else BOOKING_WEBHOOK_SECRET, else the tests' own.
"""

import argparse
import json
import os
import random
import select
import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Iterator, List, Optional, Set

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

# For tests on this machine only.
TEST_SECRET = "whsec_dGVzdHMgb24gdGhpcyBtYWNoaW5lIG9ubHkuLi4u"
# Longer than the sender waits; a sender that hangs up ends the wait.
HANG_SECONDS = 30.0


class Fault(str, Enum):
    """What goes wrong with a call, and whether before or after it was written down."""

    ERROR_BEFORE = "error before"
    ERROR_AFTER = "error after"
    HANG_BEFORE = "hang before"
    HANG_AFTER = "hang after"
    DROP_BEFORE = "drop before"
    DROP_AFTER = "drop after"


@dataclass(frozen=True)
class Call:
    """One line of the log: a call whose signature was right, or (`status` 401) was not.

    `status` is the answer that the call gets or, with a fault, should have got: 200 for the first
    time that an id is received, 409 for an id that is known. Calls that are lost before they are
    received (a fault "before") are not in the log. `body` is empty where the signature is wrong.
    """

    id: str
    status: int
    fault: Optional[str]
    body: str


class CallLog:
    """The calls in a JSON lines file, each written and flushed before it is answered."""

    def __init__(self, file: Path) -> None:
        _remove_unfinished_line(file)
        self._known: Set[str] = {call.id for call in read_calls(file) if call.status != 401}
        self._lock = threading.Lock()
        self._stream = file.open("a", encoding="utf-8")

    def receive(self, call_id: str, body: str, fault: Optional[Fault]) -> int:
        """Write a verified call down and give its status."""
        with self._lock:
            status = 409 if call_id in self._known else 200
            self._write(Call(call_id, status, fault.value if fault else None, body))
            self._known.add(call_id)
        return status

    def refuse(self, call_id: str) -> int:
        """Write down that a call's signature is wrong and give its status."""
        with self._lock:
            self._write(Call(call_id, 401, None, ""))
        return 401

    def close(self) -> None:
        with self._lock:
            self._stream.close()

    def _write(self, call: Call) -> None:
        # One write, so that a receiver that is killed leaves at most one unfinished line.
        self._stream.write(json.dumps(asdict(call)) + "\n")
        self._stream.flush()


def read_calls(file: Path) -> List[Call]:
    """Every call in the log, oldest first. A last line without its end was never answered."""
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8")
    return [Call(**json.loads(line)) for line in text[: text.rfind("\n") + 1].splitlines()]


def _remove_unfinished_line(file: Path) -> None:
    """What a killed receiver leaves; the next line must not be added to it."""
    if file.exists():
        content = file.read_bytes()
        os.truncate(file, content.rfind(b"\n") + 1)


class FaultDice:
    """Decides call by call whether something goes wrong; the same seed decides the same."""

    def __init__(self, probability: float, seed: int) -> None:
        self._probability = probability
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def throw(self) -> Optional[Fault]:
        with self._lock:
            if self._random.random() >= self._probability:
                return None
            return self._random.choice(list(Fault))


class ReceivingServer(ThreadingHTTPServer):
    """Serves on the loopback, a thread for each connection."""

    daemon_threads = True
    # The default of 5 would refuse senders that come all at once.
    request_queue_size = 256

    def __init__(self, port: int, calls: CallLog, signer: Webhook, dice: FaultDice) -> None:
        super().__init__(("127.0.0.1", port), CallHandler)
        self.calls = calls
        self.signer = signer
        self.dice = dice

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that hung up is no error of this server; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class CallHandler(BaseHTTPRequestHandler):
    """Answers one connection's calls."""

    server: ReceivingServer
    protocol_version = "HTTP/1.1"
    # A sender that stops in the middle of its request does not hold a thread for ever.
    timeout = 60

    def do_GET(self) -> None:
        """Whether the server is up."""
        self._answer(200)

    def do_POST(self) -> None:
        """Receive one delivery."""
        length = int(self.headers.get("Content-Length", 0))
        raw = self.rfile.read(length)
        if len(raw) < length:
            # The sender was cut off; it will send the whole again.
            self.close_connection = True
            return
        call_id = self.headers.get("webhook-id", "")
        try:
            self.server.signer.verify(raw, dict(self.headers.items()))
        except (WebhookVerificationError, ValueError):
            self._answer(self.server.calls.refuse(call_id))
            return
        fault = self.server.dice.throw()
        if fault in (Fault.ERROR_BEFORE, Fault.HANG_BEFORE, Fault.DROP_BEFORE):
            self._fail(fault)
            return
        status = self.server.calls.receive(call_id, raw.decode("utf-8"), fault)
        if fault is None:
            self._answer(status)
        else:
            self._fail(fault)

    def _fail(self, fault: Fault) -> None:
        if fault in (Fault.ERROR_BEFORE, Fault.ERROR_AFTER):
            self._answer(500)
            return
        if fault in (Fault.HANG_BEFORE, Fault.HANG_AFTER):
            # Readable means that the sender has hung up: it has nothing more to say.
            select.select([self.connection], [], [], HANG_SECONDS)
        self.close_connection = True

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Say nothing: the log has it all."""


@dataclass(frozen=True)
class Receiver:
    """A running receiver: its address, and what it has received."""

    url: str
    log: Path

    @property
    def calls(self) -> List[Call]:
        """Every call in the log, oldest first."""
        return read_calls(self.log)

    @property
    def received(self) -> List[Call]:
        """The first call of each id that was received, oldest first."""
        return [call for call in self.calls if call.status == 200]


@contextmanager
def receive_webhooks(
    log: Path, *, secret: str = TEST_SECRET, faults: float = 0.0, seed: int = 0, port: int = 0
) -> Iterator[Receiver]:
    """Receive in threads of this process; port 0 takes a free one."""
    calls = CallLog(log)
    server = ReceivingServer(port, calls, Webhook(secret), FaultDice(faults, seed))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield Receiver(f"http://127.0.0.1:{server.server_address[1]}/bookings", log)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        calls.close()


def main() -> None:
    """Receive until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True, help="JSON lines, appended to")
    parser.add_argument("--faults", type=float, default=0.0, help="share of calls, 0 to 1")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--secret", default=os.environ.get("BOOKING_WEBHOOK_SECRET") or TEST_SECRET)
    options = parser.parse_args()
    # Blocked before any thread starts, so that only the wait below takes them.
    endings = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, endings)
    with receive_webhooks(
        options.log,
        secret=options.secret,
        faults=options.faults,
        seed=options.seed,
        port=options.port,
    ) as receiver:
        sys.stdout.write(f"receiving at {receiver.url}\n")
        sys.stdout.flush()
        signal.sigwait(endings)


if __name__ == "__main__":
    main()
