"""Puts days and a time of the day together into one wish, and says it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from typing import List, Optional, Sequence, Set, Tuple

from assistant.booking.reading.times.day_parts import TimeOfDay
from assistant.booking.reading.times.week_words import ALL_DAYS, WEEKEND_DAYS, WORK_DAYS, Days
from assistant.booking.reading.times.wished_time import (
    WEEKDAYS,
    PreferredTime,
    UnusableTime,
    say_date,
)
from assistant.booking.systems.calendar_dates import FURTHEST

# More days than this are not listed one by one.
LONGEST_LIST = 3


def compose_wish(
    days: Optional[Days], moment: Optional[TimeOfDay], now: datetime
) -> Optional[PreferredTime]:
    """One wish; None where there are neither days nor a time. Raises UnusableTime."""
    if days is None and moment is None:
        return None
    days = _bounded(days or Days(), now.date())
    if moment is not None and moment.is_recurring and days.coming is not None:
        # "Tuesday mornings" are those of any week.
        days = Days(weekdays=(days.coming,))
    if days.weekdays == ALL_DAYS:
        days = replace(days, weekdays=())
    if days == Days() and moment is None:
        return PreferredTime("any time")
    wish = PreferredTime(
        words=_join(say_days(days, now.date()), moment, _is_dated(days)),
        day=days.day,
        until=days.until,
        weekdays=days.weekdays,
        earliest=moment.earliest if moment else None,
        latest=moment.latest if moment else None,
        is_exact=bool(moment and moment.is_exact),
    )
    _check(wish, now)
    return wish


def _bounded(days: Days, today: date) -> Days:
    """No end where it is the same day, none beyond what a wish may reach."""
    if days.until is None or days.day is None:
        return days
    until = min(days.until, today + FURTHEST)
    return replace(days, until=until if until > days.day else None)


def choose_between(
    wishes: Sequence[PreferredTime],
    days: Sequence[Days],
    shared: Optional[TimeOfDay],
    now: datetime,
) -> PreferredTime:
    """One wish for several to choose from.

    Its words name each of them; its bounds hold all of them and may hold more. `shared` is the
    time that was said once for all days.
    """
    joint = ", or " if any(wish.earliest or wish.latest for wish in wishes) else " or "
    words = joint.join(wish.words for wish in wishes)
    if shared is not None:
        said = dict.fromkeys(say_days(one, now.date()) for one in days)
        words = _join(" or ".join(said), shared, True)
    is_exact = all(wish.is_exact and wish.earliest == wishes[0].earliest for wish in wishes)
    starts = [wish.earliest for wish in wishes if wish.earliest is not None]
    ends = [_end(wish) for wish in wishes if wish.latest is not None]
    first = [wish.day for wish in wishes if wish.day is not None]
    last = [wish.until or wish.day for wish in wishes if wish.day is not None]
    is_dated = len(first) == len(wishes)
    end = max(day for day in last if day is not None) if is_dated else None
    is_one_day = is_dated and end == min(first)
    return PreferredTime(
        words=words,
        day=min(first) if is_dated else None,
        until=None if is_one_day else end,
        weekdays=() if is_one_day else _weekdays_of(wishes),
        earliest=min(starts) if len(starts) == len(wishes) else None,
        latest=wishes[0].latest if is_exact else max(ends) if len(ends) == len(wishes) else None,
        is_exact=is_exact,
    )


def say_days(days: Days, today: date) -> str:
    """Days as they are read to a visitor."""
    if days.words is not None:
        return days.words
    if days.day is None:
        return say_weekdays(days.weekdays)
    if days.until is None or days.until == days.day:
        return say_date(days.day, today)
    length = (days.until - days.day).days + 1
    kept = [days.day + timedelta(days=step) for step in range(min(length, 14))]
    kept = [day for day in kept if not days.weekdays or day.weekday() in days.weekdays]
    has_gaps = (kept[-1] - kept[0]).days >= len(kept) if kept else False
    if length <= 14 and 0 < len(kept) <= (LONGEST_LIST if has_gaps else 2):
        return _list([say_date(day, today) for day in kept])
    if length == 7 and days.day.weekday() == 0 and not days.weekdays:
        return f"the week of {say_date(days.day, today)}"
    span = f"{say_date(days.day, today)} to {say_date(days.until, today)}"
    return f"{span}, {say_weekdays(days.weekdays)}" if days.weekdays else span


def say_weekdays(weekdays: Tuple[int, ...]) -> str:
    """Weekdays as they are read to a visitor: "weekdays", "Monday or Wednesday", "any Tuesday"."""
    if not weekdays or weekdays == ALL_DAYS:
        return "any day"
    if weekdays in (WORK_DAYS, WEEKEND_DAYS):
        return "weekdays" if weekdays == WORK_DAYS else "weekends"
    if len(weekdays) == 1:
        return f"any {WEEKDAYS[weekdays[0]]}"
    missing = [weekday for weekday in ALL_DAYS if weekday not in weekdays]
    if len(missing) <= 2:
        return f"any day except {_list([WEEKDAYS[weekday] for weekday in missing], 'and')}"
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return f"{WEEKDAYS[weekdays[0]]} to {WEEKDAYS[weekdays[-1]]}"
    return _list([WEEKDAYS[weekday] for weekday in weekdays])


def _join(said: str, moment: Optional[TimeOfDay], is_dated: bool) -> str:
    if moment is None:
        return said
    has_comma = (is_dated and not moment.is_exact) or moment.words.startswith("not ")
    return f"{said}{',' if has_comma else ''} {moment.words}"


def _is_dated(days: Days) -> bool:
    return days.day is not None


def _list(said: List[str], joint: str = "or") -> str:
    if len(said) < 2:
        return "".join(said)
    # Dates hold commas of their own ("Tuesday, December 1").
    comma = ";" if any("," in one for one in said) and len(said) > 2 else ","
    return f"{f'{comma} '.join(said[:-1])} {joint} {said[-1]}"


def _weekdays_of(wishes: Sequence[PreferredTime]) -> Tuple[int, ...]:
    """The weekdays of all wishes, none where one of them may be on any day."""
    found: Set[int] = set()
    for wish in wishes:
        if wish.weekdays:
            found.update(wish.weekdays)
        elif wish.day is None:
            return ()
        else:
            length = min(((wish.until or wish.day) - wish.day).days, 6)
            found.update((wish.day.weekday() + step) % 7 for step in range(length + 1))
    return () if len(found) == len(ALL_DAYS) else tuple(sorted(found))


def _end(wish: PreferredTime) -> time:
    latest = wish.latest or time.max
    if not wish.is_exact or latest >= time(23, 59):
        return latest
    return (datetime.combine(date.min, latest) + timedelta(minutes=1)).time()


def _check(wish: PreferredTime, now: datetime) -> None:
    """Refuse moments that have gone or that no clock shows. Raises UnusableTime."""
    if wish.day is None or (wish.until is not None and wish.until != wish.day):
        return
    if wish.day == now.date():
        last = wish.earliest if wish.is_exact else wish.latest
        if last is not None and last <= now.time():
            raise UnusableTime("past")
    if wish.is_exact and wish.earliest is not None:
        wall = datetime.combine(wish.day, wish.earliest, tzinfo=now.tzinfo)
        # A wall time that a daylight-saving change skips comes back as another one.
        if wall.astimezone(timezone.utc).astimezone(now.tzinfo).time() != wish.earliest:
            raise UnusableTime("impossible")
