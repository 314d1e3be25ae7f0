"""Opens the room's own database."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

import sqlalchemy as sa

from assistant.database import Database, open_database
from assistant.database_schema import Schema

SCHEMA = Schema(
    content="releases",
    database_name="releases' database",
    example_url="sqlite:////srv/releases.db",
    migrations=Path(__file__).resolve().parent / "migrations",
    version_table="release_schema_version",
    # Spells "rele".
    lock=0x72656C65,
)
# Spells "relc".
CHANGING = 0x72656C63


def open_release_database(url: str) -> Database:
    """Open a SQLite file or a PostgreSQL database and upgrade it. Raises UnusableDatabase."""
    return open_database(url, SCHEMA)


@contextmanager
def changing(database: Database) -> Iterator[Any]:
    """A transaction beside which there is no other that changes releases, in any process."""
    with database.writing() as connection:
        # On SQLite a transaction that writes is alone from its beginning.
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({CHANGING})"))
        yield connection
