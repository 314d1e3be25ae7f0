"""Opens a SQLite file of the product: private, in WAL mode, with errors that say what to do."""

import os
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine
from sqlalchemy.pool import QueuePool

# A second process may be writing: wait for it this long.
BUSY_TIMEOUT_MILLISECONDS = 5000


class UnusableDatabase(RuntimeError):
    """A database cannot be opened or written; the message says which and what to do."""


def is_sqlite_file(url: URL) -> bool:
    """Whether the URL means a plain SQLite file, not one in memory and not another database."""
    name = url.database or ""
    is_file = name not in ("", ":memory:") and not name.startswith("file:")
    return bool(url.get_backend_name() == "sqlite" and is_file)


def prepare_file(file: Path, content: str) -> None:
    """Make the file and its folder, for this user only. Raises UnusableDatabase.

    `content` says in the message what cannot be kept: "conversations".
    """
    try:
        # What visitors say is health data. A folder that exists belongs to whoever made it.
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise UnusableDatabase(
            f"The {content} cannot be kept in '{file}': {error.strerror}. "
            "Name a file in a folder that this user may write to."
        ) from error
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise UnusableDatabase(
            f"The {content} cannot be kept in '{file}': the folder is not writable, and SQLite "
            "keeps its log beside the file. Name a file in a folder that this user may write to."
        )


def open_engine(url: URL, *, survives_power_loss: bool = False) -> Engine:
    """An engine that keeps its connections: closing the last one would write the log back.

    A killed process loses nothing either way; `survives_power_loss` waits for the disk besides.
    """
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False},
        # An error would otherwise carry what the visitor said into the log.
        hide_parameters=True,
    )
    synchronous = "FULL" if survives_power_loss else "NORMAL"
    sa.event.listen(engine, "connect", partial(_set_up_connection, synchronous))
    return engine


def empty_log(connection: Any) -> None:
    """Write the log back and cut it to nothing, so that what was deleted is not in it either."""
    connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _set_up_connection(synchronous: str, connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute(f"PRAGMA synchronous = {synchronous}")
    # What is deleted is overwritten, not only unlinked.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
