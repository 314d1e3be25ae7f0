"""Reads the time of the day that a visitor asks for: "after 5", "in the morning", "at 10:30"."""

import re
from datetime import time
from typing import Optional

from assistant.booking.reading.times.clock_times import (
    Clock,
    clock_pattern,
    read_clock,
    rewrite_spoken_times,
)
from assistant.booking.reading.times.day_parts import DAY_MARK, NOON, TimeOfDay, find_day_parts
from assistant.booking.reading.times.wished_time import UnusableTime, say_time

AROUND_MINUTES = 30
FIRST, SECOND = clock_pattern(0), clock_pattern(1)
# What follows these makes an hour of a bare number.
MARKED = clock_pattern(1, "")
CANNOT = r"(?:cant|cannot|can not|couldnt|wont|unable to)(?: \w+){0,3}"
LATER = r"(?: (?:and|or) (?:later|after(?! ?\d)|onwards?)| onwards?| on\b(?! )| or any ?time after)"
EARLIER = r"(?: (?:and|or) (?:earlier|before(?! ?\d))| at the latest| latest)"
SPAN = re.compile(
    rf"(?:(?P<opening>between|from|btw) )?{FIRST}(?P<joint> ?- ?| to | until | through | and | "
    rf"or ){SECOND}"
)
FROM = re.compile(
    rf"(?:\b(?:(?:no(?:t)?|{CANNOT}) (?:any )?(?:earlier than|before)|(?:any ?time )?after|past|"
    rf"later than|from|"
    rf"starting(?: at| from)?|at or after)(?: about| around)? {FIRST}|(?:(?:at|from) "
    rf")?{MARKED}{LATER})"
)
BEFORE = re.compile(
    rf"(?:\b(?:(?:no(?:t)?|{CANNOT}) (?:any )?(?:later than|after|past)|(?:any ?time )?before|by|"
    rf"until|up to|"
    rf"earlier than)(?: about| around)? {FIRST}|(?:at )?{MARKED}{EARLIER})"
)
AROUND = re.compile(
    rf"(?:(?:\b(?:around|about|approximately|approx|roughly|near|circa)|~) ?(?:at )?{FIRST}|"
    rf"(?:\bat )?{MARKED}(?:[ -]?ish\b| or so\b| or thereabouts))"
)
EXACT = re.compile(rf"(?P<cue>(?:\bat|@|\bfor|{DAY_MARK},?|^,?)(?: exactly| like)? ?)?{FIRST}")
REFUSED = re.compile(r"\b(?:except|excluding|not|anything but|any time but) (?:at )?$")
NEGATED = re.compile(rf"\b(?:not?|{CANNOT}) $")
BOUND_WORDS = ("after", "before", "by", "until", "past", "than")
WITH_PART = re.compile(r" (?:in the|at) morning")


def find_time_of_day(text: str) -> Optional[TimeOfDay]:
    """The time of the day in normalised words. Raises UnusableTime where there is none such."""
    part, rest = find_day_parts(rewrite_spoken_times(text))
    clock = _find_clock(rest, part)
    if clock is None or part is None:
        return clock or part
    if clock.is_exact:
        return clock
    earliest = max(filter(None, (clock.earliest, part.earliest)), default=None)
    latest = min(filter(None, (clock.latest, part.latest)), default=None)
    if earliest is not None and latest is not None and earliest >= latest:
        # "Evenings or after 3" widens rather than narrows; the clock is what is surer.
        return clock
    return TimeOfDay(f"{part.words}, {clock.words}", earliest, latest)


def _find_clock(text: str, part: Optional[TimeOfDay]) -> Optional[TimeOfDay]:
    span = SPAN.search(text)
    if span is not None and _is_span(span, text):
        groups = span.groupdict()
        first, second = read_clock(groups, 0), read_clock(groups, 1)
        return (
            _one_of(first, second, part)
            if span["joint"] == " or "
            else _between(first, second, part)
        )
    bounds = _find_bounds(text, part)
    if bounds is not None:
        return bounds
    around = AROUND.search(text)
    if around is not None:
        moment = _choose(_either(around), part)
        low, high = _minutes(moment) - AROUND_MINUTES, _minutes(moment) + AROUND_MINUTES
        return TimeOfDay(f"around {say_time(moment)}", _clock_at(low), _clock_at(high + 1))
    for found in EXACT.finditer(text):
        clock = read_clock(found.groupdict(), 0)
        has_cue = (found["cue"] or "").strip(" ,") not in ("", "for")
        # The parts of the day have all been written as "morning" by now.
        has_cue = has_cue or bool(WITH_PART.match(text[found.end() :]))
        if clock.is_plain and (not has_cue or not 0 < clock.hour < 24):
            continue
        if REFUSED.search(text[: found.start()]):
            continue
        moment = _choose(clock, part)
        return TimeOfDay(f"at {say_time(moment)}", moment, moment, is_exact=True)
    return None


