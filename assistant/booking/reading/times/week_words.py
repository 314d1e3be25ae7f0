"""Reads weekdays and weeks: "monday or wednesday", "end of next week", "weekends"."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import List, Optional, Tuple

from assistant.booking.reading.times.time_spelling import DAYS
from assistant.booking.systems.calendar_dates import coming_weekday, next_weekday, this_week

ALL_DAYS = tuple(range(7))
WORK_DAYS, WEEKEND_DAYS = (0, 1, 2, 3, 4), (5, 6)
DAY = rf"(?:{'|'.join(DAYS)})s?"


@dataclass(frozen=True)
class Days:
    """Days that were named: one (`day`), several (`day` to `until`), or `weekdays` of any week.

    `coming` is the weekday where a day was named by it alone. `words` say it where the dates
    would not say it well. `is_past` marks days that have gone.
    """

    day: Optional[date] = None
    until: Optional[date] = None
    weekdays: Tuple[int, ...] = ()
    coming: Optional[int] = None
    words: Optional[str] = None
    is_past: bool = False


LIST_JOINT = r"(?:\s*(?:,? ?or|,? ?and|,|/|&|\+)\s*(?:on |either |maybe |the |a |next |this )?)"
RANGE_JOINT = r"(?:\s*-\s*|\s+(?:to|through|until)\s+)"
WEEKDAY_LIST = re.compile(
    rf"\b(?P<lead>(?:(?:next|this|coming|upcoming|following|last|past|previous|every|any|each|most|"
    rf"either|all|other) ){{0,4}})(?P<list>{DAY}(?:(?:{LIST_JOINT}|{RANGE_JOINT}){DAY})*)\b"
    rf"(?P<after> (?:the )?(?:of )?(?:this|next|following) week\b(?! ?end)|(?P<later> week\b))?"
)
WEEKDAYS_WORD = re.compile(
    r"\b(?:(?:any|every|on|during|the|all|most) ){0,4}"
    r"(?:(?P<work>weekdays?|during the week|workdays?)|(?P<all>any ?day|every ?day|all days|daily)|"
    r"(?P<end>weekends))\b(?P<after> (?:the )?(?:of )?(?:this|next|following) week\b(?! ?end))?"
)
WEEKEND = re.compile(
    r"\b(?P<lead>(?:this|next|coming|following|last|past|the|a|any|every|on|over|during|"
    r"at|for) ){0,4}weekend\b"
)
WEEK = re.compile(
    r"\b(?:(?:sometime|any ?time|any day|some day|or)? ?)?"
    r"(?:(?P<part>beginning|start|first half|first part|early|earlier|middle|mid|end|late|later|"
    r"second half|latter half|latter part|back end|rest) ?-?(?:of |in )?)?(?:the )?"
    r"(?P<which>this coming|this|next|last|past|previous|coming|following|current|same|)"
    r" ?\b(?:full )?(?P<week>week after next|week after|week)\b"
)
# From the first to the last weekday of each part of a week.
WEEK_PARTS = {
    **dict.fromkeys(("beginning", "start", "early", "earlier", "first part"), (0, 1)),
    "first half": (0, 2),
    **dict.fromkeys(("middle", "mid"), (1, 3)),
    **dict.fromkeys(("second half", "latter half", "latter part"), (2, 4)),
    **dict.fromkeys(("end", "late", "back end"), (3, 4)),
}


def read_weekday_list(found: "re.Match[str]", today: date) -> Optional[Days]:
    """The days of "next monday or tuesday", "mondays", "mon-thu", "tuesday next week"."""
    words = re.findall(rf"{DAY}|-|\bto\b|through|until", found["list"])
    if found.string[: found.start()].endswith("between "):
        words[1:1] = ["to"]
    weekdays = _list_weekdays(words)
    lead = found["lead"].split()
    after = [] if found["later"] else (found["after"] or "").split()
    if {"last", "past", "previous"} & set(lead):
        return Days(weekdays=weekdays, is_past=True)
    if after or "next" in lead or "following" in lead or " next " in found["list"]:
        is_this = "this" in after or ("this" in lead and "next" not in lead)
        if len(weekdays) == 1 and not after:
            return Days(day=next_weekday(weekdays[0], today), coming=weekdays[0])
        monday = this_week(today) + timedelta(days=0 if is_this else 7)
        return narrow(Days(monday, monday + timedelta(days=6)), weekdays)
    if found["later"] and len(weekdays) == 1:
        # "Tuesday week" is a week after the coming Tuesday.
        return Days(coming_weekday(weekdays[0], today) + timedelta(days=7), coming=weekdays[0])
    is_plural = any(word.endswith("days") for word in words)
    if len(weekdays) > 1 or is_plural or {"every", "any", "each", "most", "all"} & set(lead):
        return Days(weekdays=weekdays)
    if "this" in lead and weekdays[0] == today.weekday():
        return Days(day=today, coming=weekdays[0])
    coming = coming_weekday(weekdays[0], today)
    return Days(day=coming, coming=weekdays[0])


def _list_weekdays(words: List[str]) -> Tuple[int, ...]:
    weekdays: List[int] = []
    is_range = False
    for word in words:
        if word in ("-", "to", "through", "until"):
            is_range = True
            continue
        weekday = DAYS.index(word.rstrip("s"))
        if is_range and weekdays:
            # A range may run over the end of the week.
            first = weekdays[-1]
            weekdays.extend((first + step) % 7 for step in range(1, (weekday - first) % 7))
        is_range = False
        weekdays.append(weekday)
    return tuple(sorted(set(weekdays)))


def read_weekdays_word(found: "re.Match[str]", today: date) -> Optional[Days]:
    """The days of "weekdays", "any day", "weekends"."""
    weekdays: Tuple[int, ...] = ALL_DAYS
    if found["work"]:
        weekdays = WORK_DAYS
    elif found["end"]:
        weekdays = WEEKEND_DAYS
    if not found["after"]:
        return Days(weekdays=weekdays)
    monday = this_week(today) + timedelta(days=0 if "this" in found["after"] else 7)
    return narrow(Days(max(monday, today), monday + timedelta(days=6)), weekdays)


def read_weekend(found: "re.Match[str]", today: date) -> Optional[Days]:
    """Saturday and Sunday of "this weekend", "next weekend"; any of "a weekend"."""
    lead = found[0].split()
    if {"last", "past"} & set(lead):
        return Days(is_past=True)
    if {"a", "any", "every"} & set(lead):
        return Days(weekdays=WEEKEND_DAYS)
    # The weekend of a Sunday is nearly over, that of a Saturday is this one.
    saturday = today + timedelta(days=5 - today.weekday())
    if "next" in lead or "following" in lead:
        saturday += timedelta(days=7)
    return Days(max(saturday, today), saturday + timedelta(days=1))


def read_week(found: "re.Match[str]", today: date) -> Optional[Days]:
    """The days of "next week", "end of this week", "the week after next"."""
    which, part = found["which"], found["part"]
    if which in ("last", "past", "previous"):
        return Days(is_past=True)
    if which == "same" or (which == "" and not part and found["week"] == "week"):
        return None
    monday = this_week(today)
    if found["week"] == "week after next":
        monday += timedelta(days=14)
    elif which in ("next", "following") or found["week"] == "week after":
        monday += timedelta(days=7)
    elif which in ("coming", "this coming"):
        monday = today + timedelta(days=7 - today.weekday())
    first, last = WEEK_PARTS.get(part or "", (0, 6))
    start, end = monday + timedelta(days=first), monday + timedelta(days=last)
    if part in ("later", "rest") and start <= today:
        start = today + timedelta(days=1 if part == "later" else 0)
    if end < today:
        # "The end of the week", said on a Saturday, is that of the week to come.
        start, end = start + timedelta(days=7), end + timedelta(days=7)
    return Days(max(start, today), max(end, start))


def narrow(days: Days, weekdays: Tuple[int, ...]) -> Days:
    """Those of `days` that fall on `weekdays`: one day where only one is left."""
    if days.day is None or days.until is None:
        return replace(days, weekdays=weekdays)
    if (days.until - days.day).days > 13:
        return replace(days, weekdays=weekdays)
    length = (days.until - days.day).days + 1
    kept = [days.day + timedelta(days=step) for step in range(length)]
    kept = [day for day in kept if day.weekday() in weekdays]
    if len(kept) == 1:
        return Days(day=kept[0])
    if not kept:
        return replace(days, weekdays=weekdays)
    if len(kept) == (kept[-1] - kept[0]).days + 1:
        return Days(kept[0], kept[-1])
    return Days(kept[0], kept[-1], weekdays)
