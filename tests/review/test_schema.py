"""The room's migrations: from nothing, again, and not backwards."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.review.inbox import open_inbox
from assistant.review.storage.database import SCHEMA, open_review_database
from assistant.review.storage.tables import metadata
from assistant.review.turn_log import open_turn_log
from assistant.sqlite_database import UnusableDatabase
from tests.review.turn_examples import make_turn, run_sql


def test_migrations_make_the_tables_that_the_code_reads(url: str) -> None:
    """Columns, types, indexes and constraints, no table more and none less."""
    open_review_database(url).close()
    engine = sa.create_engine(url)
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


def test_opening_again_keeps_what_is_there(url: str) -> None:
    """A second start changes nothing."""
    log = open_turn_log(url)
    log.add([make_turn(1)])
    log.close()
    inbox = open_inbox(url)
    assert inbox.show_group(1).example.text == "do you treat dogs"
    inbox.close()


def test_a_newer_database_is_refused(url: str) -> None:
    """The message names both versions and says what to do."""
    open_review_database(url).close()
    run_sql(url, "UPDATE review_schema_version SET version_num = '9999'")
    with pytest.raises(UnusableDatabase, match=r"9999.*knows up to 0001.*Install the newer"):
        open_review_database(url)


def test_a_failed_upgrade_leaves_nothing_behind(url: str) -> None:
    """The next try begins where the first did."""
    run_sql(url, "CREATE TABLE review_messages (other_use INTEGER)")
    with pytest.raises(UnusableDatabase, match="already exists"):
        open_review_database(url)
    run_sql(url, "DROP TABLE review_messages")
    open_review_database(url).close()


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("not a url hunter2", "is not a URL"),
        ("mysql://rasa:hunter2@host/review", "Use a SQLite file or a PostgreSQL database"),
        ("postgresql+nothing://rasa:hunter2@host/review", "Begin the URL with postgresql://"),
        ("sqlite:////proc/none/review.db", "messages cannot be kept in '/proc/none"),
    ],
)
def test_a_url_that_cannot_be_used_is_named(url: str, wanted: str) -> None:
    """The message says what to write instead and repeats no password."""
    with pytest.raises(UnusableDatabase, match=wanted) as caught:
        open_review_database(url)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """It is left as it is."""
    file = tmp_path / "review.db"
    file.write_text("a letter to the clinic" * 100)
    with pytest.raises(UnusableDatabase, match="not a database"):
        open_review_database(f"sqlite:///{file}")
    assert file.read_text().startswith("a letter")
