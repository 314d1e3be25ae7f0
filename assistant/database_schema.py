"""Brings the tables of a room to the form that this version of the code reads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from assistant.sqlite_database import UnusableDatabase

# An upgrade may have to wait for another process's and to rewrite a table.
UPGRADE_SECONDS = 120


@dataclass(frozen=True)
class Schema:
    """The tables of one room, and how messages speak of them.

    `content` is what they hold, "bookings", `database_name` what holds them, "bookings' database",
    and `example_url` a SQLite file that it could be. `version_table` and `lock`, any number, are no
    other room's: a database may be shared.
    """

    content: str
    database_name: str
    example_url: str
    migrations: Path
    version_table: str
    lock: int


def upgrade_schema(connection: Any, schema: Schema) -> None:
    """Upgrade within the open transaction of `connection`. Raises UnusableDatabase.

    The caller commits. On PostgreSQL one process upgrades at a time; on SQLite the transaction
    itself sees to that, as it writes from its beginning.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SET LOCAL statement_timeout = '{UPGRADE_SECONDS}s'"))
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({schema.lock})"))
    config = Config()
    config.set_main_option("script_location", str(schema.migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = schema.version_table
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    context = MigrationContext.configure(connection, opts={"version_table": schema.version_table})
    found = set(context.get_current_heads())
    if not found <= known:
        raise UnusableDatabase(
            f"The {schema.content} were written by a newer version: their schema is {max(found)}, "
            f"this version knows up to {max(known)}. Install the newer one or name another "
            "database."
        )
    command.upgrade(config, "head")
