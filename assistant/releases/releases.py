"""The releases as the console and the commands use them."""

from contextlib import contextmanager
from pathlib import Path
from typing import AbstractSet, Iterator, List, Optional, Sequence, Tuple

import structlog

from assistant.database import Database
from assistant.personal_data import mask_personal_data
from assistant.releases.comparing import compare_with_base
from assistant.releases.errors import Busy, ReleaseError
from assistant.releases.folder import ReleasesFolder
from assistant.releases.history import History
from assistant.releases.publishable import check_publishable, check_restorable
from assistant.releases.publishing import Publisher, RestoreSources
from assistant.releases.publishing_lock import hold_publishing_lock
from assistant.releases.queueing import Queue
from assistant.releases.recent_words import forget_recent_words
from assistant.releases.records import (
    Comparison,
    Entry,
    Kind,
    Publication,
    Release,
    ServerStatus,
    StaffChanges,
    StaffTest,
)
from assistant.releases.registering import Registrar
from assistant.releases.staff_sources import (
    compare_staff_sources,
    digest_staff_sources,
    name_staff_files,
    read_staff_sources,
)
from assistant.releases.staff_tests import StaffTests
from assistant.releases.storage.database import open_release_database
from assistant.releases.store import ReleaseStore, utc_now
from assistant.releases.telling import Servers, open_servers
from assistant.settings import PROJECT, Settings
from assistant.sources import list_staff_files
from assistant.staff_changes import notes

__all__ = ["Releases", "RestoreSources", "open_releases"]

_LONGEST_WAIT_SECONDS = 5.0

log = structlog.get_logger()


def open_releases(
    settings: Settings,
    restore_sources: Optional[RestoreSources] = None,
    project: Path = PROJECT,
) -> "Releases":
    """Open the releases. Raises UnusableDatabase, UnusableFolder and UnusableSecretFile.

    `restore_sources(sources, who, why)` puts the files of staff back to those in a folder of
    sources; a second time it changes nothing. It raises assistant.staff_changes.StaffChangeError.
    Who opens them without it must not roll back, and leaves one that was begun to others.
    """
    folder = ReleasesFolder(settings.releases_folder)
    servers = open_servers(settings)
    database = open_release_database(settings.release_database)
    return Releases(database, folder, servers, settings, restore_sources, project)


