"""The dispatcher: what it does with receipts, failures, refusals, crashes, signals and time."""

import dataclasses
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Callable, Iterator, List, Optional

import pytest
import structlog

from assistant.booking.dispatcher import DELIVERIES_AT_ONCE, LEASE, Dispatcher
from assistant.booking.requests import Slot, State
from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.booking.systems.booking_system import (
    Delivery,
    HandOffRejected,
    HandOffUnavailable,
    Receipt,
)
from assistant.settings import Settings, load_settings
from tests.booking.command_line import (
    PERSONAL,
    PROJECT,
    make_details,
    make_environment,
    run_desk,
    run_dispatcher,
    utc_now,
    wait_until,
    webhook_settings,
)
from tests.small_server import Answer, Received, SmallServer, serve


class ScriptedSystem:
    """A booking system whose answers a test writes; it keeps the ids that it was given."""

    name = "scripted"
    has_calendar = False

    def __init__(self, answer: Callable[[Delivery], Receipt]) -> None:
        self._answer = answer
        self.ids: List[str] = []

    def deliver(self, delivery: Delivery) -> Receipt:
        self.ids.append(delivery.id)
        return self._answer(delivery)

    def free_slots(self, now: datetime) -> List[Slot]:
        return []


class Gate:
    """A receiver that holds its first calls until it is opened."""

    def __init__(self) -> None:
        self.opened = threading.Event()

    def answer(self, request: Received) -> Optional[Answer]:
        self.opened.wait(30)
        return 204, b""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BookingStore]:
    """The real store on a SQLite file."""
    opened = open_booking_store(f"sqlite:///{tmp_path / 'bookings.db'}")
    yield opened
    opened.close()


@pytest.fixture
def settings() -> Settings:
    """Three tries with the shortest waits."""
    return dataclasses.replace(
        load_settings(),
        booking_tries=3,
        booking_first_retry_seconds=1,
        booking_longest_retry_seconds=1,
    )


@contextmanager
def dispatching(store: BookingStore, system: ScriptedSystem, settings: Settings) -> Iterator[None]:
    """A dispatcher that works in a thread while the block runs."""
    dispatcher = Dispatcher(store, system, settings)
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    try:
        yield
    finally:
        dispatcher.stop()
        thread.join(30)
        assert not thread.is_alive()


def submit(store: BookingStore, count: int) -> List[str]:
    """Keep so many requests; returns the ids of their deliveries."""
    ids = []
    for number in range(count):
        delivery = store.submit(make_details(), f"key-{number}", utc_now()).delivery
        assert delivery is not None
        ids.append(delivery.id)
    return ids


def posted_ids(server: SmallServer) -> List[str]:
    return [
        value
        for post in server.posts
        for name, value in post.headers.items()
        if name.lower() == "webhook-id"
    ]


def end_leases(database: Path) -> None:
    """Let every lease run out, as the passing of a minute does."""
    with sqlite3.connect(database) as connection:
        connection.execute(
            "UPDATE booking_outbox SET due_at = '2020-01-01 00:00:00.000000'"
            " WHERE status = 'waiting'"
        )
    connection.close()


def rename_table(database: Path, old: str, new: str) -> None:
    with sqlite3.connect(database, timeout=10) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")
    connection.close()


# What a delivery can come to.


def test_receipt_settles_a_delivery_and_its_slot_books_the_request(
    store: BookingStore, settings: Settings
) -> None:
    """What the system booked is the request's appointment, and nothing is delivered twice."""
    start = datetime(2030, 1, 7, 15, tzinfo=timezone.utc)
    slot = Slot(start, start + timedelta(minutes=30))
    request = store.submit(make_details(slot=slot), "key", utc_now()).request
    system = ScriptedSystem(lambda delivery: Receipt(booked=slot))
    with dispatching(store, system, settings):
        wait_until(lambda: store.count_undelivered() == 0, "the delivery")
    kept = store.get(request.reference)
    assert kept is not None
    assert (kept.state, kept.appointment) == (State.BOOKED, slot)
    assert len(system.ids) == 1


