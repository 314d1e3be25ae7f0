"""When the clinic is open and how it gives appointments: what is read and what is refused."""

from datetime import date, time
from typing import Any, Dict, Tuple

import pytest

from assistant.clinic_schedule import (
    InvalidClinicProfile,
    OpeningHours,
    describe_hours,
    read_schedule,
    read_weekdays,
    speak_clock,
)

ZONE = {"time_zone": "America/Chicago"}
FRIDAY = {"days": "Friday", "open": "08:00", "close": "13:00"}


def refusal(**entries: Any) -> str:
    with pytest.raises(InvalidClinicProfile) as caught:
        read_schedule("clinic.yml", {**ZONE, **entries})
    return str(caught.value)


def test_nothing_has_to_be_stated() -> None:
    """Without entries: UTC, US numbers, half-hour slots from 12 hours to 28 days ahead."""
    schedule = read_schedule("clinic.yml", {})
    assert str(schedule.time_zone) == "UTC"
    assert schedule.region == "US"
    assert schedule.opening_hours == ()
    assert (schedule.slot_minutes, schedule.notice_hours, schedule.horizon_days) == (30, 12, 28)
    assert schedule.closed_dates == frozenset()


def test_every_entry_is_read() -> None:
    """Rows become one stretch for each day; dates are read with quotes and without."""
    schedule = read_schedule(
        "clinic.yml",
        {
            **ZONE,
            "region": "CA",
            "hours": [FRIDAY, {"days": "Mon and Wed", "open": "00:00", "close": "23:59"}],
            "slot_minutes": 45,
            "notice_hours": 0,
            "horizon_days": 365,
            "closed_dates": [date(2026, 12, 25), "2027-01-01"],
        },
    )
    assert str(schedule.time_zone) == "America/Chicago"
    assert schedule.region == "CA"
    assert schedule.opening_hours == (
        OpeningHours(4, time(8), time(13)),
        OpeningHours(0, time(0), time(23, 59)),
        OpeningHours(2, time(0), time(23, 59)),
    )
    assert (schedule.slot_minutes, schedule.notice_hours, schedule.horizon_days) == (45, 0, 365)
    assert schedule.closed_dates == {date(2026, 12, 25), date(2027, 1, 1)}


def test_one_row_or_date_needs_no_list() -> None:
    """A single row of hours and a single date stand for themselves."""
    schedule = read_schedule(
        "clinic.yml", {**ZONE, "hours": FRIDAY, "closed_dates": date(2026, 12, 25)}
    )
    assert [row.weekday for row in schedule.opening_hours] == [4]
    assert schedule.closed_dates == {date(2026, 12, 25)}


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [("slot_minutes", 5, 240), ("notice_hours", 0, 336), ("horizon_days", 1, 365)],
)
def test_number_outside_of_its_range_is_refused(name: str, lowest: int, highest: int) -> None:
    """Both ends are usable; anything else is refused with the value and the range."""
    for value in (lowest, highest):
        assert getattr(read_schedule("clinic.yml", {name: value}), name) == value
    for wrong in (lowest - 1, highest + 1, 30.0, "30", True, None, [30]):
        assert refusal(**{name: wrong}) == (
            f"'{name}' in clinic.yml is {wrong!r}. Use a whole number from {lowest} to {highest}."
        )


@pytest.mark.parametrize("region", ["us", "USA", "XX", "", 1, None])
def test_unknown_region_is_refused(region: Any) -> None:
    """Two capital letters of a country."""
    assert refusal(region=region) == (
        f"'region' in clinic.yml is {region!r}. Use the country's two letters, such as US."
    )


@pytest.mark.parametrize("zone", ["Chicago", "", None, "/etc/localtime", 5])
def test_unknown_time_zone_is_refused(zone: Any) -> None:
    """Also one that would be a path to somewhere else."""
    assert "Use a name such as 'America/Chicago'." in refusal(time_zone=zone)


def test_hours_need_a_time_zone() -> None:
    """Nobody knows when "8:00" is without one."""
    with pytest.raises(InvalidClinicProfile, match=r"'time_zone' in clinic\.yml is 'None'"):
        read_schedule("clinic.yml", {"hours": [FRIDAY]})


@pytest.mark.parametrize("dates", ["christmas", ["2026-13-01"], [20261225], [None], {"a": 1}])
def test_unreadable_date_is_refused(dates: Any) -> None:
    """The message names the value and how a date is written."""
    words = refusal(closed_dates=dates)
    assert words.startswith("'closed_dates' in clinic.yml holds ")
    assert words.endswith(" Write dates such as 2026-12-25.")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": "Someday"}, "'days' in clinic.yml is 'Someday'. Name the days, such as Monday"),
        ({"days": ""}, "'days' in clinic.yml is ''."),
        ({"days": 5}, "'days' in clinic.yml is 5."),
        ({"open": "8:00"}, "'open' of Friday in clinic.yml is '8:00'. Write it in quotes"),
        ({"close": 1300}, "'close' of Friday in clinic.yml is 1300. Write it in quotes"),
        ({"close": "24:00"}, "'close' of Friday in clinic.yml is '24:00'."),
        ({"close": "08:00"}, "close at 08:00, which is not after 08:00. Write two rows for hours"),
        ({"open": "22:00", "close": "02:00"}, "close at 02:00, which is not after 22:00."),
    ],
)
def test_unusable_row_of_hours_is_refused(changes: Dict[str, Any], words: str) -> None:
    """The message names the row, the value and how it is written."""
    assert words in refusal(hours=[{**FRIDAY, **changes}])


@pytest.mark.parametrize("row", ["daily", {"days": "Friday"}, ["Friday"], None])
def test_row_of_another_shape_is_refused(row: Any) -> None:
    """A row has days, open and close."""
    assert "needs rows such as {days: Friday" in refusal(hours=[row])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Monday to Thursday", (0, 1, 2, 3)),
        ("Mon-Fri", (0, 1, 2, 3, 4)),
        ("monday through friday", (0, 1, 2, 3, 4)),
        ("Mon, Wed and Fri", (0, 2, 4)),
        ("Tues & Thurs", (1, 3)),
        ("Friday to Monday", (0, 4, 5, 6)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("weekends and Friday", (4, 5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
        ("Saturdays", (5,)),
        ("Monday and Monday", (0,)),
        ("", ()),
        ("whenever", ()),
        ("Mo", ()),
        ("Monday and whenever", ()),
    ],
)
def test_weekdays_are_read_from_words(text: str, days: Tuple[int, ...]) -> None:
    """Lists and ranges; none where any word is not clear."""
    assert read_weekdays(text) == days


@pytest.mark.parametrize(
    ("clock", "spoken"),
    [("00:05", "12:05 am"), ("08:00", "8:00 am"), ("12:00", "12:00 pm"), ("23:59", "11:59 pm")],
)
def test_clock_is_spoken_on_twelve_hours(clock: str, spoken: str) -> None:
    """Midnight and noon are 12."""
    assert speak_clock(clock) == spoken


def test_hours_are_described_as_the_clinic_writes_its_days() -> None:
    """The days stand as they are written, the times are spoken, the zone is a city."""
    entries = {"time_zone": "America/New_York", "hours": [{**FRIDAY, "days": "Fri  days"}]}
    with pytest.raises(InvalidClinicProfile):
        describe_hours("clinic.yml", entries)
    entries["hours"] = [FRIDAY]
    assert describe_hours("clinic.yml", entries) == "Friday 8:00 am to 1:00 pm (New York time)"
    assert describe_hours("clinic.yml", {}) is None
