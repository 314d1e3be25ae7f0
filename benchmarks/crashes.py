"""Kills processes of the running product with -9 while it is used, and starts them again."""

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Callable, List, Sequence

from tests.conftest import Product, restart_process

ACTIONS, DISPATCHER = "actions", "dispatcher"
POLL_SECONDS = 0.02
# Between a request's commit and the reply lie a few milliseconds: the worst moment to be killed.
FINE_POLL_SECONDS = 0.0002
WAIT_SECONDS = 3.0


@dataclass(frozen=True)
class Crash:
    """A process to kill once so many visitors are done."""

    after: int
    process: str


@dataclass(frozen=True)
class Outage:
    """How long a killed process was away, until it answered again."""

    process: str
    seconds: float


def plan_crashes(bookings: int, kills: int, dispatcher_kills: int) -> List[Crash]:
    """Spread evenly over the bookings; the dispatcher's lie between the action server's."""
    actions = [Crash(bookings * (n + 1) // (kills + 1), ACTIONS) for n in range(kills)]
    dispatcher = [
        Crash(bookings * (2 * n + 1) // (2 * dispatcher_kills + 2) + 1, DISPATCHER)
        for n in range(dispatcher_kills)
    ]
    return sorted(actions + dispatcher, key=lambda crash: crash.after)


def cause_crashes(
    product: Product,
    crashes: Sequence[Crash],
    count_done: Callable[[], int],
    is_over: Callable[[], bool],
) -> List[Outage]:
    """Work through the crashes; ends early where the visitors are done before."""
    outages = []
    for crash in crashes:
        while count_done() < crash.after and not is_over():
            time.sleep(POLL_SECONDS)
        if crash.process == ACTIONS:
            wait_for_new_request(product.settings.booking_database)
        if is_over():
            break
        started = time.perf_counter()
        process = product.processes[crash.process]
        process.kill()
        process.wait()
        restart_process(product, crash.process)
        outages.append(Outage(crash.process, time.perf_counter() - started))
    return outages


def wait_for_new_request(database: str) -> None:
    """Return right after a request was written, or when none has been for a while."""
    file = database.removeprefix("sqlite:///")
    deadline = time.monotonic() + WAIT_SECONDS
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        before = _count_requests(connection)
        while _count_requests(connection) == before and time.monotonic() < deadline:
            time.sleep(FINE_POLL_SECONDS)


def _count_requests(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT MAX(rowid) FROM booking_requests").fetchone()
    return int(count or 0)
