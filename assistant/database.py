"""Opens a room's database and runs its transactions; its errors carry no personal data."""

import fcntl
import os
import threading
from contextlib import contextmanager, nullcontext
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, ContextManager, Iterator, Optional

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL

from assistant.database_schema import Schema, upgrade_schema
from assistant.sqlite_database import (
    UnusableDatabase,
    empty_log,
    is_sqlite_file,
    open_engine,
    prepare_file,
)

TIMEOUT_SECONDS = 10
# How a transaction begins on SQLite; None begins none.
BEGIN = "room_begin"


def make_metadata() -> sa.MetaData:
    """Tables whose indexes and constraints are named alike on every database."""
    return sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcTime(sa.types.TypeDecorator):
    """An aware time, kept in UTC; SQLite keeps no zone of its own."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        """Write a time. Raises ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone. Pass an aware time.")
        moment = value.astimezone(timezone.utc)
        # SQLite compares times as text, so that all of them must be written in one way.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        """Read a time as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


class Database:
    """One database; usable from several threads. Its transactions raise UnusableDatabase."""

    def __init__(self, engine: Any, name: str) -> None:
        self._engine = engine
        self._name = name
        self._reader = engine.execution_options(**{BEGIN: "DEFERRED"})
        self._plain = engine.execution_options(**{BEGIN: None})
        self._is_sqlite = engine.dialect.name == "sqlite"
        # SQLite lets one writer in and does not queue the others: threads would wait for each
        # other by polling, and an unlucky one would give up. Processes still wait that way.
        self._write_turn: ContextManager[Any] = (
            threading.Lock() if self._is_sqlite else nullcontext()
        )

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """A connection in a transaction that is kept when the block ends, or not at all."""
        with self._write_turn, translated_errors(self._name), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A connection to read by, without waiting for writers."""
        with translated_errors(self._name), self._reader.connect() as connection:
            yield connection

    def insert(self, table: Any) -> Any:
        """An INSERT that knows ON CONFLICT, which each database's dialect has its own of."""
        return sqlite.insert(table) if self._is_sqlite else postgresql.insert(table)

    def forget_deleted(self) -> None:
        """Leave nothing of deleted rows in SQLite's log. Outside of any transaction."""
        if self._is_sqlite:
            with (
                self._write_turn,
                translated_errors(self._name),
                self._plain.connect() as connection,
            ):
                empty_log(connection)

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


def open_database(url: str, schema: Schema, *, survives_power_loss: bool = True) -> Database:
    """Open a SQLite file or a PostgreSQL database and upgrade it. Raises UnusableDatabase.

    A process that is killed loses nothing that was written. Without `survives_power_loss` a SQLite
    file may lose the last moments when the machine itself stops, and is written faster.
    """
    try:
        parsed = sa.engine.make_url(url)
    except sa.exc.ArgumentError:
        # The error repeats the URL, which may hold a password.
        raise UnusableDatabase(
            f"The {schema.database_name} is not a URL. Use one such as {schema.example_url} "
            "or postgresql://user:password@host/database."
        ) from None
    if is_sqlite_file(parsed):
        return _open_sqlite(parsed, schema, survives_power_loss)
    if parsed.get_backend_name() == "postgresql":
        return _open_postgresql(parsed, schema)
    raise UnusableDatabase(
        f"The {schema.content} cannot be kept in '{parsed.render_as_string(hide_password=True)}'. "
        "Use a SQLite file or a PostgreSQL database."
    )


@contextmanager
def translated_errors(database_name: str) -> Iterator[None]:
    """Turn the database's errors into UnusableDatabase, without a value of any row."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        # PostgreSQL adds a detail line with the whole row: only its first line is repeated, and
        # the error itself is not kept as the cause, which a log would print.
        raise UnusableDatabase(f"The {database_name} cannot be used: {_cause(error)}.") from None
    except sa.exc.TimeoutError:
        raise UnusableDatabase(
            f"The {database_name} cannot be used: no connection was free in time."
        ) from None


def _cause(error: Any) -> str:
    primary = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    return " ".join(str(primary or error.orig).split()).rstrip(".")


def _open_sqlite(url: URL, schema: Schema, survives_power_loss: bool) -> Database:
    file = Path(str(url.database))
    prepare_file(file, schema.content)
    engine = open_engine(url, survives_power_loss=survives_power_loss)
    sa.event.listen(engine, "connect", _leave_transactions_to_us)
    sa.event.listen(engine, "begin", _begin)
    # Even the first connection needs it: two that switch a new file to WAL refuse each other.
    with _locked(file.with_name(f"{file.name}.lock")):
        return _upgraded(engine, schema)


def _open_postgresql(url: URL, schema: Schema) -> Database:
    try:
        engine = sa.create_engine(
            url,
            pool_pre_ping=True,
            pool_timeout=TIMEOUT_SECONDS,
            hide_parameters=True,
            connect_args={
                "connect_timeout": TIMEOUT_SECONDS,
                "options": f"-c statement_timeout={TIMEOUT_SECONDS * 1000}",
            },
        )
    except (sa.exc.ArgumentError, ImportError) as error:
        raise UnusableDatabase(
            f"The {schema.database_name} cannot be used: '{url.drivername}' is not installed. "
            "Begin the URL with postgresql://."
        ) from error
    return _upgraded(engine, schema)


def _upgraded(engine: Any, schema: Schema) -> Database:
    database = Database(engine, schema.database_name)
    try:
        with database.writing() as connection:
            upgrade_schema(connection, schema)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # Given up by the system itself when the process dies.
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    # The driver would begin a transaction at the first write only, after what it is based on was
    # read, and two such transactions cannot both go on.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Any) -> None:
    mode = connection.get_execution_options().get(BEGIN, "IMMEDIATE")
    if mode is not None:
        connection.exec_driver_sql(f"BEGIN {mode}")
