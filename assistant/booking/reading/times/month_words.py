"""Reads months and parts of them: "in december", "early january", "the first monday of march"."""

import re
from datetime import date, datetime, timedelta
from typing import Optional

from assistant.booking.reading.number_words import MONTH, NUMBER, YEAR, read_number
from assistant.booking.reading.times.time_spelling import DAYS, MONTHS
from assistant.booking.reading.times.week_words import DAY, Days
from assistant.booking.reading.times.wished_time import UnusableTime
from assistant.booking.systems.calendar_dates import coming_month, month_days, next_month

PART_OF_MONTH = re.compile(
    rf"\b(?:the )?(?P<part>early|beginning|start|first half|first part|first week|second week|"
    rf"third week|fourth week|last week|middle|mid|second half|late|later|end|1st week|2nd week|"
    rf"3rd week|4th week)(?: ?- ?| of | in | )(?:the )?(?:month of )?(?P<month>{MONTH}|next "
    rf"month|this month|month){YEAR}\b"
)
NTH_WEEKDAY = re.compile(
    rf"\b(?:the )?(?P<place>first|second|third|fourth|last|1st|2nd|3rd|4th) (?P<day>{DAY}) "
    rf"(?:of|in) (?:the )?(?P<month>{MONTH}|next month|this month|month)\b{YEAR}"
)
DAY_OF_MONTH = re.compile(
    rf"\b(?:(?:the )?(?P<number>{NUMBER}) (?:of |in )?(?P<month>next month|this month|the month)|"
    rf"(?P<month2>next month|this month),? (?:on )?the (?P<number2>{NUMBER}))\b"
)
WHOLE_MONTH = re.compile(
    rf"(?:\b(?P<lead>in|during|any ?time in|sometime in|any day in|next|this|all of|through) |"
    rf"(?P<start>^))"
    rf"(?P<month>{MONTH})\b{YEAR}(?(start)(?=$|[,.;!]))"
)
CLEAR_MONTH = re.compile(
    rf"\b(?P<month>{'|'.join(month for month in MONTHS if month not in ('march', 'may'))})\b{YEAR}"
)
RUNNING_MONTH = re.compile(
    r"\b(?P<which>this|next|last|past|previous|coming) (?P<unit>month|year)\b"
)


def read_whole_month(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """All days of "in december"."""
    first, last = _month(found, now.date())
    return Days(max(first, now.date()), last, is_past=last < now.date())


def read_part_of_month(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The days of "early december" or "the first week of next month"."""
    first, last = _month(found, now.date())
    part = found["part"]
    spans = {
        **dict.fromkeys(("first week", "1st week"), (1, 7)),
        **dict.fromkeys(("second week", "2nd week"), (8, 14)),
        **dict.fromkeys(("third week", "3rd week"), (15, 21)),
        **dict.fromkeys(("fourth week", "4th week"), (22, 28)),
        "last week": (last.day - 6, last.day),
        **dict.fromkeys(("first half",), (1, 15)),
        "second half": (16, last.day),
        **dict.fromkeys(("middle", "mid"), (11, 20)),
        **dict.fromkeys(("late", "later"), (21, last.day)),
        "end": (last.day - 6, last.day),
    }
    start, end = spans.get(part, (1, 10))
    begins, ends = first.replace(day=start), first.replace(day=end)
    if ends < now.date() and not found["year"] and found["month"] in MONTHS:
        begins, ends = (_in_next_year(day) for day in (begins, ends))
    return Days(max(begins, now.date()), ends, is_past=ends < now.date())


def read_running_month(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The days of "next month" or "this year"."""
    today, which = now.date(), found["which"]
    if which in ("last", "past", "previous"):
        return Days(is_past=True)
    if found["unit"] == "year":
        year = today.year + (which == "next")
        return Days(max(today, date(year, 1, 1)), date(year, 12, 31))
    year, month = today.year, today.month
    if which != "this":
        year, month = next_month(year, month)
    first, last = month_days(year, month)
    return Days(max(first, today), last)


def read_nth_weekday(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The day of "the first monday of december"."""
    today, weekday = now.date(), DAYS.index(found["day"].rstrip("s"))
    first, last = _month(found, today)
    if found["place"] == "last":
        return Days(day=last - timedelta(days=(last.weekday() - weekday) % 7))
    place = read_number(found["place"]) - 1
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * place)
    if day < today and found["month"] in MONTHS and not found["year"]:
        first = first.replace(year=first.year + 1)
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * place)
    return Days(day=day)


def read_day_of_month(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The day of "the 5th of next month"."""
    year, month = now.year, now.month
    if (found["month"] or found["month2"]) == "next month":
        year, month = next_month(year, month)
    number = read_number(found["number"] or found["number2"])
    try:
        return Days(day=date(year, month, number))
    except ValueError as error:
        raise UnusableTime("impossible") from error


def _month(found: "re.Match[str]", today: date) -> "tuple[date, date]":
    name = found["month"]
    if name in ("next month", "this month", "month"):
        year, month = today.year, today.month
        return month_days(*(next_month(year, month) if name == "next month" else (year, month)))
    return coming_month(name, int(found["year"]) if found["year"] else None, today)


def _in_next_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)
