"""Tests of what a wish for a time holds, and how it is said."""

import json
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Dict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.booking.reading.times.preferred_time import (
    PreferredTime,
    describe_slot,
    is_within_hours,
    read_preferred_time,
)
from assistant.booking.requests import Slot
from assistant.clinic_schedule import ClinicSchedule
from tests.booking.reading.clinic_times import SCHEDULE, SUNDAY, ZONE


def slot_at(day: date, start: time) -> Slot:
    """Half an hour from a wall time of the clinic."""
    begins = datetime.combine(day, start, tzinfo=ZONE).astimezone(timezone.utc)
    return Slot(begins, begins + timedelta(minutes=30))


def wish_for(text: str) -> PreferredTime:
    """The wish that these words are read as."""
    wish = read_preferred_time(text, SUNDAY, SCHEDULE)
    assert wish is not None
    return wish


MONDAY, TUESDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "day", "start", "is_held"),
    [
        ("tuesday", TUESDAY, time(9), True),
        ("tuesday", MONDAY, time(9), False),
        ("tuesday morning", TUESDAY, time(11, 30), True),
        ("tuesday morning", TUESDAY, time(12), False),
        ("tuesday afternoon", TUESDAY, time(12), True),
        ("after 3 on weekdays", MONDAY, time(15), True),
        ("after 3 on weekdays", MONDAY, time(14, 30), False),
        ("after 3 on weekdays", SATURDAY, time(15), False),
        ("before noon", MONDAY, time(11, 30), True),
        ("before noon", MONDAY, time(12), False),
        ("monday at 10:30", MONDAY, time(10, 30), True),
        ("monday at 10:30", MONDAY, time(11), False),
        ("monday or wednesday", date(2026, 11, 30), time(9), True),
        ("monday or wednesday", TUESDAY, time(9), False),
        ("next week", date(2026, 11, 30), time(9), True),
        ("next week", MONDAY, time(9), False),
        ("asap", MONDAY, time(9), True),
        ("monday morning or tuesday afternoon", TUESDAY, time(15), True),
        ("monday morning or tuesday afternoon", date(2026, 11, 25), time(15), False),
        ("around 10", MONDAY, time(10, 30), True),
        ("around 10", MONDAY, time(9), False),
    ],
)
def test_slot_suits_a_wish(text: str, day: date, start: time, is_held: bool) -> None:
    """A slot suits where it begins on such a day and at such a time of the clinic."""
    assert wish_for(text).holds(slot_at(day, start), ZONE) is is_held


def test_slot_is_compared_in_the_clinics_time_on_both_sides_of_a_change() -> None:
    """Nine in the morning is nine before and after the clocks go forward."""
    wish = PreferredTime("any day at 9:00 am", earliest=time(9), latest=time(9), is_exact=True)
    before, after = date(2027, 3, 12), date(2027, 3, 15)
    assert slot_at(before, time(9)).start.hour != slot_at(after, time(9)).start.hour
    assert wish.holds(slot_at(before, time(9)), ZONE)
    assert wish.holds(slot_at(after, time(9)), ZONE)


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("tuesday", True),
        ("tuesday morning", True),
        ("after 5 on weekdays", False),
        ("after 4 on weekdays", True),
        ("weekends", False),
        ("saturday", False),
        ("friday after 2", False),
        ("friday at 12:30", True),
        ("monday at 5 pm", False),
        ("monday at 4:30", True),
        ("november 26", False),
        ("thursday or friday", True),
        ("evenings", False),
        ("before 8", False),
        ("asap", True),
        ("next week", True),
        ("this weekend", False),
        ("any time", True),
    ],
)
def test_closed_hours_are_known(text: str, is_open: bool) -> None:
    """A wish outside of every opening hour, or for a closed day, can be told so."""
    assert is_within_hours(wish_for(text), SCHEDULE) is is_open


def test_clinic_without_stated_hours_is_never_called_closed() -> None:
    """Without opening hours in the profile nothing can be said against a wish."""
    unstated = ClinicSchedule(ZONE, "US", (), 30, 12, 28, frozenset())
    assert is_within_hours(wish_for("sunday at 3 am"), unstated)


def test_slot_is_described_in_the_clinics_time() -> None:
    """Weekday, date and time; the year only where it is another."""
    assert describe_slot(slot_at(TUESDAY, time(9)), ZONE, SUNDAY) == (
        "Tuesday, November 24 at 9:00 am"
    )
    assert describe_slot(slot_at(date(2027, 1, 5), time(13, 30)), ZONE, SUNDAY) == (
        "Tuesday, January 5, 2027 at 1:30 pm"
    )


@given(
    words=st.text(),
    day=st.none() | st.dates(),
    until=st.none() | st.dates(),
    weekdays=st.lists(st.integers(0, 6), unique=True).map(tuple),
    earliest=st.none() | st.times(),
    latest=st.none() | st.times(),
    is_exact=st.booleans(),
)
def test_wish_survives_json(**entries: Any) -> None:
    """What was read is the same after it has been stored."""
    wish = PreferredTime(**entries)
    assert PreferredTime.from_dict(json.loads(json.dumps(wish.to_dict()))) == wish


@pytest.mark.parametrize(
    "changed",
    [{"day": "tomorrow"}, {"earliest": "9ish"}, {"weekdays": ["x"]}, {"until": "2026-02-30"}],
)
def test_damaged_entries_are_refused(changed: Dict[str, Any]) -> None:
    """Entries that no wish was stored as raise ValueError."""
    entries = {**PreferredTime("any time").to_dict(), **changed}
    with pytest.raises(ValueError):  # noqa: PT011
        PreferredTime.from_dict(entries)
