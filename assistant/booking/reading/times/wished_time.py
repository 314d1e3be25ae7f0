"""What a visitor's wish for a time is, how it is said, and what suits it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Dict, Mapping, Optional, Tuple
from zoneinfo import ZoneInfo

from assistant.booking.requests import Slot
from assistant.clinic_schedule import ClinicSchedule, OpeningHours, speak_clock

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A wish reaches at most this far, which bounds every walk over its days.
LONGEST_RANGE = timedelta(days=370)


class UnusableTime(ValueError):
    """A time that nobody can come at: `reason` is "past", "too_far" or "impossible"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class PreferredTime:
    """When a visitor would like to come, in the clinic's wall time.

    `words` is what is read back. `day` is the first or only day, `until` the last of several (both
    are included); no `day` means any. `weekdays` counts from Monday as 0; empty means any.
    An appointment begins at `earliest` or later and before `latest`; where `is_exact`, both are
    the time at which it begins.
    """

    words: str
    day: Optional[date] = None
    until: Optional[date] = None
    weekdays: Tuple[int, ...] = ()
    earliest: Optional[time] = None
    latest: Optional[time] = None
    is_exact: bool = False

    def to_dict(self) -> Dict[str, Any]:
        """What JSON can hold; `from_dict` reads it again."""
        return {
            "words": self.words,
            "day": self.day.isoformat() if self.day else None,
            "until": self.until.isoformat() if self.until else None,
            "weekdays": list(self.weekdays),
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "latest": self.latest.isoformat() if self.latest else None,
            "is_exact": self.is_exact,
        }

    @classmethod
    def from_dict(cls, entries: Mapping[str, Any]) -> "PreferredTime":
        """Read what `to_dict` gave. Raises KeyError, TypeError or ValueError on anything else."""
        day, until = entries["day"], entries["until"]
        earliest, latest = entries["earliest"], entries["latest"]
        return cls(
            words=str(entries["words"]),
            day=None if day is None else date.fromisoformat(day),
            until=None if until is None else date.fromisoformat(until),
            weekdays=tuple(int(weekday) for weekday in entries["weekdays"]),
            earliest=None if earliest is None else time.fromisoformat(earliest),
            latest=None if latest is None else time.fromisoformat(latest),
            is_exact=bool(entries["is_exact"]),
        )

    def holds(self, slot: Slot, zone: ZoneInfo) -> bool:
        """Whether `slot` begins when the visitor would like to come."""
        start = slot.start.astimezone(zone)
        return self.holds_day(start.date()) and self.holds_time(start.time())

    def holds_day(self, day: date) -> bool:
        """Whether the visitor would come on this day."""
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        return self.day is None or self.day <= day <= (self.until or self.day)

    def holds_time(self, start: time) -> bool:
        """Whether the visitor would come at this time of the day."""
        if self.is_exact:
            return start == self.earliest
        if self.earliest is not None and start < self.earliest:
            return False
        return self.latest is None or start < self.latest


def describe_slot(slot: Slot, zone: ZoneInfo, now: datetime) -> str:
    """A slot as it is read to a visitor: "Tuesday, November 24 at 9:00 am"."""
    start = slot.start.astimezone(zone)
    today = now.astimezone(zone).date()
    return f"{say_date(start.date(), today)} at {speak_clock(start.strftime('%H:%M'))}"


def say_date(day: date, today: date) -> str:
    """A date as it is read to a visitor; the year is named only if it is not this one."""
    year = "" if day.year == today.year else f", {day.year}"
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}{year}"


def say_time(moment: time) -> str:
    """A time of the day as it is read to a visitor: "5:00 pm", "noon"."""
    if moment == time(12, 0):
        return "noon"
    return "midnight" if moment == time(0, 0) else speak_clock(moment.strftime("%H:%M"))


def is_within_hours(time: PreferredTime, schedule: ClinicSchedule) -> bool:
    """Whether the clinic is open at any moment that suits the wish.

    True as well where the profile states no opening hours: then nothing can be said against it.
    """
    if not schedule.opening_hours:
        return True
    hours = [row for row in schedule.opening_hours if _suits_hours(time, row)]
    if time.day is None:
        return any(not time.weekdays or row.weekday in time.weekdays for row in hours)
    last = min(time.until or time.day, time.day + LONGEST_RANGE)
    open_days = {row.weekday for row in hours}
    days = (time.day + timedelta(days=step) for step in range((last - time.day).days + 1))
    return any(
        day.weekday() in open_days and day not in schedule.closed_dates and time.holds_day(day)
        for day in days
    )


def _suits_hours(wish: PreferredTime, row: OpeningHours) -> bool:
    if wish.is_exact and wish.earliest is not None:
        return row.opens <= wish.earliest < row.closes
    if wish.earliest is not None and wish.earliest >= row.closes:
        return False
    return wish.latest is None or wish.latest > row.opens
