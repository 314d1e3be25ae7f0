"""Tests of reading when a visitor would like to come."""

from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo

import pytest

from assistant.booking.reading.times.preferred_time import (
    PreferredTime,
    UnusableTime,
    read_preferred_time,
    warm_up,
)
from assistant.clinic_schedule import ClinicSchedule
from tests.booking.reading.clinic_times import (
    BEFORE_AUTUMN,
    BEFORE_SPRING,
    FRIDAY,
    NEW_YEAR,
    SCHEDULE,
    SUNDAY,
    WEDNESDAY,
    ZONE,
)
from tests.booking.reading.time_examples import NO_TIME, READ_BACK, UNUSABLE


@pytest.mark.parametrize(("text", "words"), READ_BACK)
def test_wish_is_read_back_in_clear_words(text: str, words: str) -> None:
    """What a visitor writes is said back with its date and its time."""
    wish = read_preferred_time(text, SUNDAY, SCHEDULE)
    assert wish is not None
    assert wish.words == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Would tuesday at 2:15 be possible?", "Tuesday, November 24 at 2:15 pm"),
        ("Maybe next thurs around 4?", "Thursday, December 3, around 4:00 pm"),
        ("Wensday or thrusday morning pls", "Wednesday or Thursday in the morning"),
        ("im off on fridays", "any Friday"),
        ("the first monday of december", "Monday, December 7"),
        ("the last friday of next month", "Friday, December 25"),
        ("I have to work mornings so afternoons are best", "any day in the afternoon"),
        ("not this week, next week", "the week of Monday, November 30"),
        ("the sooner the better", "as soon as possible"),
        ("can u do 330 on thursday", "Thursday, November 26 at 3:30 pm"),
        ("friday 27 november 10 o'clock", "Friday, November 27 at 10:00 am"),
        ("ten in the morning on monday", "Monday, November 23 at 10:00 am"),
        (
            "Saturday would be great but Friday works too",
            "Saturday, November 28 or Friday, November 27",
        ),
        (
            "monday if possible, otherwise wednesday",
            "Monday, November 23 or Wednesday, November 25",
        ),
        ("between now and friday", "by Friday, November 27"),
        ("within the next two weeks", "Sunday, November 22 to Sunday, December 6"),
        ("tuesday in two weeks", "Tuesday, December 8"),
        ("two weeks from tuesday at 9", "Tuesday, December 8 at 9:00 am"),
        ("I can't come before 5", "any day after 5:00 pm"),
        ("I can't come after 3", "any day before 3:00 pm"),
        ("tuesday and thursday don't work for me", "any day except Tuesday and Thursday"),
        ("5th of next month", "Saturday, December 5"),
        ("next month on the 5th", "Saturday, December 5"),
        ("2026/12/03", "Thursday, December 3"),
        ("Tue 11/24 9:00", "Tuesday, November 24 at 9:00 am"),
        ("mon 23rd nov 9-10", "Monday, November 23, between 9:00 am and 10:00 am"),
    ],
)
def test_whole_sentences_are_read(text: str, words: str) -> None:
    """Wishes as people put them, with what they cannot do and why."""
    wish = read_preferred_time(text, SUNDAY, SCHEDULE)
    assert wish is not None
    assert wish.words == words


@pytest.mark.parametrize("text", NO_TIME)
def test_text_without_a_time_gives_none(text: str) -> None:
    """Words that only look like a time, and tales of earlier times, are no wish."""
    assert read_preferred_time(text, SUNDAY, SCHEDULE) is None


@pytest.mark.parametrize(("text", "reason"), UNUSABLE)
def test_unusable_time_is_named(text: str, reason: str) -> None:
    """A time that has gone, is too far or does not exist is refused with its reason."""
    with pytest.raises(UnusableTime) as caught:
        read_preferred_time(text, SUNDAY, SCHEDULE)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        (
            "next tuesday afternoon",
            PreferredTime(
                "Tuesday, December 1, in the afternoon",
                day=date(2026, 12, 1),
                earliest=time(12),
                latest=time(18),
            ),
        ),
        (
            "after 5 on weekdays",
            PreferredTime("weekdays after 5:00 pm", weekdays=(0, 1, 2, 3, 4), earliest=time(17)),
        ),
        (
            "next week",
            PreferredTime(
                "the week of Monday, November 30",
                day=date(2026, 11, 30),
                until=date(2026, 12, 6),
            ),
        ),
        (
            "monday at 10:30 am",
            PreferredTime(
                "Monday, November 23 at 10:30 am",
                day=date(2026, 11, 23),
                earliest=time(10, 30),
                latest=time(10, 30),
                is_exact=True,
            ),
        ),
        (
            "monday morning or wednesday afternoon",
            # The words keep the two apart; the bounds hold both.
            PreferredTime(
                "Monday, November 23, in the morning, or Wednesday, November 25, in the afternoon",
                day=date(2026, 11, 23),
                until=date(2026, 11, 25),
                weekdays=(0, 2),
                latest=time(18),
            ),
        ),
        ("mornings", PreferredTime("any day in the morning", latest=time(12))),
        ("asap", PreferredTime("as soon as possible")),
        (
            "10ish",
            PreferredTime("any day around 10:00 am", earliest=time(9, 30), latest=time(10, 31)),
        ),
        (
            "by friday",
            PreferredTime(
                "by Friday, November 27", day=date(2026, 11, 22), until=date(2026, 11, 27)
            ),
        ),
    ],
)
def test_wish_has_the_bounds_that_its_words_say(text: str, wish: PreferredTime) -> None:
    """Days, weekdays and times are given along with the words."""
    assert read_preferred_time(text, SUNDAY, SCHEDULE) == wish