def test_unavailable_system_is_tried_again_until_it_answers(
    store: BookingStore, settings: Settings
) -> None:
    """Every try carries the same id, and a success at the last one counts."""
    submit(store, 1)

    def answer(delivery: Delivery) -> Receipt:
        if len(system.ids) < 3:
            raise HandOffUnavailable("down")
        return Receipt()

    system = ScriptedSystem(answer)
    with dispatching(store, system, settings):
        wait_until(lambda: store.count_undelivered() == 0, "the third try")
    assert store.list_failed() == []
    assert len(system.ids) == 3
    assert len(set(system.ids)) == 1


def test_tries_that_are_used_up_leave_the_delivery_to_a_person(
    store: BookingStore, settings: Settings
) -> None:
    """After the last try the delivery is given up, with the cause and the number of tries."""
    submit(store, 1)

    def answer(delivery: Delivery) -> Receipt:
        raise HandOffUnavailable("The webhook answered 503.")

    system = ScriptedSystem(answer)
    with dispatching(store, system, settings):
        wait_until(store.list_failed, "the end of the tries")
    [failed] = store.list_failed()
    assert (failed.error, failed.tries) == ("The webhook answered 503.", 3)
    assert len(system.ids) == 3


def test_refusal_is_for_a_person_at_once(store: BookingStore, settings: Settings) -> None:
    """A delivery that would be refused again is not tried again, and holds up no other."""
    refused, welcome = submit(store, 2)

    def answer(delivery: Delivery) -> Receipt:
        if delivery.id == refused:
            raise HandOffRejected("The webhook refused the delivery with status 422.")
        return Receipt()

    system = ScriptedSystem(answer)
    with dispatching(store, system, settings):
        wait_until(lambda: store.count_undelivered() == 0, "both outcomes")
    assert [failed.delivery_id for failed in store.list_failed()] == [refused]
    assert Counter(system.ids) == {refused: 1, welcome: 1}


def test_unexpected_error_costs_neither_the_request_nor_the_dispatcher(
    store: BookingStore, settings: Settings
) -> None:
    """It is tried again like an outage; what the error says is kept nowhere."""
    submit(store, 1)

    def answer(delivery: Delivery) -> Receipt:
        raise ValueError(f"cannot read {delivery.details.name}")

    system = ScriptedSystem(answer)
    with structlog.testing.capture_logs() as logs, dispatching(store, system, settings):
        wait_until(store.list_failed, "the end of the tries")
    [failed] = store.list_failed()
    assert failed.error == "unexpected ValueError"
    [first, *_] = [one for one in logs if one["event"] == "booking.hand_off_failed"]
    assert (first["error"], first["attempt"]) == ("ValueError", 1)
    assert first["place"].startswith("dispatcher.py:")
    assert not any(secret in str(logs) for secret in PERSONAL)


def test_delivery_without_any_outcome_is_given_up_too(
    store: BookingStore, settings: Settings
) -> None:
    """A delivery that ends its dispatcher at each try does not do so for ever."""
    submit(store, 1)
    for _ in range(settings.booking_tries):
        assert store.claim(utc_now(), timedelta(0), 1)
    system = ScriptedSystem(lambda delivery: Receipt())
    with dispatching(store, system, settings):
        wait_until(store.list_failed, "the dispatcher to give up")
    assert store.list_failed()[0].error == "No outcome is known of 3 tries."
    assert system.ids == []


# Several at once.


def test_slow_receiver_holds_up_its_own_delivery_only(
    store: BookingStore, settings: Settings
) -> None:
    """While one delivery hangs, the others go through."""
    slow, *others = submit(store, 12)
    opened = threading.Event()

    def answer(delivery: Delivery) -> Receipt:
        if delivery.id == slow:
            opened.wait(30)
        return Receipt()

    system = ScriptedSystem(answer)
    with dispatching(store, system, settings):
        wait_until(lambda: store.count_undelivered() == 1, "the other eleven")
        assert sorted(system.ids) == sorted([slow, *others])
        opened.set()
        wait_until(lambda: store.count_undelivered() == 0, "the slow one")


