"""Cutting opening hours into slots, over clock changes too, and taking out what is busy."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import List
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from assistant.booking.requests import Slot
from assistant.booking.systems.free_slots import list_candidate_slots, overlaps, remove_busy
from assistant.clinic_schedule import ClinicSchedule, OpeningHours
from tests.booking.slot_examples import (
    ALL_NIGHT,
    CHICAGO,
    NOW,
    SCHEDULE,
    UTC,
    WEEKDAYS,
    at,
    wall_times,
)


def test_day_is_cut_from_opening_to_closing() -> None:
    """Slots of the set length fill the opening hours; the last one ends by closing time."""
    slots = list_candidate_slots(SCHEDULE, NOW)
    assert slots[0] == Slot(at("2026-11-23 08:00"), at("2026-11-23 08:30"))
    times = wall_times(slots, date(2026, 11, 23))
    assert len(times) == 18
    assert times[-1] == "16:30"


def test_slot_that_would_end_after_closing_is_left_out() -> None:
    """A length that does not divide the hours leaves a rest at the end of the day."""
    slots = list_candidate_slots(replace(SCHEDULE, slot_minutes=50), NOW)
    assert wall_times(slots, date(2026, 11, 23))[-1] == "15:30"


def test_closed_dates_and_closed_weekdays_have_no_slots() -> None:
    """A holiday in the middle of the week and the weekend are left out."""
    slots = list_candidate_slots(SCHEDULE, NOW)
    assert wall_times(slots, date(2026, 11, 25))
    assert not wall_times(slots, date(2026, 11, 26))
    assert not wall_times(slots, date(2026, 11, 28))


def test_notice_and_horizon_bound_the_slots() -> None:
    """The first slot keeps the notice, the last one the horizon, both to the minute."""
    now = at("2026-11-23 20:10")
    slots = list_candidate_slots(replace(SCHEDULE, horizon_days=2), now)
    assert slots[0].start == at("2026-11-24 08:30")
    assert slots[-1].start == at("2026-11-25 16:30")
    exact = list_candidate_slots(SCHEDULE, at("2026-11-23 20:00"))
    assert exact[0].start == at("2026-11-24 08:00")


def test_no_opening_hours_give_no_slots() -> None:
    """A clinic that states no hours offers no times."""
    assert list_candidate_slots(replace(SCHEDULE, opening_hours=()), NOW) == []


def test_rows_that_share_hours_give_no_overlap() -> None:
    """Two rows for one stretch of a day do not offer it twice."""
    rows = (*WEEKDAYS, OpeningHours(0, time(8, 15), time(12)))
    doubled = list_candidate_slots(replace(SCHEDULE, opening_hours=rows), NOW)
    assert doubled == list_candidate_slots(SCHEDULE, NOW)


def test_skipped_hour_is_left_out() -> None:
    """On 2027-03-14 Chicago's clock goes from 2:00 to 3:00: nothing begins between."""
    night = replace(SCHEDULE, opening_hours=ALL_NIGHT)
    slots = list_candidate_slots(night, at("2027-03-13 08:00"))
    times = wall_times(slots, date(2027, 3, 14))
    assert times == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30"] + [
        f"{hour:02}:{minute:02}" for hour in (4, 5) for minute in (0, 30)
    ]
    across = next(slot for slot in slots if slot.start == at("2027-03-14 01:30"))
    assert across.end == at("2027-03-14 03:00") == datetime(2027, 3, 14, 8, tzinfo=UTC)


def test_repeated_hour_is_given_once() -> None:
    """On 2026-11-01 the hour from 1:00 comes twice: its times are offered once, the first one."""
    night = replace(SCHEDULE, opening_hours=ALL_NIGHT)
    slots = list_candidate_slots(night, at("2026-10-31 08:00"))
    times = wall_times(slots, date(2026, 11, 1))
    assert times.count("01:00") == times.count("01:30") == 1
    assert len(times) == len(set(times)) == 12
    once = next(slot for slot in slots if slot.start.astimezone(CHICAGO).hour == 1)
    assert once.start == datetime(2026, 11, 1, 6, tzinfo=UTC)


