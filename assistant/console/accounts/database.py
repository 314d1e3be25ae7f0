"""Opens the console's own database."""

from pathlib import Path

from assistant.database import Database, open_database
from assistant.database_schema import Schema

SCHEMA = Schema(
    content="staff's accounts",
    database_name="database of the staff's accounts",
    example_url="sqlite:////srv/console.db",
    migrations=Path(__file__).resolve().parent / "migrations",
    version_table="console_schema_version",
    # Spells "cons".
    lock=0x636F6E73,
)


def open_console_database(url: str) -> Database:
    """Open a SQLite file or a PostgreSQL database and upgrade it. Raises UnusableDatabase."""
    return open_database(url, SCHEMA)
