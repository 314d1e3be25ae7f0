"""A stretch of whole days on the clinic's calendar, and the moments between which it lies."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Iterator
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included, as the clock of `zone` has them."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        """The first moment of it, in UTC."""
        return self._midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after it, in UTC."""
        return self._midnight(self.last + DAY)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days, right before it."""
        return Period(self.first - self.days * DAY, self.first - DAY, self.zone)

    def __iter__(self) -> Iterator[date]:
        return (self.first + number * DAY for number in range(self.days))

    def _midnight(self, day: date) -> datetime:
        # Where the clocks skip midnight this is the moment at which they do.
        return datetime.combine(day, time(), self.zone).astimezone(timezone.utc)


def make_period(last: date, days: int, zone: ZoneInfo) -> Period:
    """So many days, of which this is the last."""
    return Period(last - (days - 1) * DAY, last, zone)
