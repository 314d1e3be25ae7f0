"""Empties the log beside a SQLite file, in which removed words stand until then."""

from pathlib import Path

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from assistant.sqlite_database import BUSY_TIMEOUT_MILLISECONDS, empty_log

# Everybody waits while the log is emptied, which a reader may hold up: rather try again later.
LOG_TIMEOUT_MILLISECONDS = 100

log = structlog.get_logger()


class SqliteLog:
    """The log beside a SQLite file. `is_due` while there may be something to take out of it."""

    def __init__(self, engine: Engine, file: Path, is_due: bool) -> None:
        self._engine = engine
        self._file = Path(f"{file}-wal")
        self.is_due = is_due

    def empty(self) -> None:
        """Take what was removed out of the log; it is due until that worked."""
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {LOG_TIMEOUT_MILLISECONDS}")
                try:
                    empty_log(connection)
                finally:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
            self.is_due = self._file.stat().st_size > 0
        except (SQLAlchemyError, OSError) as error:
            # The turn is stored: a visitor must not be told that it failed.
            log.warning("form_details.log_not_emptied", error=type(error).__name__)
            self.is_due = True
