"""Which appointments a clinic could give: its hours cut into slots, less what is busy."""

from bisect import bisect_left
from datetime import date, datetime, time, timedelta, timezone
from typing import Iterable, List
from zoneinfo import ZoneInfo

from assistant.booking.requests import Slot
from assistant.clinic_schedule import ClinicSchedule, OpeningHours


def list_candidate_slots(schedule: ClinicSchedule, now: datetime) -> List[Slot]:
    """Every slot within opening hours, notice and horizon, in order and without overlaps.

    `now` is aware. Slots begin at the opening time and then every `slot_minutes` of the clinic's
    wall clock. A wall time that a clock change skips is left out; one that it repeats is given
    once, the first time.
    """
    now = now.astimezone(timezone.utc)
    earliest = now + timedelta(hours=schedule.notice_hours)
    latest = now + timedelta(days=schedule.horizon_days)
    found = sorted(
        (
            slot
            for day in _list_days(earliest, latest, schedule.time_zone)
            if day not in schedule.closed_dates
            for hours in schedule.opening_hours
            if hours.weekday == day.weekday()
            for slot in _cut_hours(day, hours, schedule)
            if earliest <= slot.start <= latest
        ),
        key=lambda slot: slot.start,
    )
    slots: List[Slot] = []
    for slot in found:
        # Two rows of opening hours may share a stretch, and a slot over a skipped hour reaches
        # into the next one on the wall clock.
        if not slots or slot.start >= slots[-1].end:
            slots.append(slot)
    return slots


def remove_busy(slots: Iterable[Slot], busy: Iterable[Slot]) -> List[Slot]:
    """The slots that no busy time overlaps, in the order given; meeting ends do not overlap."""
    merged: List[Slot] = []
    for time_taken in sorted(busy, key=lambda slot: slot.start):
        if merged and time_taken.start <= merged[-1].end:
            merged[-1] = Slot(merged[-1].start, max(merged[-1].end, time_taken.end))
        else:
            merged.append(time_taken)
    starts = [time_taken.start for time_taken in merged]
    free = []
    for slot in slots:
        # Merged times are apart, so that only the last one before the slot's end can reach it.
        before = bisect_left(starts, slot.end)
        if before == 0 or merged[before - 1].end <= slot.start:
            free.append(slot)
    return free


def overlaps(one: Slot, other: Slot) -> bool:
    """Whether two stretches of time share any time."""
    return one.start < other.end and other.start < one.end


def read_wall_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A time of the zone's wall clock in UTC; of a repeated one the first."""
    return datetime.combine(day, clock, zone).astimezone(timezone.utc)


def _list_days(earliest: datetime, latest: datetime, zone: ZoneInfo) -> List[date]:
    first, last = earliest.astimezone(zone).date(), latest.astimezone(zone).date()
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _cut_hours(day: date, hours: OpeningHours, schedule: ClinicSchedule) -> List[Slot]:
    zone, length = schedule.time_zone, timedelta(minutes=schedule.slot_minutes)
    closes = datetime.combine(day, hours.closes)
    wall = datetime.combine(day, hours.opens)
    slots = []
    while wall + length <= closes:
        start = read_wall_time(day, wall.time(), zone)
        end = start + length
        # A skipped wall time comes back from UTC as another one.
        is_skipped = start.astimezone(zone).replace(tzinfo=None) != wall
        if not is_skipped and end <= read_wall_time(day, hours.closes, zone):
            slots.append(Slot(start, end))
        wall += length
    return slots
