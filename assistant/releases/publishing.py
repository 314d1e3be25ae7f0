"""Makes a release the live one, and finishes what a killed process has begun of it.

The intention is written first, then live.json is replaced, then the servers are told, then the
files of staff are put back where that was asked for, then the intention is marked as done. Each
step can be done twice, so that the next process begins with the second one.
"""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Callable, Dict, Optional

import sqlalchemy as sa
import structlog

from assistant.releases.errors import (
    MissingFiles,
    NotPublishable,
    NotRestored,
    StaffFilesChanged,
)
from assistant.releases.folder import SOURCES
from assistant.releases.history import add_entry
from assistant.releases.live_model import LiveModel
from assistant.releases.records import Happening, Kind, Publication, Release
from assistant.releases.staff_sources import digest_staff_sources, name_staff_files
from assistant.releases.storage.database import changing
from assistant.releases.storage.rows import read_former, read_publication, write_outcomes
from assistant.releases.storage.tables import publications
from assistant.releases.store import ReleaseStore, utc_now
from assistant.releases.telling import Servers
from assistant.settings import Settings
from assistant.sources import list_staff_files
from assistant.staff_changes.errors import StaffChangeError

log = structlog.get_logger()

# Puts the staff's files back to those in a folder of sources: (sources, who, why). Doing it again
# changes nothing. It raises StaffChangeError.
RestoreSources = Callable[[Path, str, str], None]

_HAPPENINGS = {
    Kind.PUBLISH: Happening.PUBLISHED,
    Kind.ROLL_BACK: Happening.ROLLED_BACK,
    Kind.FIRST: Happening.FIRST,
}


