"""Brings the tables of a booking database to the form that this version of the code reads."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from assistant.sqlite_database import UnusableDatabase

# A database may be shared with others that keep Alembic's own table.
VERSION_TABLE = "booking_schema_version"
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# Any number that no other user of the same database takes; this one spells "book".
POSTGRESQL_LOCK = 0x626F6F6B
# An upgrade may have to wait for another process's and to rewrite a table.
UPGRADE_SECONDS = 120


def upgrade_schema(connection: Any) -> None:
    """Upgrade within the open transaction of `connection`. Raises UnusableDatabase.

    The caller commits. On PostgreSQL one process upgrades at a time; on SQLite the transaction
    itself sees to that, as it writes from its beginning.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SET LOCAL statement_timeout = '{UPGRADE_SECONDS}s'"))
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({POSTGRESQL_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    found = set(context.get_current_heads())
    if not found <= known:
        raise UnusableDatabase(
            f"The bookings were written by a newer version: their schema is {max(found)}, this "
            f"version knows up to {max(known)}. Install the newer one or name another database."
        )
    command.upgrade(config, "head")
