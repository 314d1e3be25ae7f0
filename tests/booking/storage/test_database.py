"""Opening the booking database, and what its errors say."""

import stat
import traceback
from pathlib import Path

import pytest

from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.sqlite_database import UnusableDatabase
from tests.booking.storage.test_store_processes import start
from tests.booking.store_examples import NAME, PHONE, REASON, run_sql, submit
from tests.conftest import free_port

SECRETS = (NAME, PHONE, REASON, "hunter2")


def say(error: BaseException) -> str:
    """All that a log would print of an error."""
    return "".join(traceback.format_exception(error)) + repr(error)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("not a url hunter2", "is not a URL"),
        ("mysql://rasa:hunter2@host/bookings", "Use a SQLite file or a PostgreSQL database"),
        ("sqlite://", "Use a SQLite file or a PostgreSQL database"),
        ("postgresql+nothing://rasa:hunter2@host/bookings", "Begin the URL with postgresql://"),
        ("sqlite:////proc/none/bookings.db", "bookings cannot be kept in '/proc/none"),
    ],
)
def test_a_url_that_cannot_be_used_is_named(url: str, wanted: str) -> None:
    """The message says what to write instead and repeats no password."""
    with pytest.raises(UnusableDatabase, match=wanted) as caught:
        open_booking_store(url)
    assert "hunter2" not in say(caught.value)


def test_a_server_that_does_not_answer_is_named() -> None:
    """Without the password."""
    url = f"postgresql://rasa:hunter2@127.0.0.1:{free_port()}/bookings"
    with pytest.raises(UnusableDatabase, match="Connection refused") as caught:
        open_booking_store(url)
    assert "hunter2" not in say(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """It is left as it is."""
    file = tmp_path / "bookings.db"
    file.write_text("a letter to the clinic" * 100)
    with pytest.raises(UnusableDatabase, match="not a database"):
        open_booking_store(f"sqlite:///{file}")
    assert file.read_text().startswith("a letter")


def test_the_files_are_private(tmp_path: Path) -> None:
    """Nobody else may read what visitors said."""
    store = open_booking_store(f"sqlite:///{tmp_path}/new/bookings.db")
    submit(store)
    for file in (tmp_path / "new").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    store.close()


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


def test_a_connection_that_was_lost_is_replaced(postgresql_url: str) -> None:
    """The server was restarted between two visitors."""
    store = open_booking_store(postgresql_url)
    submit(store, "a")
    run_sql(
        postgresql_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()",
    )
    assert submit(store, "b").is_new
    store.close()
