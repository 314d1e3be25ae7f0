"""Opens the booking database."""

from pathlib import Path

from assistant.database import Database, open_database
from assistant.database_schema import Schema

SCHEMA = Schema(
    content="bookings",
    database_name="bookings' database",
    example_url="sqlite:////srv/bookings.db",
    migrations=Path(__file__).resolve().parent / "migrations",
    version_table="booking_schema_version",
    # Spells "book".
    lock=0x626F6F6B,
)


def open_booking_database(url: str) -> Database:
    """Open a SQLite file or a PostgreSQL database and upgrade it. Raises UnusableDatabase."""
    return open_database(url, SCHEMA)
