"""Makes the model of `make train` a release: an engineer's change, which passes no gate."""

from pathlib import Path
from typing import Dict, Optional

import structlog

from assistant.releases.errors import UnusableFolder
from assistant.releases.folder import ReleasesFolder, hash_file
from assistant.releases.history import add_entry
from assistant.releases.live_model import LiveModel, read_live_model
from assistant.releases.publishing import Publisher
from assistant.releases.records import Happening, Kind, Release, State
from assistant.releases.staff_sources import digest_staff_sources
from assistant.releases.storage.database import changing
from assistant.releases.store import ReleaseStore, utc_now
from assistant.releases.trained_sources import TrainedSources, find_sources
from assistant.settings import Settings
from assistant.sources import hash_engineers_sources, list_staff_files, list_training_files

log = structlog.get_logger()


def list_published_sources(project: Path, settings: Settings) -> Dict[str, Path]:
    """What `make train` trains on: the project's files, and those of staff that are published.

    What staff have saved since goes through the gate first. Where nothing was published yet, the
    files of staff are taken as they are. Raises UnusableFolder and MissingFiles.
    """
    files = list_training_files(project, settings)
    live = read_live_model(settings.releases_folder)
    if live is None:
        return {**files, **list_staff_files(settings)}
    return {**files, **ReleasesFolder(settings.releases_folder).staff_files_of(live.number)}


class Registrar:
    """Registers models; the caller holds the lock of publishing."""

    def __init__(
        self, store: ReleaseStore, publisher: Publisher, settings: Settings, project: Path
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._settings = settings
        self._project = project

    def register(self, model: Path, who: str) -> Optional[Release]:
        """Make the model a release and the live one, unless it is a release already.

        None where it does not hold what staff have published: then the live release stays.
        """
        try:
            sha256 = hash_file(model)
        except OSError as error:
            raise UnusableFolder(f"'{model}' cannot be read: {error.strerror}.") from error
        known, live = self._store.find_model(sha256), self._store.folder.live()
        if known is not None and live is not None:
            return known
        if known is not None and known.is_kept:
            # live.json was removed to begin anew.
            self._publisher.publish(known, Kind.FIRST, who, None)
            return self._store.show(known.number)
        trained = find_sources(model, sha256)
        if live is not None and not self._holds_published(trained, live):
            log.warning(
                "release.model_left_alone",
                model=str(model),
                problem=f"It was trained before staff published release {live.number}, or nobody "
                f"knows on what. Release {live.number} stays live. Run 'make train' again for the "
                "engineers' changes to become live.",
            )
            return None
        publication = self._publisher.carry_out(self._write(model, sha256, who, trained))
        return self._store.show(publication.number)

    def _holds_published(self, trained: Optional[TrainedSources], live: LiveModel) -> bool:
        if trained is None:
            return False
        published = self._store.folder.staff_files_of(live.number)
        return digest_staff_sources(trained.files) == digest_staff_sources(published)

    def _write(self, model: Path, sha256: str, who: str, trained: Optional[TrainedSources]) -> int:
        """The release and the intention to make it live, in one transaction."""
        now, live = utc_now(), self._store.live()
        base: Optional[int] = live.number if live else None
        # A model from elsewhere, where nothing is live yet, is taken for one of these files.
        trained = trained or TrainedSources(
            list_published_sources(self._project, self._settings),
            hash_engineers_sources(self._project, self._settings),
        )
        with changing(self._store.database) as connection:
            number = self._store.insert(
                connection,
                State.READY,
                who=who,
                requested_at=now,
                finished_at=now,
                progress=1.0,
                step="Trained by 'make train'",
                base=base,
                model_sha256=sha256,
                engineers=trained.engineers,
            )
            self._store.folder.make(number, trained.files, model=model)
            add_entry(connection, now, who, Happening.TRAINED, number)
            return self._publisher.intend(connection, number, Kind.FIRST, who, None)