def test_delivery_that_outlives_its_lease_is_not_begun_again_beside_itself(
    tmp_path: Path, store: BookingStore, settings: Settings
) -> None:
    """The dispatcher knows what it is still doing, whatever the clock says."""
    submit(store, 1)
    opened = threading.Event()

    def answer(delivery: Delivery) -> Receipt:
        opened.wait(30)
        return Receipt()

    system = ScriptedSystem(answer)
    with dispatching(store, system, settings):
        wait_until(lambda: system.ids, "the delivery to begin")
        end_leases(tmp_path / "bookings.db")
        wait_until(
            lambda: (store.next_due() or utc_now()) > utc_now() + LEASE / 2,
            "the dispatcher to claim it again",
        )
        opened.set()
        wait_until(lambda: store.count_undelivered() == 0, "its end")
    assert len(system.ids) == 1


def test_two_dispatchers_share_the_work(tmp_path: Path, store: BookingStore) -> None:
    """Two processes on one database deliver each request once."""
    ids = submit(store, 30)
    with serve(lambda request: (204, b"")) as server:
        environment = make_environment(tmp_path, **webhook_settings(server.url))
        with (
            run_dispatcher(environment, tmp_path / "one.log"),
            run_dispatcher(environment, tmp_path / "two.log"),
        ):
            wait_until(lambda: store.count_undelivered() == 0, "thirty deliveries")
        assert sorted(posted_ids(server)) == sorted(ids)


# Crashes and signals.


def test_killed_dispatcher_loses_and_doubles_nothing(tmp_path: Path, store: BookingStore) -> None:
    """After kill -9 in the middle, the next one delivers the rest, and under the same ids."""
    ids = submit(store, 20)
    gate = Gate()
    with serve(gate.answer) as server:
        environment = make_environment(tmp_path, **webhook_settings(server.url))
        with run_dispatcher(environment, tmp_path / "one.log") as process:
            wait_until(lambda: len(server.posts) == DELIVERIES_AT_ONCE, "deliveries in the middle")
            process.kill()
            process.wait()
        interrupted = set(posted_ids(server))
        assert store.count_undelivered() == 20
        gate.opened.set()
        end_leases(tmp_path / "bookings.db")
        with run_dispatcher(environment, tmp_path / "two.log"):
            wait_until(lambda: store.count_undelivered() == 0, "the rest")
        counted = Counter(posted_ids(server))
    # What was under way arrives a second time under its id, which the receiver knows it by.
    assert counted == {one: 2 if one in interrupted else 1 for one in ids}
    assert store.list_failed() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_lets_running_deliveries_end_and_begins_no_other(
    tmp_path: Path, store: BookingStore, number: signal.Signals
) -> None:
    """SIGTERM and Ctrl-C cut no delivery in two and print no traceback."""
    submit(store, 10)
    gate = Gate()
    log = tmp_path / "dispatcher.log"
    with serve(gate.answer) as server:
        environment = make_environment(tmp_path, **webhook_settings(server.url))
        with run_dispatcher(environment, log) as process:
            wait_until(lambda: len(server.posts) == DELIVERIES_AT_ONCE, "deliveries in the middle")
            process.send_signal(number)
            wait_until(lambda: "dispatcher_stopping" in log.read_text(), "the signal to be heard")
            assert process.poll() is None
            gate.opened.set()
            assert process.wait(30) == 0
        assert len(server.posts) == DELIVERIES_AT_ONCE
    assert store.count_undelivered() == 10 - DELIVERIES_AT_ONCE
    assert "Traceback" not in log.read_text()


