"""The audit: who did what and when. It can be read and added to, never changed."""

from datetime import datetime
from typing import Any, Optional, Tuple

import sqlalchemy as sa

from assistant.console.accounts.records import Entry
from assistant.console.accounts.tables import audit
from assistant.database import Database

LONGEST = 500


class AuditLog:
    """Adds and lists entries; usable from several threads. Raises UnusableDatabase."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        now: datetime,
        who: Optional[str],
        what: str,
        about: Optional[str] = None,
        address: Optional[str] = None,
    ) -> None:
        """Write an entry. `what` is an event such as "inbox.decided"; no words of visitors."""
        with self._database.writing() as connection:
            add_entry(connection, now, who, what, about, address)

    def list(
        self,
        limit: int,
        offset: int = 0,
        who: Optional[str] = None,
        what: Optional[str] = None,
    ) -> Tuple[Entry, ...]:
        """Entries, newest first: of this person only, of events that begin so only."""
        rows = (
            sa.select(audit)
            .where(*_conditions(who, what))
            .order_by(audit.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
        with self._database.reading() as connection:
            return tuple(
                Entry(row.id, row.at, row.who, row.what, row.about, row.address)
                for row in connection.execute(rows)
            )

    def count(self, who: Optional[str] = None, what: Optional[str] = None) -> int:
        """How many entries there are of this person and this kind."""
        found = sa.select(sa.func.count()).select_from(audit).where(*_conditions(who, what))
        with self._database.reading() as connection:
            return int(connection.execute(found).scalar_one())


def add_entry(
    connection: Any,
    now: datetime,
    who: Optional[str],
    what: str,
    about: Optional[str] = None,
    address: Optional[str] = None,
) -> None:
    """Write an entry in the transaction of what it is about, so that neither is there alone."""
    shortened = about if about is None else about[:LONGEST]
    connection.execute(
        sa.insert(audit).values(at=now, who=who, what=what, about=shortened, address=address)
    )


def _conditions(who: Optional[str], what: Optional[str]) -> Tuple[Any, ...]:
    wanted = []
    if who:
        wanted.append(audit.c.who == who)
    if what:
        wanted.append(audit.c.what.startswith(what, autoescape=True))
    return tuple(wanted)
