"""Writes a whole file or nothing of it, and lets one process write at a time."""

import hashlib
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Optional

import portalocker

from assistant.staff_changes.errors import Busy, UnwritableStaffFile

NO_FILE = b""
# A check of several hundred entries under the lock takes some seconds.
LONGEST_WAIT_SECONDS = 30.0
_POLL_SECONDS = 0.05
_NEW_FILE_MODE = 0o644


def digest(content: bytes) -> str:
    """Names a content; a file that is not there has that of an empty one."""
    return hashlib.sha256(content).hexdigest()


def read_content(file: Path) -> bytes:
    """The whole file; nothing where there is none. Raises UnwritableStaffFile."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return NO_FILE
    except OSError as error:
        raise UnwritableStaffFile(f"'{file}' cannot be read: {error.strerror}.") from error


def write_content(file: Path, content: bytes, mode: Optional[int] = None) -> None:
    """Put a new content in the place of the old in one step; on disk when this returns.

    `mode` is who may read and write it from now on, as in chmod; without it the same as before.
    Raises UnwritableStaffFile.
    """
    # A link is kept, and what it points to is replaced.
    target = file.resolve()
    draft = None
    try:
        # Hidden, since Rasa's loader reads every other file of the folder.
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=_draft_prefix(target))
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), _mode_of(target) if mode is None else mode)
            os.fsync(stream.fileno())
        os.replace(draft, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise UnwritableStaffFile(
            f"'{file}' cannot be written: {error.strerror}. Nothing was changed."
        ) from error
    finally:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def remove_drafts(file: Path) -> None:
    """Remove what killed processes have left; only the holder of the lock may."""
    target = file.resolve()
    for draft in target.parent.glob(f"{_draft_prefix(target)}*"):
        draft.unlink(missing_ok=True)


@contextmanager
def hold_lock(file: Path, longest_wait_seconds: float = LONGEST_WAIT_SECONDS) -> Iterator[None]:
    """Let no other process or thread in; the file is made if it is missing.

    The operating system gives the lock back when a process is killed. Raises Busy and
    UnwritableStaffFile.
    """
    while True:
        lock = portalocker.Lock(
            str(file), mode="ab", timeout=longest_wait_seconds, check_interval=_POLL_SECONDS
        )
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            held = lock.acquire()
        except portalocker.exceptions.LockException as error:
            raise Busy("Somebody else is saving at this moment. Try again in a minute.") from error
        except OSError as error:
            raise UnwritableStaffFile(
                f"'{file}' cannot be written: {error.strerror}. Nothing was changed."
            ) from error
        # git may have put another file in its place while this one was waited for.
        if file.exists() and os.path.samestat(os.fstat(held.fileno()), file.stat()):
            break
        lock.release()
    try:
        yield
    finally:
        lock.release()


def _draft_prefix(target: Path) -> str:
    return f".{target.name}.draft."


def _mode_of(target: Path) -> int:
    return target.stat().st_mode & 0o777 if target.exists() else _NEW_FILE_MODE


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
