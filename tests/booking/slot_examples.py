"""A clinic's schedule and times, for tests of slots."""

from datetime import date, datetime, time, timedelta, timezone
from typing import List
from zoneinfo import ZoneInfo

from assistant.booking.requests import Slot
from assistant.clinic_schedule import ClinicSchedule, OpeningHours

CHICAGO = ZoneInfo("America/Chicago")
UTC = timezone.utc
WEEKDAYS = tuple(OpeningHours(day, time(8), time(17)) for day in range(5))
ALL_NIGHT = tuple(OpeningHours(day, time(0), time(6)) for day in range(7))
SCHEDULE = ClinicSchedule(
    time_zone=CHICAGO,
    region="US",
    opening_hours=WEEKDAYS,
    slot_minutes=30,
    notice_hours=12,
    horizon_days=28,
    closed_dates=frozenset({date(2026, 11, 26)}),
)
# A Sunday.
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    """A time of the clinic's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO).astimezone(UTC)


def wall_times(slots: List[Slot], day: date) -> List[str]:
    """When the slots of a day begin on the clinic's wall clock."""
    starts = [slot.start.astimezone(CHICAGO) for slot in slots]
    return [f"{start:%H:%M}" for start in starts if start.date() == day]


def slot_at(text: str, minutes: int = 30) -> Slot:
    """A slot that begins at a time of the clinic's wall clock."""
    return Slot(at(text), at(text) + timedelta(minutes=minutes))
