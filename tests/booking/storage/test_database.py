"""Opening the booking database again, and what its errors say."""

import pytest

from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.sqlite_database import UnusableDatabase
from tests.booking.storage.test_store_processes import start
from tests.booking.store_examples import NAME, PHONE, REASON, submit
from tests.room_databases import run_sql, say

SECRETS = (NAME, PHONE, REASON, "hunter2")


def test_opening_again_keeps_what_is_there(store_url: str) -> None:
    """A second start changes nothing."""
    first = open_booking_store(store_url)
    request = submit(first).request
    first.close()
    second = open_booking_store(store_url)
    assert second.list_requests() == [request]
    second.close()


def test_a_full_disk_is_reported_without_personal_data(sqlite_url: str) -> None:
    """What was written before is still there and complete."""
    process = start("fill_disk", sqlite_url)
    said, _ = process.communicate(timeout=60)
    assert said.startswith("The bookings' database cannot be used: ")
    assert not any(secret in said for secret in SECRETS)
    store = open_booking_store(sqlite_url)
    assert 0 < store.count_undelivered() == len(store.list_requests())
    store.close()


def test_a_read_only_server_is_reported_without_personal_data(postgresql_url: str) -> None:
    """As after a fail-over to a standby."""
    open_booking_store(postgresql_url).close()
    name = postgresql_url.rsplit("/", 1)[1]
    run_sql(postgresql_url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    store = open_booking_store(postgresql_url)
    with pytest.raises(UnusableDatabase, match="read-only transaction") as caught:
        submit(store)
    assert not any(secret in say(caught.value) for secret in SECRETS)
    store.close()


def test_a_refused_row_is_not_repeated(postgresql_url: str) -> None:
    """PostgreSQL would print the whole row."""
    store = open_booking_store(postgresql_url)
    run_sql(postgresql_url, "ALTER TABLE booking_requests ADD CHECK (kind = 'other')")
    with pytest.raises(UnusableDatabase, match="violates check constraint") as caught:
        submit(store)
    assert not any(secret in say(caught.value) for secret in SECRETS)
    store.close()


def test_a_missing_table_is_reported_without_personal_data(
    store: BookingStore, store_url: str
) -> None:
    """Every kind of error is ours, for reading as for writing."""
    run_sql(store_url, "DROP TABLE booking_outbox")
    for use in (lambda: submit(store), store.next_due):
        with pytest.raises(UnusableDatabase, match="booking_outbox") as caught:
            use()
        assert not any(secret in say(caught.value) for secret in SECRETS)
