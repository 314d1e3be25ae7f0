"""Runs the whole product while many visitors book, its processes crash and the receiver fails."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator, List, Sequence, Tuple

import requests

from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.settings import PROJECT
from benchmarks.booking_counts import Counts, compare
from benchmarks.booking_visitors import Person, Visit, book, make_people
from benchmarks.crashes import Outage, cause_crashes, plan_crashes
from benchmarks.form_replies import ReplyReader
from tests.booking.systems.webhook_receiver import TEST_SECRET, read_calls
from tests.conftest import Product, free_port, running_product

RECEIVER_START_SECONDS = 20
POLL_SECONDS = 0.25
UNLIMITED = "1000000/minute"


@dataclass(frozen=True)
class BookingPlan:
    """How much is booked and what goes wrong meanwhile. `faults` is a share of calls, 0 to 1.

    `drain_seconds` bounds the wait for the outbox once every visitor is done.
    """

    bookings: int
    visitors: int
    kills: int
    dispatcher_kills: int
    faults: float
    seed: int
    drain_seconds: float


@dataclass(frozen=True)
class BookingRun:
    """What became of it. Seconds by the clock."""

    visits: Tuple[Visit, ...]
    outages: Tuple[Outage, ...]
    counts: Counts
    booking_seconds: float
    draining_seconds: float


class Progress:
    """Counts the visitors who are done, and says so at every tenth of them."""

    def __init__(self, total: int, say: Callable[[str], None]) -> None:
        self._total = total
        self._say = say
        self.done = 0

    def add(self, visit: Visit) -> None:
        """Count one visitor. Called from one thread."""
        self.done += 1
        step = max(1, self._total // 10)
        if self.done % step == 0:
            self._say(f"  {self.done} of {self._total} visitors are done")


def run_bookings(
    folder: Path, plan: BookingPlan, say: Callable[[str], None] = lambda _: None
) -> BookingRun:
    """Start everything in `folder`, book, wait for the outbox to empty, compare, stop."""
    log = folder / "received.jsonl"
    with running_receiver(log, plan.faults, plan.seed) as url:
        say("Starting the product ...")
        with running_product(folder, **_settings(url)) as product:
            say(f"{plan.bookings} bookings by {plan.visitors} visitors at a time ...")
            started = time.perf_counter()
            visits, outages = _visit_all(product, plan, say)
            booked = time.perf_counter()
            store = open_booking_store(product.settings.booking_database)
            try:
                waiting = _wait_until_empty(store, plan.drain_seconds, say)
                drained = time.perf_counter()
                kept, failed = store.list_requests(), store.list_failed()
                counts = compare(visits, kept, read_calls(log), failed, waiting)
            finally:
                store.close()
    return BookingRun(tuple(visits), tuple(outages), counts, booked - started, drained - booked)


@contextmanager
def running_receiver(log: Path, faults: float, seed: int) -> Iterator[str]:
    """The clinic's end of the webhook as a process of its own; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "tests.booking.systems.webhook_receiver", "--port", str(port)]
    command += ["--log", str(log), "--faults", str(faults), "--seed", str(seed)]
    command += ["--secret", TEST_SECRET]
    with (log.parent / "receiver.log").open("wb") as output:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=output)
    try:
        _wait_for_receiver(process, f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/bookings"
    finally:
        process.terminate()
        process.wait()


def _settings(webhook_url: str) -> "dict[str, str]":
    return {
        "BOOKING_SYSTEM": "webhook",
        "BOOKING_WEBHOOK_URL": webhook_url,
        "BOOKING_WEBHOOK_SECRET": TEST_SECRET,
        # Hours of waiting as for a clinic would only make the run longer.
        "BOOKING_FIRST_RETRY_SECONDS": "1",
        "BOOKING_LONGEST_RETRY_SECONDS": "5",
        "BOOKING_TRIES": "100",
        "SENDER_RATE_LIMIT": UNLIMITED,
        "ADDRESS_RATE_LIMIT": UNLIMITED,
    }


def _visit_all(
    product: Product, plan: BookingPlan, say: Callable[[str], None]
) -> Tuple[List[Visit], List[Outage]]:
    progress = Progress(plan.bookings, say)
    crashes = plan_crashes(plan.bookings, plan.kills, plan.dispatcher_kills)
    people = make_people(plan.bookings)
    is_over = False
    with ThreadPoolExecutor(1) as crasher:
        causing = crasher.submit(
            cause_crashes, product, crashes, lambda: progress.done, lambda: is_over
        )
        try:
            visits = _book_all(product.url, people, plan.visitors, progress)
        finally:
            is_over = True
        return visits, causing.result()


def _book_all(url: str, people: Sequence[Person], visitors: int, progress: Progress) -> List[Visit]:
    reader = ReplyReader()
    with ThreadPoolExecutor(visitors) as pool:
        running = [pool.submit(book, url, person, reader) for person in people]
        visits = []
        for done in as_completed(running):
            visits.append(done.result())
            progress.add(visits[-1])
    return visits


def _wait_until_empty(store: BookingStore, seconds: float, say: Callable[[str], None]) -> int:
    """Wait for the dispatcher; gives how many deliveries are left."""
    deadline = time.monotonic() + seconds
    shown = waiting = store.count_undelivered()
    say(f"Every visitor is done; {waiting} deliveries are on their way ...")
    while waiting and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        waiting = store.count_undelivered()
        if waiting <= shown - 100:
            shown = waiting
            say(f"  {waiting} deliveries are left")
    return waiting


def _wait_for_receiver(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + RECEIVER_START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(url, timeout=1)
            return
        except requests.RequestException:
            time.sleep(0.05)
    raise RuntimeError("The receiver did not start; see receiver.log.")
