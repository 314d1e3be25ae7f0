"""Finds every day that a visitor names and brings them together: which are wanted, which bound."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Callable, List, Optional, Tuple

from assistant.booking.reading.times import date_words, month_words, week_words
from assistant.booking.reading.times.day_parts import DAY_MARK
from assistant.booking.reading.times.week_words import ALL_DAYS, Days, narrow
from assistant.booking.reading.times.wished_time import UnusableTime, say_date
from assistant.booking.systems.calendar_dates import FURTHEST

Reader = Callable[["re.Match[str]", datetime, str], Optional[Days]]
# Nobody offers more; it bounds the work on a message that repeats a date.
MOST_DAYS = 12


def _of_today(
    reader: "Callable[[re.Match[str], date], Optional[Days]]",
) -> Reader:
    return lambda found, now, region: reader(found, now.date())


# In this order: what an earlier one has read, a later one does not see.
READERS: Tuple[Tuple["re.Pattern[str]", Reader], ...] = (
    (date_words.ISO, date_words.read_iso),
    (date_words.NUMERIC, date_words.read_numeric),
    (month_words.NTH_WEEKDAY, month_words.read_nth_weekday),
    (month_words.DAY_OF_MONTH, month_words.read_day_of_month),
    (month_words.PART_OF_MONTH, month_words.read_part_of_month),
    (date_words.DAY_RANGE, date_words.read_day_range),
    (date_words.MONTH_DAY, date_words.read_month_day),
    (month_words.WHOLE_MONTH, month_words.read_whole_month),
    (month_words.CLEAR_MONTH, month_words.read_whole_month),
    (month_words.RUNNING_MONTH, month_words.read_running_month),
    (date_words.DISTANCE, date_words.read_distance),
    (date_words.NEAR_DAY, date_words.read_near_day),
    (date_words.NUMBERED_DAY, date_words.read_numbered_day),
    (week_words.WEEKDAYS_WORD, _of_today(week_words.read_weekdays_word)),
    (week_words.WEEKEND, _of_today(week_words.read_weekend)),
    (week_words.WEEKDAY_LIST, _of_today(week_words.read_weekday_list)),
    (week_words.WEEK, _of_today(week_words.read_week)),
)
LAST_DAY = re.compile(r"\b(?P<word>by|before|until|no later than|not later than|up to)(?: the)? $")
FIRST_DAY = re.compile(
    r"\b(?P<word>after|from|starting|beginning|not before|no earlier than|on or after)(?: on)?"
    r"(?: the)? $"
)
OR_LATER = re.compile(r"^ (?:onwards?\b|on(?=$|[,.;!])|(?:or|and) (?:later|after)\b)")
OR_EARLIER = re.compile(r"^ (?:or (?:earlier|before|sooner)\b|at the latest|latest\b)")
WEEK_OF = re.compile(r"\bweek (?:of|beginning|starting|commencing)(?: the)? $")
UNWANTED = re.compile(
    r"(?:\b(?:not|except(?: for)?|excluding|other than|apart from|besides|avoid|cant|cannot|"
    r"without|"
    r"but no|never)|\b(?:any|every)\w*(?: day| time)? but|¤ but(?: not| never)?|"
    r"\b(?:cant|cannot|wont|dont|couldnt) (?:do|make|come|manage|attend|want|like|be)(?: it| "
    r"in)?)(?: (?:on|for|in|the|a))* $"
)
UNWANTED_AFTER = re.compile(
    r"^s? (?:(?:does ?n.?t|doesnt|do not|does not|dont|wont|will not|cant|isnt|is not|arent|are "
    r"not) "
    r"(?:\w+ )?(?:work|good|suit|possible|an option|ok|fit)|(?:is|are) (?:bad|out|no good|full|"
    r"hard|"
    r"difficult|impossible))\b"
)
# Between two phrases that say the same day ("tuesday, december 1", "monday of next week").
SAME_DAY_GAP = re.compile(r"[ ,(]*(?:the|of|in|on|on the|for|at|during|of the)?[ )]*")
SPAN_GAP = re.compile(r" ?(?:-|to|and|until|through) (?:the )?| ?- ?")


@dataclass(frozen=True)
class NamedDays:
    """Days and where in the text they were named."""

    start: int
    end: int
    days: Days
    is_wanted: bool = True


def find_days(text: str, now: datetime, region: str) -> Tuple[List[NamedDays], str]:
    """The wanted days of normalised words, and the text with day marks where they stood.

    Positions count in the text that is given back. Raises UnusableTime.
    """
    found: List[NamedDays] = []
    for pattern, read in READERS:
        for match in pattern.finditer(text):
            if len(found) == MOST_DAYS:
                break
            days = read(match, now, region)
            if days is None:
                continue
            start, end = match.span()
            # Spaces at the edges stay, for the patterns of the words around look for them.
            start += len(match[0]) - len(match[0].lstrip(" ,"))
            found.append(NamedDays(start, end, days))
            text = text[:start] + DAY_MARK * (end - start) + text[end:]
    found.sort(key=lambda named: named.start)
    found = [_weigh(named, text) for named in found]
    found = _join_spans(found, text, now)
    found = [_bound(named, text, now) for named in found]
    found = _join_same_days(found, text, now)
    return _keep_wanted(found, now), text


def _weigh(named: NamedDays, text: str) -> NamedDays:
    before, after = text[: named.start], text[named.end :]
    is_unwanted = bool(UNWANTED.search(before) or UNWANTED_AFTER.search(after))
    if named.days.weekdays and named.days.day is None and re.search(r"\bno $", before):
        is_unwanted = True
    return replace(named, is_wanted=not is_unwanted)


def _join_spans(found: List[NamedDays], text: str, now: datetime) -> List[NamedDays]:
    """Make one of "between dec 3 and dec 5", "from tuesday to dec 5"."""
    joined: List[NamedDays] = []
    for named in found:
        last = joined[-1] if joined else None
        if last is not None and last.days.day and not last.days.until and named.days.day:
            gap = text[last.end : named.start]
            lead = text[: last.start]
            is_between = re.search(r"\b(?:between|from) (?:the )?$", lead) or gap.strip() != "and"
            if SPAN_GAP.fullmatch(gap) and is_between and last.days.day < named.days.day:
                end = named.days.until or named.days.day
                days = Days(max(last.days.day, now.date()), end)
                joined[-1] = NamedDays(last.start, named.end, days, last.is_wanted)
                continue
        joined.append(named)
    return joined


def _bound(named: NamedDays, text: str, now: datetime) -> NamedDays:
    """Widen a day to what "by friday", "after the 3rd" and "the week of the 7th" mean."""
    days, today = named.days, now.date()
    day = days.day
    if day is None or days.is_past or (days.until and days.until < today):
        return named
    before, after = text[: named.start], text[named.end :]
    last, first = LAST_DAY.search(before), FIRST_DAY.search(before)
    end = days.until or day
    if WEEK_OF.search(before):
        monday = day - timedelta(days=day.weekday())
        days = Days(max(monday, today), monday + timedelta(days=6))
    elif last is not None or OR_EARLIER.search(after):
        if last is not None and last["word"] == "before":
            end = day - timedelta(days=1)
        if end < today:
            raise UnusableTime("past")
        days = Days(today, end, words=f"by {say_date(end, today)}")
    elif first is not None or OR_LATER.search(after):
        is_after = first is not None and first["word"] == "after"
        start = end + timedelta(days=1) if is_after else day
        if start - today > FURTHEST:
            raise UnusableTime("too_far")
        days = Days(start, today + FURTHEST, words=f"from {say_date(start, today)} on")
    return replace(named, days=days)


def _join_same_days(found: List[NamedDays], text: str, now: datetime) -> List[NamedDays]:
    joined: List[NamedDays] = []
    for named in found:
        last = joined[-1] if joined else None
        if last is not None and last.is_wanted == named.is_wanted:
            gap = text[last.end : named.start]
            days = _same_days(last.days, named.days, gap, now)
            if days is not None:
                joined[-1] = NamedDays(last.start, named.end, days, last.is_wanted)
                continue
        joined.append(named)
    return joined


def _same_days(first: Days, second: Days, gap: str, now: datetime) -> Optional[Days]:
    """Both phrases as one, where they speak of the same days. Raises UnusableTime."""
    for one, other in ((first, second), (second, first)):
        weekdays = (one.coming,) if one.coming is not None else one.weekdays
        if weekdays and other.until and not re.search(r"\bor\b|;", gap) and not one.until:
            if weekdays == ALL_DAYS:
                return other
            return narrow(replace(other, words=None), weekdays)
    if not SAME_DAY_GAP.fullmatch(gap) or first.until or second.until:
        return None
    if first.day is None or second.day is None:
        return None
    # "Tuesday, december 1": the date is surer than our reading of "next tuesday".
    dated, weekday = (first, second) if second.coming is not None else (second, first)
    if weekday.coming is None or dated.day is None or dated.coming is not None:
        return dated if first.day == second.day else None
    if dated.day.weekday() == weekday.coming:
        return dated
    if "," in gap and dated.day - now.date() <= timedelta(days=2):
        # "Tomorrow, thursday": two days to choose from.
        return None
    raise UnusableTime("impossible")


def _keep_wanted(found: List[NamedDays], now: datetime) -> List[NamedDays]:
    """Drop what is refused or gone. Raises UnusableTime where nothing else was said."""
    today = now.date()
    wanted = [named for named in found if named.is_wanted]
    refused = tuple(
        weekday
        for named in found
        if not named.is_wanted
        for weekday in (named.days.weekdays if named.days.coming is None else (named.days.coming,))
    )
    usable = [named for named in wanted if not _has_gone(named.days, now)]
    if wanted and not usable:
        raise UnusableTime("past")
    usable = [named for named in usable if not named.days.day or named.days.day - today <= FURTHEST]
    if wanted and not usable:
        raise UnusableTime("too_far")
    if not refused:
        return usable
    kept = tuple(weekday for weekday in ALL_DAYS if weekday not in refused)
    if not usable:
        place = next(named for named in found if not named.is_wanted)
        return [replace(place, days=Days(weekdays=kept), is_wanted=True)] if kept else []
    return [_without(named, kept) for named in usable]


def _has_gone(days: Days, now: datetime) -> bool:
    if days.is_past:
        return True
    return days.day is not None and (days.until or days.day) < now.date()


def _without(named: NamedDays, kept: Tuple[int, ...]) -> NamedDays:
    days = named.days
    if days.day is not None and days.until is None:
        return named
    weekdays = tuple(weekday for weekday in days.weekdays or ALL_DAYS if weekday in kept)
    return replace(named, days=narrow(days, weekdays)) if weekdays else named
