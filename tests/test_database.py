"""Opening a room's database and upgrading it, the same for every room."""

import stat
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.booking.storage import database as booking_database
from assistant.booking.storage import tables as booking_tables
from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.console.accounts import database as console_database
from assistant.console.accounts import tables as console_tables
from assistant.console.accounts.audit_log import AuditLog
from assistant.console.accounts.database import open_console_database
from assistant.database import Database
from assistant.database_schema import Schema
from assistant.releases.staff_tests import StaffTests
from assistant.releases.storage import database as release_database
from assistant.releases.storage import tables as release_tables
from assistant.releases.storage.database import open_release_database
from assistant.review.storage import database as review_database
from assistant.review.storage import tables as review_tables
from assistant.review.storage.database import open_review_database
from assistant.review.turn_log import TurnLog
from assistant.sqlite_database import UnusableDatabase
from tests.booking.store_examples import submit
from tests.conftest import free_port
from tests.review.turn_examples import NOW, make_turn
from tests.room_databases import run_sql, say


@dataclass(frozen=True)
class Room:
    """A room as its tests know it: `keep` writes under a key into what `open` has opened.

    `content` is the end of what the room calls its rows, `table` one of its tables, and
    `make_newer` what makes its database that of a newer version.
    """

    open: Callable[[str], Any]
    keep: Callable[[Any, str], bool]
    schema: Schema
    metadata: sa.MetaData
    content: str
    table: str
    make_newer: str


def keep_request(store: BookingStore, key: str) -> bool:
    """Submit a request; whether it was new."""
    return submit(store, key).is_new


def keep_turn(database: Database, key: str) -> bool:
    """Write a turn; whether its message is there."""
    TurnLog(database).add([make_turn(1, key=key)])
    with database.reading() as connection:
        found = connection.execute(sa.select(review_tables.messages.c.turn_key))
        return key in found.scalars().all()


def keep_test(database: Database, key: str) -> bool:
    """Remember a test of staff; whether it was new."""
    return StaffTests(database).add([(key, "clinic/cost")], "Kim", NOW) == 1


def keep_entry(database: Database, key: str) -> bool:
    """Write an entry of the audit; whether it is there."""
    log = AuditLog(database)
    log.add(datetime.now(timezone.utc), key, "test")
    return log.count(who=key) == 1


BOOKING = Room(
    open=open_booking_store,
    keep=keep_request,
    schema=booking_database.SCHEMA,
    metadata=booking_tables.metadata,
    content="bookings",
    table="booking_outbox",
    make_newer="UPDATE booking_schema_version SET version_num = '9999'",
)
CONSOLE = Room(
    open=open_console_database,
    keep=keep_entry,
    schema=console_database.SCHEMA,
    metadata=console_tables.metadata,
    content="accounts",
    table="console_accounts",
    make_newer="UPDATE console_schema_version SET version_num = '9999'",
)
REVIEW = Room(
    open=open_review_database,
    keep=keep_turn,
    schema=review_database.SCHEMA,
    metadata=review_tables.metadata,
    content="messages",
    table="review_messages",
    make_newer="UPDATE review_schema_version SET version_num = '9999'",
)
RELEASES = Room(
    open=open_release_database,
    keep=keep_test,
    schema=release_database.SCHEMA,
    metadata=release_tables.metadata,
    content="releases",
    table="release_publications",
    make_newer="UPDATE release_schema_version SET version_num = '9999'",
)


@pytest.fixture(
    params=[BOOKING, CONSOLE, REVIEW, RELEASES], ids=["booking", "console", "review", "releases"]
)
def room(request: pytest.FixtureRequest) -> Room:
    """Each room that has a database."""
    given: Room = request.param
    return given


def test_migrations_make_the_tables_that_the_code_reads(room: Room, room_url: str) -> None:
    """Columns, types, indexes and constraints, no table more and none less."""
    room.open(room_url).close()
    engine = sa.create_engine(room_url)
    with engine.connect() as connection:
        options = {
            "version_table": room.schema.version_table,
            "compare_type": True,
            # SQLite's own, for the numbers that were given.
            "include_name": lambda name, *_: name != "sqlite_sequence",
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, room.metadata) == []
    engine.dispose()


def test_a_newer_database_is_refused(room: Room, room_url: str) -> None:
    """The message names both versions and says what to do."""
    room.open(room_url).close()
    run_sql(room_url, room.make_newer)
    with pytest.raises(UnusableDatabase, match=r"9999.*knows up to \d{4}.*Install the newer"):
        room.open(room_url)


def test_a_failed_upgrade_leaves_nothing_behind(room: Room, room_url: str) -> None:
    """The next try begins where the first did."""
    run_sql(room_url, f"CREATE TABLE {room.table} (other_use INTEGER)")
    with pytest.raises(UnusableDatabase, match="already exists"):
        room.open(room_url)
    run_sql(room_url, f"DROP TABLE {room.table}")
    with closing(room.open(room_url)) as opened:
        assert room.keep(opened, "key")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("not a url hunter2", "is not a URL"),
        ("mysql://rasa:hunter2@host/room", "Use a SQLite file or a PostgreSQL database"),
        ("sqlite://", "Use a SQLite file or a PostgreSQL database"),
        ("postgresql+nothing://rasa:hunter2@host/room", "Begin the URL with postgresql://"),
        ("sqlite:////proc/none/room.db", "{content} cannot be kept in '/proc/none"),
    ],
)
def test_a_url_that_cannot_be_used_is_named(room: Room, url: str, wanted: str) -> None:
    """The message says what to write instead and repeats no password."""
    with pytest.raises(UnusableDatabase, match=wanted.format(content=room.content)) as caught:
        room.open(url)
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in say(caught.value)


def test_a_server_that_does_not_answer_is_named(room: Room) -> None:
    """Without the password."""
    url = f"postgresql://rasa:hunter2@127.0.0.1:{free_port()}/room"
    with pytest.raises(UnusableDatabase, match="Connection refused") as caught:
        room.open(url)
    assert "hunter2" not in say(caught.value)


def test_a_file_that_is_no_database_is_refused(room: Room, tmp_path: Path) -> None:
    """It is left as it is."""
    file = tmp_path / "room.db"
    file.write_text("a letter to the clinic" * 100)
    with pytest.raises(UnusableDatabase, match="not a database"):
        room.open(f"sqlite:///{file}")
    assert file.read_text().startswith("a letter")


def test_the_files_are_private(room: Room, tmp_path: Path) -> None:
    """Nobody else may read what visitors said."""
    with closing(room.open(f"sqlite:///{tmp_path}/new/room.db")) as opened:
        room.keep(opened, "key")
        for file in (tmp_path / "new").iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_connection_that_was_lost_is_replaced(room: Room, postgresql_url: str) -> None:
    """The server was restarted between two visitors."""
    with closing(room.open(postgresql_url)) as opened:
        room.keep(opened, "a")
        run_sql(
            postgresql_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()",
        )
        assert room.keep(opened, "b")
