"""The rows of releases: found, changed in one transaction, and numbered without a gap."""

from datetime import datetime, timezone
from typing import Any, List, Optional

import sqlalchemy as sa

from assistant.database import Database
from assistant.releases.errors import UnknownRelease
from assistant.releases.folder import ReleasesFolder
from assistant.releases.records import Release, State
from assistant.releases.storage.rows import RUNNING, read_release, select_releases
from assistant.releases.storage.tables import releases


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(timezone.utc)


class ReleaseStore:
    """Reads releases from the database, and from live.json which of them is live."""

    def __init__(self, database: Database, folder: ReleasesFolder) -> None:
        self.database = database
        self.folder = folder

    def show(self, number: int) -> Release:
        """One release. Raises UnknownRelease."""
        with self.database.reading() as connection:
            return self.find(connection, number)

    def find(self, connection: Any, number: int) -> Release:
        """One release, within an open transaction. Raises UnknownRelease."""
        row = connection.execute(select_releases().where(releases.c.number == number)).first()
        if row is None:
            raise UnknownRelease(f"There is no release {number}.")
        return read_release(row, self._live_number())

    def list(self, limit: int, offset: int) -> List[Release]:
        """Releases, newest first."""
        query = select_releases().order_by(releases.c.number.desc()).limit(limit).offset(offset)
        live = self._live_number()
        with self.database.reading() as connection:
            return [read_release(row, live) for row in connection.execute(query)]

    def count(self) -> int:
        """How many releases there are."""
        with self.database.reading() as connection:
            return int(connection.execute(sa.select(sa.func.count(releases.c.number))).scalar_one())

    def live(self) -> Optional[Release]:
        """The live release; None where there is none, or only another database knows it."""
        number = self._live_number()
        if number is None:
            return None
        try:
            return self.show(number)
        except UnknownRelease:
            return None

    def running(self) -> Optional[Release]:
        """The release that takes the only place in the queue."""
        with self.database.reading() as connection:
            return self.find_running(connection)

    def find_running(self, connection: Any) -> Optional[Release]:
        """The same, within an open transaction."""
        row = connection.execute(select_releases().where(releases.c.state.in_(RUNNING))).first()
        return read_release(row, self._live_number()) if row else None

    def find_model(self, sha256: str) -> Optional[Release]:
        """The latest release with this model; its files may have been removed."""
        query = select_releases().where(releases.c.model_sha256 == sha256)
        with self.database.reading() as connection:
            row = connection.execute(query.order_by(releases.c.number.desc())).first()
        return read_release(row, self._live_number()) if row else None

    def insert(self, connection: Any, state: State, **values: Any) -> int:
        """Write a new release in a transaction of `changing`; its number.

        A number is above those of the rows, and above those of the models in the folder, so that
        no folder of an earlier database is ever written over.
        """
        last = connection.execute(sa.select(sa.func.max(releases.c.number))).scalar() or 0
        number = 1 + max(int(last), self.folder.highest_number())
        row = {"number": number, "state": state.value, "claims": 0, "is_kept": True, **values}
        connection.execute(sa.insert(releases).values(**row))
        return number

    def _live_number(self) -> Optional[int]:
        live = self.folder.live()
        return live.number if live else None
