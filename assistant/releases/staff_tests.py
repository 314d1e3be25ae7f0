"""Messages whose topic staff have confirmed by hand: what no release may get wrong again."""

from datetime import datetime
from typing import Any, List, Sequence, Tuple

import sqlalchemy as sa

from assistant.database import Database
from assistant.releases.history import add_entry
from assistant.releases.records import Happening, StaffTest
from assistant.releases.storage.database import changing
from assistant.releases.storage.tables import tests

_IS_ACTIVE = tests.c.withdrawn_at.is_(None)
_AT_ONCE = 500


class StaffTests:
    """The memory of tests. Every method may raise UnusableDatabase."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, wanted: Sequence[Tuple[str, str]], who: str, now: datetime) -> int:
        """Remember (text, topic); how many are new. A text that had another topic gets this one."""
        topics = {one_line(text): topic for text, topic in wanted if one_line(text)}
        with changing(self._database) as connection:
            held = {row.text: row.topic for row in _read(connection)}
            new = {text: topic for text, topic in topics.items() if held.get(text) != topic}
            _withdraw(connection, list(new), who, now)
            if new:
                rows = [
                    {"text": text, "topic": topic, "who": who, "added_at": now}
                    for text, topic in new.items()
                ]
                connection.execute(sa.insert(tests), rows)
                _tell(connection, Happening.TESTS_ADDED, len(new), who, now)
        return len(new)

    def withdraw(self, texts: Sequence[str], who: str, now: datetime) -> int:
        """Forget tests, as after an undone decision; how many there were."""
        with changing(self._database) as connection:
            count = _withdraw(connection, [one_line(text) for text in texts], who, now)
            if count:
                _tell(connection, Happening.TESTS_WITHDRAWN, count, who, now)
        return count

    def list(self) -> List[StaffTest]:
        """Every test that counts, oldest first."""
        with self._database.reading() as connection:
            return [
                StaffTest(row.text, row.topic, row.who, row.added_at) for row in _read(connection)
            ]


def one_line(text: str) -> str:
    """The text without line ends and surplus spaces, as it is compared with others."""
    return " ".join(text.split())


def _read(connection: Any) -> List[Any]:
    rows: List[Any] = connection.execute(sa.select(tests).where(_IS_ACTIVE).order_by(tests.c.id))
    return list(rows)


def _withdraw(connection: Any, texts: List[str], who: str, now: datetime) -> int:
    count = 0
    for start in range(0, len(texts), _AT_ONCE):
        withdrawn = connection.execute(
            sa.update(tests)
            .where(_IS_ACTIVE, tests.c.text.in_(texts[start : start + _AT_ONCE]))
            .values(withdrawn_by=who, withdrawn_at=now)
        )
        count += int(withdrawn.rowcount)
    return count


def _tell(connection: Any, what: Happening, count: int, who: str, now: datetime) -> None:
    add_entry(connection, now, who, what, details=f"{count} test{'s' if count > 1 else ''}")
