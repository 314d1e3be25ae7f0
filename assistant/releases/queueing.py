"""The queue of one: a request for a new release, and its withdrawal."""

from pathlib import Path
from typing import Dict, Optional, Sequence

import sqlalchemy as sa
import structlog

from assistant.releases.errors import Busy, ImpossibleCancel, MissingFiles, NothingNew
from assistant.releases.folder import ReleasesFolder
from assistant.releases.history import add_entry
from assistant.releases.records import Happening, Release, StaffChanges, State
from assistant.releases.staff_sources import compare_staff_sources, read_staff_sources
from assistant.releases.storage.database import changing
from assistant.releases.storage.tables import releases
from assistant.releases.store import ReleaseStore, utc_now
from assistant.settings import Settings
from assistant.sources import hash_engineers_sources, list_staff_files, list_training_files

log = structlog.get_logger()


class Queue:
    """Takes requests for the trainer, one at a time."""

    def __init__(self, store: ReleaseStore, settings: Settings, project: Path) -> None:
        self._store = store
        self._folder: ReleasesFolder = store.folder
        self._settings = settings
        self._project = project

    def request(self, who: str, why: Optional[str], recent: Sequence[str]) -> Release:
        """Take the sources as they are now and have a model trained on them.

        The row is there only once the folder is whole. Raises Busy, NothingNew, UnreadableSources.
        """
        engineers = hash_engineers_sources(self._project, self._settings)
        with changing(self._store.database) as connection:
            running = self._store.find_running(connection)
            if running is not None:
                raise Busy(_describe_running(running), running.requested_at)
            live = self._store.live()
            if live is not None and engineers == live.engineers and self._is_all_in(live):
                raise NothingNew(
                    f"Release {live.number}, the live one, holds everything that is saved: there "
                    "is nothing new to train. Teach a phrasing or change an answer first."
                )
            now = utc_now()
            number = self._store.insert(
                connection,
                State.WAITING,
                who=who,
                requested_at=now,
                why=why,
                progress=0.0,
                step="Waiting for the trainer",
                base=live.number if live else None,
                engineers=engineers,
            )
            files = list_training_files(self._project, self._settings)
            files.update(list_staff_files(self._settings))
            self._folder.make(number, files, recent)
            add_entry(connection, now, who, Happening.REQUESTED, number, why)
        log.info("release.requested", number=number)
        return self._store.show(number)

    def cancel(self, number: int, who: str, why: Optional[str]) -> Release:
        """Stop the making of a release; the trainer notices. Raises ImpossibleCancel.

        The next request is possible at once.
        """
        with changing(self._store.database) as connection:
            release = self._store.find(connection, number)
            if not release.state.is_running:
                raise ImpossibleCancel(
                    f"Release {number} is not being made any more: it is {release.state.value}."
                )
            now = utc_now()
            connection.execute(
                sa.update(releases)
                .where(releases.c.number == number)
                .values(state=State.CANCELLED.value, finished_at=now, step="Cancelled")
            )
            add_entry(connection, now, who, Happening.CANCELLED, number, why)
        log.info("release.cancelled", number=number)
        return self._store.show(number)

    def _is_all_in(self, live: Release) -> bool:
        try:
            return self.what_is_unpublished(live).is_empty
        except MissingFiles:
            # Somebody has removed the live release's files: all the more reason to train one.
            return False

    def what_is_unpublished(self, live: Optional[Release]) -> StaffChanges:
        """What staff have saved that the live release does not hold.

        Raises UnreadableSources and MissingFiles.
        """
        before: Dict[str, Path] = {}
        if live is not None:
            before = self._folder.staff_files_of(live.number)
        return compare_staff_sources(
            read_staff_sources(before), read_staff_sources(list_staff_files(self._settings))
        )


def _describe_running(running: Release) -> str:
    what = "waits for the trainer" if running.state is State.WAITING else "is being made"
    return (
        f"Release {running.number} {what}: {running.who} asked for it at {{since}}. Wait "
        "until it is done, or cancel it first."
    )