def _is_span(found: "re.Match[str]", text: str) -> bool:
    first, second = (read_clock(found.groupdict(), index) for index in (0, 1))
    lead = text[: found.start()].rstrip(" ,")
    if found["joint"] == " or ":
        # "After 9 or before 5" has its own words before each hour and does not match at all.
        is_said = not (first.is_plain and second.is_plain) or lead.endswith((DAY_MARK, "at", "@"))
        return is_said and not lead.endswith(BOUND_WORDS) and not found["opening"]
    if found["joint"] == " and ":
        return found["opening"] == "between"
    if not (first.is_plain and second.is_plain) or found["opening"]:
        return first.hour < 25 and second.hour < 25
    return max(first.hour, second.hour) < 13 and (
        not lead
        or lead.endswith((DAY_MARK, "morning", "at", "around", "about", "time", "weekdays"))
    )


def _between(first: Clock, second: Clock, part: Optional[TimeOfDay]) -> TimeOfDay:
    starts, ends = first.times(), second.times()
    if part is not None:
        starts = (_choose(first, part),)
    elif first.half is None and second.half is not None:
        # "2 to 4 pm" begins in the afternoon too, "10 to 2 pm" does not.
        same = [start for start in starts if (start >= NOON) == (second.half == "pm")]
        starts = (*same, *starts)
    for start in starts:
        later = [end for end in sorted(ends) if end > start]
        if later:
            words = f"between {say_time(start)} and {say_time(later[0])}"
            return TimeOfDay(words, start, later[0])
    raise UnusableTime("impossible")


def _one_of(first: Clock, second: Clock, part: Optional[TimeOfDay]) -> TimeOfDay:
    times = sorted((_choose(first, part), _choose(second, part)))
    last = _clock_at(_minutes(times[1]) + 1)
    return TimeOfDay(f"at {say_time(times[0])} or {say_time(times[1])}", times[0], last)


def _find_bounds(text: str, part: Optional[TimeOfDay]) -> Optional[TimeOfDay]:
    rest, earliest, latest = text, None, None
    after = FROM.search(rest)
    if after is not None and _is_hour(after) and not NEGATED.search(rest[: after.start()]):
        earliest = _choose(_either(after), part)
        rest = f"{rest[: after.start()]} {rest[after.end() :]}"
    before = BEFORE.search(rest)
    if before is not None and _is_hour(before) and not _is_negated(before, rest):
        latest = _choose(_either(before), part)
    if earliest is not None and latest is not None:
        if latest <= earliest and " or " in text:
            return TimeOfDay(f"before {say_time(latest)} or after {say_time(earliest)}")
        if latest <= earliest:
            raise UnusableTime("impossible")
        words = f"between {say_time(earliest)} and {say_time(latest)}"
        return TimeOfDay(words, earliest, latest)
    if earliest is not None:
        return TimeOfDay(f"after {say_time(earliest)}", earliest, None)
    return TimeOfDay(f"before {say_time(latest)}", None, latest) if latest is not None else None


def _is_negated(found: "re.Match[str]", text: str) -> bool:
    return not found[0].startswith("no") and bool(NEGATED.search(text[: found.start()]))


def _is_hour(found: "re.Match[str]") -> bool:
    clock = _either(found)
    return clock.hour < 24 or not clock.is_plain


def _either(found: "re.Match[str]") -> Clock:
    groups = found.groupdict()
    index = 0 if groups["hour0"] or groups["named0"] else 1
    return read_clock(groups, index)


def _choose(clock: Clock, part: Optional[TimeOfDay]) -> time:
    """The likeliest time, within the part of the day where one was named."""
    times = clock.times()
    if part is not None:
        for moment in times:
            if (part.earliest or time.min) <= moment <= (part.latest or time.max):
                return moment
        # "8 in the afternoon" lies outside of what we call afternoon, but not before noon.
        is_late = part.earliest is not None and part.earliest >= NOON
        times = tuple(sorted(times, reverse=is_late))
    return times[0]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _clock_at(minutes: int) -> time:
    bounded = min(max(minutes, 0), 24 * 60 - 1)
    return time(bounded // 60, bounded % 60)
