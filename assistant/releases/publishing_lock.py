"""Lets one process at a time change which release is live."""

from contextlib import contextmanager
from typing import Iterator

from assistant.releases.errors import Busy, UnusableFolder
from assistant.releases.folder import ReleasesFolder
from assistant.releases.live_model import LIVE
from assistant.staff_changes import atomic_files, errors

LOCK = ".publishing.lock"


@contextmanager
def hold_publishing_lock(folder: ReleasesFolder, wait_seconds: float) -> Iterator[None]:
    """Let nobody else publish; given back when the process is killed. Raises Busy."""
    try:
        with atomic_files.hold_lock(folder.path / LOCK, wait_seconds):
            # What a killed process has left of a file that it was writing.
            atomic_files.remove_drafts(folder.path / LIVE)
            yield
    except errors.Busy as error:
        raise Busy(
            "Another release is being published at this moment. Look at the list of releases again "
            "in a minute."
        ) from error
    except errors.UnwritableStaffFile as error:
        raise UnusableFolder(str(error)) from error
