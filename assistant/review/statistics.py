"""Counts what was asked and how it went: by day, hour and topic, and which groups grow."""

from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Dict, Iterator, Optional, Sequence, Tuple

import sqlalchemy as sa

from assistant.database import Database
from assistant.review.inbox_pages import summarise
from assistant.review.inbox_records import GroupSummary
from assistant.review.periods import Period
from assistant.review.storage.database import open_review_database
from assistant.review.storage.tables import groups, messages, turns

# Clocks differ from UTC by whole quarters of an hour, and most of them by whole hours.
QUARTER = 15
GROWING = 10
TALK_TO_HUMAN = "talk_to_human"
# What is counted of the decisions; a turn within a form is no question.
_COUNTED = {
    "answer": "answered",
    "clarify": "clarified",
    "decline": "declined",
    "safety": "safety",
}


@dataclass(frozen=True)
class Tally:
    """How many questions were answered, asked back about, declined or taken for an emergency.

    `asked_for_person` are some of the answered; what was passed on was said in a form as well.
    """

    answered: int = 0
    clarified: int = 0
    declined: int = 0
    safety: int = 0
    asked_for_person: int = 0
    passed_on: int = 0

    @property
    def questions(self) -> int:
        """All of them."""
        return self.answered + self.clarified + self.declined + self.safety

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Activity:
    """What happened on each day of a period, and how many questions came at which hour.

    `week[weekday][hour]` begins with Monday at midnight, on the clinic's clock.
    """

    days: Dict[date, Tally]
    week: Tuple[Tuple[int, ...], ...]

    @property
    def total(self) -> Tally:
        """That of all days."""
        return sum(self.days.values(), Tally())


@dataclass
class TopicCounts:
    """What was asked about one topic, and the thumbs for its answers; None for no topic."""

    topic: Optional[str]
    tally: Tally
    up: int = 0
    down: int = 0


@dataclass(frozen=True)
class GrowingGroup:
    """A group with something to decide: its new messages, and those of the period before."""

    group: GroupSummary
    new: int
    before: int

    @property
    def growth(self) -> int:
        """How many more messages came than in the period before."""
        return self.new - self.before


class Statistics:
    """Counts turns and messages; usable from several threads. Raises UnusableDatabase."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_by_time(self, period: Period) -> Activity:
        """What happened on each day, also on those without any turn, and at which hour."""
        days = {day: [0] * len(fields(Tally)) for day in period}
        week = [[0] * 24 for _ in range(7)]
        with self._database.reading() as connection:
            for moment, counts in _read_by_time(connection, period):
                local = moment.astimezone(period.zone)
                day = days[local.date()]
                for place, count in enumerate(counts):
                    day[place] += count
                week[local.weekday()][local.hour] += Tally(*counts).questions
        tallies = {day: Tally(*counts) for day, counts in days.items()}
        return Activity(tallies, tuple(map(tuple, week)))

    def count_by_topic(self, period: Period) -> Tuple[TopicCounts, ...]:
        """What was asked about each topic that came up, the most asked first."""
        # Without a condition on the time, the index is read in the order of the groups, which is
        # three times as fast as to sort the period's turns.
        count = _count_if(_is_within(turns.c.at, period)).label("count")
        query = sa.select(turns.c.topic, turns.c.decision, turns.c.rating, count)
        query = query.group_by(turns.c.topic, turns.c.decision, turns.c.rating)
        found: Dict[Optional[str], TopicCounts] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                if row.count:
                    counts = found.setdefault(row.topic, TopicCounts(row.topic, Tally()))
                    counts.tally += _tally(row.decision, row.count)
                    counts.up += int(row.count) if row.rating == "up" else 0
                    counts.down += int(row.count) if row.rating == "down" else 0
        return tuple(
            sorted(found.values(), key=lambda one: (-one.tally.questions, one.topic or "~"))
        )

    def list_growing(self, period: Period, limit: int = GROWING) -> Tuple[GrowingGroup, ...]:
        """Groups with open messages that got more than in the period before; the fastest first."""
        counted = (
            sa.select(
                messages.c.group_id,
                _count_if(_is_within(messages.c.at, period)).label("new"),
                _count_if(_is_within(messages.c.at, period.before)).label("before"),
                _count_if(messages.c.decision_id.is_(None)).label("open"),
            )
            # Without a condition on the time again: the index holds the messages group by group.
            .group_by(messages.c.group_id)
            .subquery()
        )
        growth = counted.c.new - counted.c.before
        query = (
            sa.select(counted)
            .where(growth > 0, counted.c.open > 0)
            .order_by(growth.desc(), counted.c.new.desc(), counted.c.group_id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            counts = {row.group_id: row for row in connection.execute(query)}
            chosen = sa.select(groups).where(groups.c.id.in_(list(counts)))
            rows = {row.id: row for row in connection.execute(chosen)}
            return tuple(
                GrowingGroup(group, int(counts[group.id].new), int(counts[group.id].before))
                for group in summarise(connection, [rows[one] for one in counts if one in rows])
            )

    def has_turns(self) -> bool:
        """Whether anything at all was asked yet."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(turns.c.id).limit(1)).first() is not None

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()


