"""Turns a date's words into a day of the calendar, and knows weeks and months."""

import calendar
from datetime import date, datetime, timedelta
from typing import Optional, Tuple

from dateparser.date import DateDataParser

from assistant.booking.reading.times.time_spelling import MONTHS
from assistant.booking.reading.times.wished_time import UnusableTime

# A date without a year that has just gone is a slip; one long gone is meant for next year.
JUST_GONE = timedelta(days=90)
FURTHEST = timedelta(days=366)
# Everybody else writes the day before the month.
MONTH_FIRST_REGIONS = ("US", "PH", "PR", "GU", "VI", "AS", "MP")


def parse_date(words: str, now: datetime, region: str) -> Optional[date]:
    """The day that `words` name, seen from `now` (the clinic's wall time)."""
    settings = {
        "PREFER_DATES_FROM": "future",
        "TIMEZONE": "UTC" if now.tzinfo is None else str(now.tzinfo),
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month"],
        "DATE_ORDER": "MDY" if region in MONTH_FIRST_REGIONS else "DMY",
    }
    try:
        found = DateDataParser(languages=["en"], settings=settings).get_date_data(words).date_obj
    except (OverflowError, ValueError):
        return None
    return found.date() if found is not None else None


def named_date(words: str, has_year: bool, now: datetime, region: str) -> date:
    """The day of "december 3" or "12/3/2026"; it may be past. Raises UnusableTime."""
    found = parse_date(words, now, region)
    if found is None:
        raise UnusableTime("impossible")
    if has_year:
        return found
    today = now.date()
    try:
        this_year = found.replace(year=today.year)
    except ValueError as error:
        # Only February 29 can be missing; the next one may be years away.
        next_year = _in_year(found, today.year + 1)
        if next_year is None or next_year - today > FURTHEST:
            raise UnusableTime("impossible") from error
        return next_year
    last_year, next_year = _in_year(found, today.year - 1), _in_year(found, today.year + 1)
    if last_year is not None and today - last_year <= JUST_GONE:
        # In January, "december 30" has just gone.
        return last_year
    if this_year >= today or today - this_year <= JUST_GONE:
        return this_year
    if next_year is None:
        raise UnusableTime("impossible")
    return next_year


def coming_date(number: int, today: date) -> date:
    """The next day of a month with this number: "the 3rd". Raises UnusableTime."""
    if not 1 <= number <= 31:
        raise UnusableTime("impossible")
    year, month = today.year, today.month
    while number > calendar.monthrange(year, month)[1] or date(year, month, number) < today:
        year, month = next_month(year, month)
    return date(year, month, number)


def next_month(year: int, month: int) -> Tuple[int, int]:
    """The month after this one, as year and month."""
    return (year + 1, 1) if month == 12 else (year, month + 1)


def coming_month(name: str, year: Optional[int], today: date) -> Tuple[date, date]:
    """First and last day of a month by its name; without a year, the running or next one."""
    month = MONTHS.index(name) + 1
    if year is None:
        year = today.year if month >= today.month else today.year + 1
    return month_days(year, month)


def month_days(year: int, month: int) -> Tuple[date, date]:
    """First and last day of a month. Raises UnusableTime for a year that calendars do not have."""
    if not 1 <= year <= 9998:
        raise UnusableTime("impossible")
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def this_week(today: date) -> date:
    """The Monday of the week that "this week" means.

    On a Sunday it is the week that begins the next day: nobody plans a week that is over.
    """
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=7) if today.weekday() == 6 else monday


def coming_weekday(weekday: int, today: date) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def next_weekday(weekday: int, today: date) -> date:
    """The day that "next tuesday" means: that of the week after `this_week`.

    On a Friday it is the coming Tuesday, on a Monday or a Sunday the one after the coming one,
    which is how most Americans use it. The date is read back, so a visitor can say otherwise.
    """
    if weekday == today.weekday():
        return today + timedelta(days=7)
    return this_week(today) + timedelta(days=7 + weekday)


def _in_year(day: date, year: int) -> Optional[date]:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