def test_days_around_a_clock_change_begin_at_the_same_wall_time() -> None:
    """Opening hours are the wall clock's: 8:00 is 13:00 UTC in summer and 14:00 in winter."""
    schedule = replace(SCHEDULE, horizon_days=7)
    autumn = list_candidate_slots(schedule, at("2026-10-28 18:00"))
    assert autumn[0].start.hour == 13
    assert autumn[-1].start.astimezone(CHICAGO).hour == 16
    mondays = [slot for slot in autumn if slot.start.astimezone(CHICAGO).date().day == 2]
    assert mondays[0].start == datetime(2026, 11, 2, 14, tzinfo=UTC)


def test_long_slot_over_a_skipped_hour_does_not_reach_into_the_next() -> None:
    """90 minutes from 1:30 end at 4:00 on the clock, so that 3:00 is not offered besides."""
    night = replace(
        SCHEDULE, opening_hours=(OpeningHours(6, time(1, 30), time(9)),), slot_minutes=90
    )
    slots = list_candidate_slots(night, at("2027-03-13 08:00"))
    assert wall_times(slots, date(2027, 3, 14)) == ["01:30", "04:30", "06:00", "07:30"]


@given(
    zone=st.sampled_from(["America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    slot_minutes=st.integers(5, 240),
    notice_hours=st.integers(0, 72),
    rows=st.lists(
        st.tuples(st.integers(0, 6), st.times(), st.times()).filter(lambda row: row[1] < row[2]),
        max_size=8,
    ),
)
def test_slots_are_always_sound(
    zone: str, now: datetime, slot_minutes: int, notice_hours: int, rows: List[object]
) -> None:
    """In order, apart, of full length, ahead of the notice, within hours of the wall clock."""
    schedule = ClinicSchedule(
        ZoneInfo(zone),
        "US",
        tuple(OpeningHours(*row) for row in rows),  # type: ignore[misc]
        slot_minutes,
        notice_hours,
        10,
        frozenset(),
    )
    slots = list_candidate_slots(schedule, now)
    assert all(a.end <= b.start for a, b in pairwise(slots))
    for slot in slots:
        assert slot.end - slot.start == timedelta(minutes=slot_minutes)
        assert now + timedelta(hours=notice_hours) <= slot.start <= now + timedelta(days=10)
        start = slot.start.astimezone(schedule.time_zone)
        assert any(
            hours.weekday == start.weekday() and hours.opens <= start.time() < hours.closes
            for hours in schedule.opening_hours
        )


def test_busy_times_take_slots_out() -> None:
    """Any overlap takes a slot out; a busy time that only touches its end or start does not."""
    slots = list_candidate_slots(SCHEDULE, NOW)
    busy = [
        Slot(at("2026-11-23 09:10"), at("2026-11-23 09:20")),
        Slot(at("2026-11-23 08:00"), at("2026-11-23 08:30")),
        Slot(at("2026-11-23 10:00"), at("2026-11-23 11:00")),
        # Within another one.
        Slot(at("2026-11-23 10:10"), at("2026-11-23 10:20")),
    ]
    times = wall_times(remove_busy(slots, busy), date(2026, 11, 23))
    assert times[:4] == ["08:30", "09:30", "11:00", "11:30"]


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 120)), max_size=12),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), max_size=12),
)
def test_free_slots_are_those_that_nothing_overlaps(
    busy_minutes: List[List[int]], slot_minutes: List[List[int]]
) -> None:
    """Whatever the busy times, in any order and overlapping each other."""

    def make(start: int, length: int) -> Slot:
        return Slot(NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length))

    busy = [make(*pair) for pair in busy_minutes]
    slots = [make(*pair) for pair in slot_minutes]
    expected = [slot for slot in slots if not any(overlaps(slot, time) for time in busy)]
    assert remove_busy(slots, busy) == expected
