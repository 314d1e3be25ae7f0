"""The history of the releases: who did what, when and why. Entries are only ever added."""

from datetime import datetime
from typing import Any, List, Optional, Tuple

import sqlalchemy as sa

from assistant.database import Database
from assistant.releases.records import Entry, Happening
from assistant.releases.storage.tables import history

EXPORT_HEADINGS = ("when (UTC)", "who", "what", "release", "why", "details")


def add_entry(
    connection: Any,
    when: datetime,
    who: str,
    what: Happening,
    number: Optional[int] = None,
    why: Optional[str] = None,
    details: str = "",
) -> None:
    """Add an entry within an open transaction, beside what it tells of."""
    connection.execute(
        sa.insert(history).values(
            at=when, who=who, what=what.value, number=number, why=why, details=details
        )
    )


class History:
    """Reads the history. Raises UnusableDatabase."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, limit: int, offset: int) -> List[Entry]:
        """Entries, newest first."""
        return self._read(sa.select(history).order_by(history.c.id.desc()), limit, offset)

    def count(self) -> int:
        """How many entries there are."""
        with self._database.reading() as connection:
            return int(connection.execute(sa.select(sa.func.count(history.c.id))).scalar_one())

    def export(self) -> List[Tuple[str, ...]]:
        """Every entry as a row of EXPORT_HEADINGS, oldest first."""
        return [
            (
                entry.when.isoformat(timespec="seconds"),
                entry.who,
                entry.what.value,
                str(entry.number or ""),
                entry.why or "",
                entry.details,
            )
            for entry in self._read(sa.select(history).order_by(history.c.id))
        ]

    def _read(self, query: Any, limit: Optional[int] = None, offset: int = 0) -> List[Entry]:
        with self._database.reading() as connection:
            return [
                Entry(row.at, row.who, Happening(row.what), row.number, row.why, row.details)
                for row in connection.execute(query.limit(limit).offset(offset))
            ]
