"""Runs the booking room's own processes as their users do, on a database of the test's own."""

import base64
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

from assistant.booking.requests import BookingDetails, Contact, Kind
from assistant.settings import PROJECT

# For tests on this machine only.
SECRET = f"whsec_{base64.b64encode(b'tests on this machine only').decode()}"
LONGEST_WAIT_SECONDS = 180
# Nothing of this may stand in a log.
PERSONAL = ("Ana Silva", "555-010", "15550100", "ana.silva", "knee pain", "Tuesday afternoon")

DETAILS = BookingDetails(
    kind=Kind.APPOINTMENT,
    name="Ana Silva",
    contact=Contact("phone", "+15550100134", "+1 555-010-0134"),
    reason="knee pain",
    preferred_time="Tuesday afternoon",
    topics=("what_is_prp", "cost"),
)


def make_details(**changes: Any) -> BookingDetails:
    """Details of a request, the usual ones but for the changes."""
    return replace(DETAILS, **changes)


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def make_environment(folder: Path, **settings: Any) -> Dict[str, str]:
    """The environment of a process whose database is in `folder`."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("BOOKING_")}
    return {
        **plain,
        "BOOKING_DATABASE": str(folder / "bookings.db"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "NO_COLOR": "1",
        **{name: str(value) for name, value in settings.items()},
    }


def webhook_settings(url: str, **settings: Any) -> Dict[str, Any]:
    """Settings that hand off to a receiver at `url`, with short waits between tries."""
    return {
        "BOOKING_SYSTEM": "webhook",
        "BOOKING_WEBHOOK_URL": url,
        "BOOKING_WEBHOOK_SECRET": SECRET,
        "BOOKING_FIRST_RETRY_SECONDS": 1,
        "BOOKING_LONGEST_RETRY_SECONDS": 1,
        **settings,
    }


def run_desk(
    environment: Dict[str, str], *arguments: str, **options: Any
) -> "subprocess.CompletedProcess[str]":
    """Run one of the staff's commands, in a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "assistant.booking.desk.commands", *arguments],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_WAIT_SECONDS,
        **options,
    )


@contextmanager
def run_dispatcher(environment: Dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A dispatcher process that writes its output to the end of `log`; stopped at the end."""
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.booking.dispatcher"],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(LONGEST_WAIT_SECONDS / 2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(is_true: Callable[[], Any], what: str) -> None:
    """Return as soon as it is true; fails after three minutes, saying what was waited for."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not is_true():
        assert time.monotonic() < deadline, f"Waited too long: {what}"
        time.sleep(0.02)


def read_lines(text: str) -> List[str]:
    """The lines of an output that are not empty."""
    return [line for line in text.splitlines() if line.strip()]