def open_statistics(url: str) -> Statistics:
    """Open the room's database for counting. Raises UnusableDatabase."""
    return Statistics(open_review_database(url))


def _read_by_time(connection: Any, period: Period) -> Iterator[Tuple[datetime, Sequence[int]]]:
    """When each stretch of the period begins, and what a tally says of it.

    None is in two hours of the clinic's clock.
    """
    hour, quarter = _name_stretch(connection.dialect.name)
    is_whole = _has_whole_hours(period)
    part = sa.literal_column("0") if is_whole else quarter
    asked = sa.and_(turns.c.topic == TALK_TO_HUMAN, turns.c.decision == "answer")
    query = sa.select(
        hour,
        part,
        *(_count_if(turns.c.decision == decision) for decision in _COUNTED),
        _count_if(asked),
        _count_if(turns.c.is_passed_on),
    ).where(_is_within(turns.c.at, period))
    # By their places in the list: databases do not see that the same words mean the same.
    places = "1" if is_whole else "1, 2"
    for hour_text, number, *counts in connection.execute(query.group_by(sa.text(places))):
        begins = datetime.fromisoformat(f"{hour_text}:00:00+00:00")
        yield begins + int(number) * timedelta(minutes=QUARTER), counts


def _has_whole_hours(period: Period) -> bool:
    noons = (datetime.combine(day, time(12), period.zone).utcoffset() for day in period)
    return not any((offset or timedelta()) % timedelta(hours=1) for offset in noons)


def _name_stretch(dialect: str) -> Tuple[Any, Any]:
    """The hour of a turn in UTC, such as "2026-11-20 15", and which quarter of it, from 0 on."""
    if dialect == "sqlite":
        # Times are kept as text there, which is many times faster to cut than to read.
        text = sa.type_coerce(turns.c.at, sa.String)
        hour, minute = sa.func.substr(text, 1, 13), sa.cast(sa.func.substr(text, 15, 2), sa.Integer)
    else:
        utc = sa.func.timezone("UTC", turns.c.at)
        hour = sa.func.to_char(utc, "YYYY-MM-DD HH24")
        minute = sa.cast(sa.extract("minute", utc), sa.Integer)
    return hour, minute.op("/")(QUARTER)


def _is_within(column: Any, period: Period) -> Any:
    return sa.and_(column >= period.begins, column < period.ends)


def _count_if(condition: Any) -> Any:
    return sa.func.count().filter(condition)


def _tally(decision: str, count: int) -> Tally:
    name = _COUNTED.get(decision)
    return Tally(**{name: int(count)}) if name else Tally()