def test_given_up_delivery_is_shown_to_staff_and_delivered_when_they_retry(
    tmp_path: Path, store: BookingStore
) -> None:
    """Tries used up, `failed` names it, `retry` sends it on its way, the receiver gets it."""
    [delivery_id] = submit(store, 1)
    is_up = threading.Event()
    log = tmp_path / "dispatcher.log"
    with serve(lambda request: (204 if is_up.is_set() else 503, b"")) as server:
        environment = make_environment(tmp_path, **webhook_settings(server.url, BOOKING_TRIES=2))
        with run_dispatcher(environment, log):
            wait_until(store.list_failed, "both tries to fail")
            reference = store.list_failed()[0].reference
            shown = run_desk(environment, "failed")
            assert reference in shown.stdout
            assert "503" in shown.stdout
            is_up.set()
            retried = run_desk(environment, "retry", reference)
            assert (retried.returncode, retried.stdout) == (0, "Back on their way: 1.\n")
            wait_until(lambda: store.count_undelivered() == 0, "the delivery")
        assert posted_ids(server) == [delivery_id] * 3
    assert store.list_failed() == []
    text = log.read_text()
    assert reference in text
    assert not any(secret in text for secret in PERSONAL)


# Time and the database.


def test_old_requests_are_erased_at_the_start(tmp_path: Path, store: BookingStore) -> None:
    """A request older than the retention setting goes, a newer one stays."""
    old = store.submit(make_details(), "old", utc_now() - timedelta(days=40))
    new = store.submit(make_details(), "new", utc_now() - timedelta(days=20))
    for submission in (old, new):
        assert submission.delivery is not None
        store.settle(submission.delivery.id, Receipt(), submission.request.created_at)
    environment = make_environment(tmp_path, BOOKING_RETENTION_DAYS=30)
    with run_dispatcher(environment, tmp_path / "dispatcher.log"):
        wait_until(lambda: len(store.list_requests()) == 1, "the old request to go")
    assert store.get(new.request.reference) is not None
    assert "old_requests_erased" in (tmp_path / "dispatcher.log").read_text()


def test_database_that_fails_for_a_while_ends_nothing(
    tmp_path: Path, store: BookingStore, settings: Settings
) -> None:
    """The dispatcher says so, waits and goes on once the database answers."""
    database = tmp_path / "bookings.db"
    rename_table(database, "booking_outbox", "away")
    system = ScriptedSystem(lambda delivery: Receipt())
    with structlog.testing.capture_logs() as logs, dispatching(store, system, settings):
        wait_until(lambda: any(one["event"] == "booking.turn_failed" for one in logs), "a failure")
        rename_table(database, "away", "booking_outbox")
        submit(store, 1)
        wait_until(lambda: store.count_undelivered() == 0, "the delivery")
    assert logs[0]["error"] == "UnusableDatabase"


def test_outcome_is_written_once_the_database_is_back(
    tmp_path: Path, store: BookingStore, settings: Settings
) -> None:
    """A delivery that was received is not repeated because its receipt could not be kept."""
    database = tmp_path / "bookings.db"
    submit(store, 1)
    received = threading.Event()

    def answer(delivery: Delivery) -> Receipt:
        rename_table(database, "booking_outbox", "away")
        received.set()
        return Receipt()

    system = ScriptedSystem(answer)
    with dispatching(store, system, settings):
        assert received.wait(30)
        # Long enough for the first try to write it down, and shorter than all of them.
        threading.Event().wait(0.5)
        rename_table(database, "away", "booking_outbox")
        wait_until(lambda: store.count_undelivered() == 0, "the outcome")
    assert len(system.ids) == 1


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("BOOKING_SYSTEM", "fax", "BOOKING_SYSTEM is 'fax'"),
        ("BOOKING_DATABASE", "mysql://host/bookings", "Use a SQLite file or a PostgreSQL"),
        ("BOOKING_DATABASE", "/proc/bookings.db", "/proc/bookings.db"),
        ("CLINIC_PROFILE", "nowhere.yml", "no clinic profile"),
    ],
)
def test_unusable_setting_ends_it_with_one_clear_line(
    tmp_path: Path, name: str, value: str, wanted: str
) -> None:
    """The dispatcher does not start, says why and exits with status 1."""
    ended = subprocess.run(
        [sys.executable, "-m", "assistant.booking.dispatcher"],
        cwd=PROJECT,
        env=make_environment(tmp_path, **{name: value}),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("The bookings are not handed off: ")
    assert wanted in ended.stderr
    assert ended.stderr.count("\n") == 1