class Publisher:
    """Publishes; the caller holds the lock of publishing, in which there is only one."""

    def __init__(
        self,
        store: ReleaseStore,
        servers: Servers,
        restore: Optional[RestoreSources],
        settings: Settings,
    ) -> None:
        self._store = store
        self._folder = store.folder
        self._servers = servers
        self._restore = restore
        self._settings = settings

    def publish(
        self,
        release: Release,
        kind: Kind,
        who: str,
        why: Optional[str],
        staff_seen: Optional[str] = None,
    ) -> Publication:
        """Make the release live. Raises NotPublishable, MissingFiles and NotRestored.

        A roll back raises StaffFilesChanged where staff's files are not those of `staff_seen`.
        """
        self._folder.check_model(release.number, release.model_sha256)
        staff_before = None
        if kind is Kind.ROLL_BACK:
            staff_before = digest_staff_sources(list_staff_files(self._settings))
            if staff_seen not in (None, name_staff_files(staff_before)):
                raise StaffFilesChanged(
                    "Staff have saved phrasings or answers since you opened this page. Nothing was "
                    "changed. Look once more at what goes back."
                )
        with changing(self._store.database) as connection:
            begun = self.intend(connection, release.number, kind, who, why, staff_before)
        return self.carry_out(begun)

    def intend(
        self,
        connection: Any,
        number: int,
        kind: Kind,
        who: str,
        why: Optional[str],
        staff_before: Optional[Dict[str, str]] = None,
    ) -> int:
        """Write what is going to be done, in an open transaction; the publication's id."""
        former = self._folder.live()
        row = connection.execute(
            sa.insert(publications).values(
                number=number,
                kind=kind.value,
                who=who,
                why=why,
                begun_at=utc_now(),
                is_taken_back=False,
                former=asdict(former) if former else None,
                staff_before=staff_before,
                servers=[],
            )
        )
        return int(row.inserted_primary_key[0])

    def complete_begun(self) -> Optional[Publication]:
        """Finish what was begun, if anything was; the latest of it. Raises as `publish` does.

        Who cannot put files of staff back leaves a roll back to those who can.
        """
        query = sa.select(publications.c.id).where(publications.c.finished_at.is_(None))
        if self._restore is None:
            query = query.where(publications.c.kind != Kind.ROLL_BACK.value)
        with self._store.database.reading() as connection:
            begun = connection.execute(query.order_by(publications.c.id)).scalars().all()
        finished = None
        for publication_id in begun:
            log.info("release.publication_resumed", publication=publication_id)
            finished = self.carry_out(publication_id)
        return finished

    def tell_late(self) -> Optional[Publication]:
        """Tell servers that have not taken the live release; its publication, if news came."""
        live, last = self._folder.live(), self.last()
        if live is None or last is None or last.number != live.number:
            return None
        outcomes = self._servers.tell_late(live)
        if outcomes == last.servers:
            return None
        self._update(last.id, servers=write_outcomes(outcomes))
        return replace(last, servers=outcomes)

    def last(self) -> Optional[Publication]:
        """The latest publication that was not taken back."""
        query = sa.select(publications).where(sa.not_(publications.c.is_taken_back))
        with self._store.database.reading() as connection:
            row = connection.execute(query.order_by(publications.c.id.desc())).first()
        return read_publication(row) if row else None

    def carry_out(self, publication_id: int) -> Publication:
        """Do what was intended; a second time changes nothing. Raises as `publish` does."""
        row = self._read(publication_id)
        kind, number = Kind(row.kind), int(row.number)
        # A release that became live since stays live: only the files of staff are left to do.
        if not self._is_superseded(row):
            self._make_live(row, self._store.show(number))
        details = self._restore_staff_files(row) if kind is Kind.ROLL_BACK else ""
        with changing(self._store.database) as connection:
            now = utc_now()
            finished = connection.execute(
                sa.update(publications)
                .where(publications.c.id == row.id, publications.c.finished_at.is_(None))
                .values(finished_at=now)
            )
            if finished.rowcount:
                add_entry(connection, now, row.who, _HAPPENINGS[kind], number, row.why, details)
        log.info("release.live", number=number, kind=kind.value)
        return read_publication(self._read(publication_id))

    def _make_live(self, row: Any, release: Release) -> None:
        live = self._folder.live_of(release.number, str(release.model_sha256))
        self._folder.settle_model(release.number)
        try:
            self._folder.check_model(release.number, release.model_sha256)
        except MissingFiles as error:
            self._take_back(row, str(error))
            raise
        self._folder.set_live(live)
        # Before `make run` has started its servers there is nobody to tell; they read live.json.
        if Kind(row.kind) is not Kind.FIRST:
            self._tell(row, live)

    def _is_superseded(self, row: Any) -> bool:
        later = sa.select(publications.c.id).where(
            publications.c.id > row.id, sa.not_(publications.c.is_taken_back)
        )
        with self._store.database.reading() as connection:
            return connection.execute(later).first() is not None

    def _tell(self, row: Any, live: LiveModel) -> None:
        outcomes, is_model_bad = self._servers.tell(live)
        self._update(row.id, servers=write_outcomes(outcomes))
        if not is_model_bad:
            return
        problems = " ".join(outcome.problem or "" for outcome in outcomes)
        former = self._take_back(row, problems)
        stays = f"Release {former.number} stays live." if former else "No release is live."
        raise NotPublishable(
            f"Release {live.number} was not published: no assistant server can load its model. "
            f"{stays} {problems}"
        )

    def _take_back(self, row: Any, problem: str) -> Optional[LiveModel]:
        former = read_former(row.former)
        self._folder.set_live(former)
        with changing(self._store.database) as connection:
            now = utc_now()
            connection.execute(
                sa.update(publications)
                .where(publications.c.id == row.id)
                .values(finished_at=now, is_taken_back=True)
            )
            happening = Happening.TAKEN_BACK
            add_entry(connection, now, row.who, happening, row.number, row.why, problem)
        log.warning("release.taken_back", number=row.number)
        return former

    def _restore_staff_files(self, row: Any) -> str:
        """Put the staff's files back; what the history says about it. Raises NotRestored."""
        target = digest_staff_sources(self._folder.staff_files_of(row.number))
        now = digest_staff_sources(list_staff_files(self._settings))
        if any(now[name] not in (target[name], row.staff_before[name]) for name in target):
            # A killed process could not do it, and staff have saved something since.
            return "The files of staff were left alone: they were changed meanwhile."
        if self._restore is None:
            raise NotRestored(
                f"Release {row.number} is live again; the console puts the phrasings and answers "
                "that it was trained on back when it starts."
            )
        why = row.why or f"Back to release {row.number}"
        try:
            self._restore(self._folder.of(row.number) / SOURCES, row.who, why)
        except StaffChangeError as error:
            log.warning("release.not_restored", number=row.number)
            raise NotRestored(
                f"Release {row.number} is live again, but the phrasings and answers that it was "
                f"trained on could not be put back yet: {error} It is tried again before the next "
                "publication."
            ) from error
        return "The files of staff are those of this release again."

    def _read(self, publication_id: int) -> Any:
        query = sa.select(publications).where(publications.c.id == publication_id)
        with self._store.database.reading() as connection:
            return connection.execute(query).one()

    def _update(self, publication_id: int, **values: Any) -> None:
        is_it = publications.c.id == publication_id
        with changing(self._store.database) as connection:
            connection.execute(sa.update(publications).where(is_it).values(**values))