@pytest.mark.parametrize(
    ("now", "text", "words"),
    [
        (WEDNESDAY, "friday", "Friday, November 27"),
        (WEDNESDAY, "this friday", "Friday, November 27"),
        (WEDNESDAY, "next friday", "Friday, December 4"),
        (WEDNESDAY, "next monday", "Monday, November 30"),
        (WEDNESDAY, "wednesday", "Wednesday, December 2"),
        (WEDNESDAY, "this wednesday", "Wednesday, November 25"),
        (WEDNESDAY, "next wednesday", "Wednesday, December 2"),
        (WEDNESDAY, "tuesday", "Tuesday, December 1"),
        (WEDNESDAY, "next week", "the week of Monday, November 30"),
        (WEDNESDAY, "this week", "Wednesday, November 25 to Sunday, November 29"),
        (WEDNESDAY, "this weekend", "Saturday, November 28 or Sunday, November 29"),
        (WEDNESDAY, "next weekend", "Saturday, December 5 or Sunday, December 6"),
        (WEDNESDAY, "in two weeks", "the week of Monday, December 7"),
        (WEDNESDAY, "today at 3", "Wednesday, November 25 at 3:00 pm"),
        (WEDNESDAY, "this afternoon", "Wednesday, November 25, in the afternoon"),
        (WEDNESDAY, "this morning", "Wednesday, November 25, in the morning"),
        (WEDNESDAY, "tonight", "Wednesday, November 25, in the evening"),
        (WEDNESDAY, "the 25th", "Wednesday, November 25"),
        (WEDNESDAY, "the 24th", "Thursday, December 24"),
        (FRIDAY, "next tuesday", "Tuesday, December 1"),
        (FRIDAY, "end of the week", "Friday, November 27"),
        (FRIDAY, "monday", "Monday, November 30"),
        (NEW_YEAR, "the 8th at 9", "Friday, January 8 at 9:00 am"),
        (NEW_YEAR, "march 3", "Wednesday, March 3"),
        (NEW_YEAR, "october 1", "Friday, October 1"),
        (NEW_YEAR, "in 3 days", "Friday, January 8"),
    ],
)
def test_days_count_from_now(now: datetime, text: str, words: str) -> None:
    """The same words mean other dates on other days."""
    wish = read_preferred_time(text, now, SCHEDULE)
    assert wish is not None
    assert wish.words == words


@pytest.mark.parametrize(
    ("now", "text", "reason"),
    [
        (WEDNESDAY, "today at 8", "past"),
        (WEDNESDAY, "today at 10", "past"),
        (WEDNESDAY, "today before 9", "past"),
        (WEDNESDAY, "november 24", "past"),
        (NEW_YEAR, "december 30", "past"),
        (NEW_YEAR, "january 4", "past"),
        (NEW_YEAR, "february 29", "impossible"),
        (BEFORE_SPRING, "sunday at 2:30 am", "impossible"),
        (BEFORE_SPRING, "march 14 at 2 am", "impossible"),
    ],
)
def test_refusals_count_from_now(now: datetime, text: str, reason: str) -> None:
    """Whether a moment has gone, or is skipped by the clocks, depends on the day."""
    with pytest.raises(UnusableTime) as caught:
        read_preferred_time(text, now, SCHEDULE)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("now", "text", "start"),
    [
        # Standard time is six hours behind UTC in Chicago, daylight-saving time five.
        (BEFORE_SPRING, "sunday at 3 am", datetime(2027, 3, 14, 8, 0, tzinfo=timezone.utc)),
        (BEFORE_SPRING, "monday at 9", datetime(2027, 3, 15, 14, 0, tzinfo=timezone.utc)),
        (BEFORE_AUTUMN, "saturday at 9", datetime(2026, 10, 31, 14, 0, tzinfo=timezone.utc)),
        (BEFORE_AUTUMN, "sunday at 1:30 am", datetime(2026, 11, 1, 6, 30, tzinfo=timezone.utc)),
        (BEFORE_AUTUMN, "monday at 9", datetime(2026, 11, 2, 15, 0, tzinfo=timezone.utc)),
    ],
)
def test_wall_time_holds_over_a_change_of_the_clocks(
    now: datetime, text: str, start: datetime
) -> None:
    """The clinic's wall time is what a visitor means on either side of a change."""
    wish = read_preferred_time(text, now, SCHEDULE)
    assert wish is not None
    assert wish.day is not None
    assert wish.earliest is not None
    wall = datetime.combine(wish.day, wish.earliest, tzinfo=ZONE)
    assert wall.astimezone(timezone.utc) == start


def test_now_is_taken_to_the_clinics_time_zone() -> None:
    """At 3 am UTC it is still the evening before in Chicago."""
    now = datetime(2026, 11, 24, 3, 0, tzinfo=timezone.utc)
    wish = read_preferred_time("tomorrow", now, SCHEDULE)
    assert wish is not None
    assert wish.day == date(2026, 11, 24)


def test_numbers_of_a_date_stand_in_the_order_of_the_region() -> None:
    """3/12 is the third of December in London and March 12 in Chicago."""
    london = ClinicSchedule(ZoneInfo("Europe/London"), "GB", (), 30, 12, 28, frozenset())
    wish = read_preferred_time("3/12", SUNDAY, london)
    assert wish is not None
    assert wish.day == date(2026, 12, 3)
    wish = read_preferred_time("3/12", SUNDAY, SCHEDULE)
    assert wish is not None
    assert wish.day == date(2027, 3, 12)


def test_warm_up_can_be_called_again() -> None:
    """Warming up is harmless at any time."""
    warm_up()
    warm_up()
