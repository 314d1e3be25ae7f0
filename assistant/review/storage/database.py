"""Opens the room's own database."""

from pathlib import Path

from assistant.database import Database, open_database
from assistant.database_schema import Schema

SCHEMA = Schema(
    content="visitors' messages",
    database_name="database of the visitors' messages",
    example_url="sqlite:////srv/assistant.db",
    migrations=Path(__file__).resolve().parent / "migrations",
    version_table="review_schema_version",
    # Spells "revu".
    lock=0x72657675,
)


def open_review_database(url: str) -> Database:
    """Open a SQLite file or a PostgreSQL database and upgrade it. Raises UnusableDatabase."""
    # A visitor waits for none of it, but each turn writes: the disk is not waited for.
    return open_database(url, SCHEMA, survives_power_loss=False)
