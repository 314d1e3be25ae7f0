"""The migrations: from nothing, again, by several processes, and not backwards."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.booking.storage.database import SCHEMA
from assistant.booking.storage.store import open_booking_store
from assistant.booking.storage.tables import metadata
from assistant.sqlite_database import UnusableDatabase
from tests.booking.storage.test_store_processes import let_go, start
from tests.booking.store_examples import run_sql, submit


def test_migrations_make_the_tables_that_the_code_reads(store_url: str) -> None:
    """Columns, types, indexes and constraints, no table more and none less."""
    open_booking_store(store_url).close()
    engine = sa.create_engine(store_url)
    with engine.connect() as connection:
        options = {
            "version_table": SCHEMA.version_table,
            "compare_type": True,
            # SQLite's own, for the numbers that were given.
            "include_name": lambda name, *_: name != "sqlite_sequence",
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_opening_again_keeps_what_is_there(store_url: str) -> None:
    """A second start changes nothing."""
    first = open_booking_store(store_url)
    request = submit(first).request
    first.close()
    second = open_booking_store(store_url)
    assert second.list_requests() == [request]
    second.close()


def test_several_processes_upgrade_at_once(store_url: str) -> None:
    """All of them open the store; one of them makes the tables."""
    said = let_go(*(start("wait_and_open", store_url) for _ in range(4)))
    assert said == ["opened\n"] * 4
    assert len(run_sql(store_url, "SELECT * FROM booking_schema_version")) == 1


def test_a_newer_database_is_refused(store_url: str) -> None:
    """The message names both versions and says what to do."""
    open_booking_store(store_url).close()
    run_sql(store_url, "UPDATE booking_schema_version SET version_num = '9999'")
    with pytest.raises(UnusableDatabase, match=r"9999.*knows up to 0001.*Install the newer"):
        open_booking_store(store_url)


def test_a_failed_upgrade_leaves_nothing_behind(store_url: str) -> None:
    """The next try begins where the first did."""
    run_sql(store_url, "CREATE TABLE booking_outbox (other_use INTEGER)")
    with pytest.raises(UnusableDatabase, match="already exists"):
        open_booking_store(store_url)
    run_sql(store_url, "DROP TABLE booking_outbox")
    opened = open_booking_store(store_url)
    assert submit(opened).is_new
    opened.close()