class Releases:
    """Releases; usable from several threads, and beside other processes.

    Methods may raise UnusableDatabase and UnusableFolder besides what they name. `who` and `why`
    are kept for ever, without personal data in `why`; no name raises ImpossibleChange.
    """

    def __init__(
        self,
        database: Database,
        folder: ReleasesFolder,
        servers: Servers,
        settings: Settings,
        restore: Optional[RestoreSources],
        project: Path,
    ) -> None:
        self._database = database
        self._folder = folder
        self._servers = servers
        self._store = ReleaseStore(database, folder)
        self._queue = Queue(self._store, settings, project)
        self._publisher = Publisher(self._store, servers, restore, settings)
        self._registrar = Registrar(self._store, self._publisher, settings, project)
        self._settings = settings
        self._tests = StaffTests(database)
        self._history = History(database)

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()

    def request(self, who: str, why: Optional[str] = None, recent: Sequence[str] = ()) -> Release:
        """Have a model trained on the sources as they are now; `recent` are masked messages.

        Raises Busy, NothingNew and UnreadableSources.
        """
        return self._queue.request(notes.read_who(who), _read_why(why), recent)

    def cancel(self, number: int, who: str, why: Optional[str] = None) -> Release:
        """Stop the making of a release. Raises UnknownRelease and ImpossibleCancel."""
        return self._queue.cancel(number, notes.read_who(who), _read_why(why))

    def show(self, number: int) -> Release:
        """One release. Raises UnknownRelease."""
        return self._store.show(number)

    def list(self, limit: int = 50, offset: int = 0) -> List[Release]:
        """Releases, newest first."""
        return self._store.list(limit, offset)

    def count(self) -> int:
        """How many releases there are."""
        return self._store.count()

    def live(self) -> Optional[Release]:
        """The live release."""
        return self._store.live()

    def running(self) -> Optional[Release]:
        """The release that waits for the trainer or is being made."""
        return self._store.running()

    def comparison(self, number: int) -> Comparison:
        """A measured release beside its base. Raises UnknownRelease and MissingFiles."""
        release = self.show(number)
        return compare_with_base(self._folder, number, release.base)

    def read_log(self, number: int) -> str:
        """The end of the training's log; empty where there is none. Raises UnknownRelease."""
        return self._folder.read_log(self.show(number).number)

    def what_is_new(self, number: int) -> StaffChanges:
        """What staff changed since the release's base; all that they wrote where there is none.

        Raises UnknownRelease, MissingFiles and UnreadableSources.
        """
        release = self.show(number)
        before = {} if release.base is None else self._folder.staff_files_of(release.base)
        return compare_staff_sources(
            read_staff_sources(before), read_staff_sources(self._folder.staff_files_of(number))
        )

    def what_is_unpublished(self) -> StaffChanges:
        """What staff have saved that the live release does not hold.

        Raises MissingFiles and UnreadableSources.
        """
        return self._queue.what_is_unpublished(self.live())

    def publish(self, number: int, who: str, why: Optional[str] = None) -> Publication:
        """Make a release that passed the gate the live one.

        A server that cannot be reached is told later. Raises UnknownRelease, NotPublishable,
        MissingFiles and Busy.
        """
        name, reason = notes.read_who(who), _read_why(why)
        with self._publishing():
            release = self.show(number)
            check_publishable(release, self.live())
            return self._publisher.publish(release, Kind.PUBLISH, name, reason)

    def digest_staff_files(self) -> str:
        """Names what staff have saved by now, for `roll_back`."""
        return name_staff_files(digest_staff_sources(list_staff_files(self._settings)))

    def roll_back(
        self, number: int, who: str, why: str, staff_seen: Optional[str] = None
    ) -> Publication:
        """Make a release that was live once the live one again, and its files those of staff.

        `staff_seen` is `digest_staff_files` of when somebody looked at what that undoes. Raises as
        `publish` does, StaffFilesChanged, and NotRestored where only the files could not be put
        back.
        """
        name, reason = notes.read_who(who), _read_why(why)
        with self._publishing():
            release = self.show(number)
            check_restorable(release)
            return self._publisher.publish(release, Kind.ROLL_BACK, name, reason, staff_seen)

    def forget_recent_words(self, kept: AbstractSet[str]) -> int:
        """Remove visitors' recent messages that are not among `kept`; from how many files."""
        return forget_recent_words(self._folder.path, kept)

    def complete(self) -> Optional[Publication]:
        """Finish what a killed process began, and tell servers that are behind; what was done.

        Called at the start of every process that publishes, and from time to time.
        """
        try:
            with self._publishing(wait_seconds=0, finish_begun=False):
                return self._publisher.complete_begun() or self._publisher.tell_late()
        except Busy:
            return None
        except ReleaseError as problem:
            # It is in the history, or is tried again; the process that starts must not fail.
            log.warning("release.not_completed", problem=type(problem).__name__)
            return None

    def last_publication(self) -> Optional[Publication]:
        """How the live release became live."""
        return self._publisher.last()

    def servers(self) -> Tuple[ServerStatus, ...]:
        """Which release each assistant server answers with at this moment."""
        return self._servers.ask()

    def history(self, limit: int = 50, offset: int = 0) -> List[Entry]:
        """Who did what, newest first."""
        return self._history.list(limit, offset)

    def count_history(self) -> int:
        """How many entries the history has."""
        return self._history.count()

    def export_history(self) -> List[Tuple[str, ...]]:
        """The whole history as rows of history.EXPORT_HEADINGS, oldest first."""
        return self._history.export()

    def add_tests(self, tests: Sequence[Tuple[str, str]], who: str) -> int:
        """Remember (text, topic) that staff confirmed by hand; how many are new."""
        return self._tests.add(tests, notes.read_who(who), utc_now())

    def withdraw_tests(self, texts: Sequence[str], who: str) -> int:
        """Forget tests; how many there were."""
        return self._tests.withdraw(texts, notes.read_who(who), utc_now())

    def list_tests(self) -> List[StaffTest]:
        """Every test that counts, oldest first."""
        return self._tests.list()

    def register_first(self, model: Path, who: str) -> Optional[Release]:
        """Make the model of `make train` a release and the live one, unless it is one already.

        None where staff have published since it was trained, or nobody knows on what it was: the
        live release stays, and a warning says to train again. Servers are not told: those that
        start read live.json. Raises Busy.
        """
        with self._publishing():
            return self._registrar.register(model, notes.read_who(who))

    @contextmanager
    def _publishing(
        self, wait_seconds: float = _LONGEST_WAIT_SECONDS, finish_begun: bool = True
    ) -> Iterator[None]:
        """Let nobody else publish, and finish first what a killed process began."""
        with hold_publishing_lock(self._folder, wait_seconds):
            if finish_begun:
                self._publisher.complete_begun()
            yield


def _read_why(why: Optional[str]) -> Optional[str]:
    return notes.read_note(why, mask_personal_data)
