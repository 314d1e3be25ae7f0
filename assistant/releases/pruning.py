"""Removes the files of old releases: models are large, and hold what visitors once asked."""

from typing import Any, Set

import sqlalchemy as sa

from assistant.releases.errors import Busy
from assistant.releases.publishing_lock import hold_publishing_lock
from assistant.releases.storage.database import changing
from assistant.releases.storage.tables import publications, releases
from assistant.releases.store import ReleaseStore

KEPT_RELEASES = 20
KEPT_PUBLICATIONS = 10


def remove_old_releases(store: ReleaseStore) -> None:
    """Remove the files of all but the latest releases and those that were live lately.

    The rows stay. Raises UnusableFolder and UnusableDatabase.
    """
    try:
        # Nobody goes back to a release while its files are being removed.
        with hold_publishing_lock(store.folder, wait_seconds=0):
            with store.database.reading() as connection:
                kept = _list_kept(connection)
                query = sa.select(releases.c.number).where(releases.c.is_kept)
                numbers = connection.execute(query).scalars().all()
            live = store.folder.live()
            for number in sorted(set(numbers) - kept - {live.number if live else 0}):
                # The row is last: after a kill in between the files are removed once more.
                store.folder.remove(number)
                with changing(store.database) as connection:
                    connection.execute(
                        sa.update(releases).where(releases.c.number == number).values(is_kept=False)
                    )
    except Busy:
        # Somebody is publishing. They are removed after the next training.
        return


def _list_kept(connection: Any) -> Set[int]:
    latest = sa.select(releases.c.number).order_by(releases.c.number.desc()).limit(KEPT_RELEASES)
    published = (
        sa.select(publications.c.number)
        .where(sa.not_(publications.c.is_taken_back))
        .order_by(publications.c.id.desc())
        .limit(KEPT_PUBLICATIONS)
    )
    return {
        *connection.execute(latest).scalars(),
        *connection.execute(published).scalars(),
    }
