"""Reads when a visitor would like to come, from their own words."""

import itertools
import re
from dataclasses import replace
from datetime import datetime
from typing import List, Optional

from assistant.booking.reading.times.compose_wish import choose_between, compose_wish
from assistant.booking.reading.times.day_parts import DAY_MARK, TimeOfDay
from assistant.booking.reading.times.day_words import NamedDays, find_days
from assistant.booking.reading.times.time_history import drop_history
from assistant.booking.reading.times.time_spelling import normalise_time_words
from assistant.booking.reading.times.time_words import find_time_of_day
from assistant.booking.reading.times.wished_time import (
    PreferredTime,
    UnusableTime,
    describe_slot,
    is_within_hours,
)
from assistant.booking.systems.calendar_dates import parse_date
from assistant.clinic_schedule import ClinicSchedule

__all__ = [
    "PreferredTime",
    "UnusableTime",
    "describe_slot",
    "is_within_hours",
    "read_preferred_time",
    "warm_up",
]

SOON = re.compile(
    r"\basap\b|\bas (?:soon|early|quick(?:ly)?) as (?:possible|you can|u can|i can|we can|it "
    r"gets)\b|"
    r"\b(?:the )?(?:soonest|earliest|first|next)(?: possible| available)+\b|\bsoonest\b|"
    r"\b(?:earliest|next|first) (?:appointment|appt|opening|slot|opportunity|convenience)\b|"
    r"\b(?:right away|immediately|(?:sooner|earlier)(?: is| it is)? (?:the )?better|straight "
    r"away|right now)\b|"
    r"^(?:very |quite |pretty )?(?:soon|soonish|now)(?: please)?$"
)
ANY_TIME = re.compile(
    r"\bany ?time\b|\bwhenever\b|\bany ?day\b|\bflexible\b|\b(?:im|i am) (?:wide )?open\b|"
    r"\bno preference\b|\bdont (?:mind|care)\b|\bdoes ?nt matter\b|\b(?:you|u) (?:choose|pick|"
    r"decide)\b|"
    r"\bwhatever (?:works|suits|time|day)\b|\bup to you\b|\bany (?:slot|appointment|date)\b|"
    r"\ball day\b|\bwhen(?:ever)? (?:you|u) (?:can|have)\b|\b(?:im|i am) (?:always )?(?:free|"
    r"retired)\b"
)
LONGEST_ANY_TIME = 9


def read_preferred_time(
    text: str, now: datetime, schedule: ClinicSchedule
) -> Optional[PreferredTime]:
    """The time that a visitor asks for in `text`, None where there is none.

    `now` is aware, or in the clinic's wall time. A bare hour from 1 to 6 is in the afternoon, from
    7 to 11 in the morning. "Next tuesday" is that of next week; weeks begin on Monday, and a Sunday
    counts to the week that follows it. A weekday that does not fall on the named date is
    "impossible". Raises UnusableTime.
    """
    zone = schedule.time_zone
    now = now.replace(tzinfo=zone) if now.tzinfo is None else now.astimezone(zone)
    plain = normalise_time_words(text)
    words = drop_history(plain)
    found, marked = find_days(words, now, schedule.region)
    times = [find_time_of_day(_one_mark(part)) for part in _parts(found, marked)]
    if len(found) > 1:
        return _either(found, times, now)
    days = found[0].days if found else None
    wish = compose_wish(days, next((moment for moment in times if moment), None), now)
    if wish is None:
        return _without_time(plain)
    if days is None and SOON.search(words):
        # What was said of the day ("any day") gives way to the haste.
        wish = replace(wish, words=f"as soon as possible, {wish.words.removeprefix('any day ')}")
    return wish


def warm_up() -> None:
    """Load what the first reading would otherwise wait for: the date parser's language."""
    parse_date("december 3", datetime(2026, 1, 1), "US")
    parse_date("in 10 days", datetime(2026, 1, 1), "US")


def _one_mark(text: str) -> str:
    return re.sub(rf"{DAY_MARK}+", DAY_MARK, text)


def _parts(found: List[NamedDays], marked: str) -> List[str]:
    """The text cut between the days, so that each keeps the words about its own time."""
    if len(found) < 2:
        return [marked]
    cuts = [0]
    for one, other in itertools.pairwise(found):
        gap = marked[one.end : other.start]
        joints = list(re.finditer(r"\bor\b|\band\b|[,;/]", gap))
        cuts.append(one.end + joints[-1].end() if joints else other.start)
    cuts.append(len(marked))
    return [marked[start:end].strip() for start, end in itertools.pairwise(cuts)]


def _either(
    found: List[NamedDays], times: List[Optional[TimeOfDay]], now: datetime
) -> Optional[PreferredTime]:
    """Several days to choose from. Bounds that one wish cannot hold apart are widened."""
    given = [moment for moment in times if moment is not None]
    if len(given) == 1:
        # "Tomorrow or thursday at 3": the time is said once for all of them.
        times = [given[0]] * len(times)
    wishes: List[PreferredTime] = []
    for named, moment in zip(found, times, strict=True):
        try:
            wish = compose_wish(named.days, moment, now)
        except UnusableTime:
            continue
        if wish is not None and wish.words not in [known.words for known in wishes]:
            wishes.append(wish)
    if not wishes:
        raise UnusableTime("past")
    if len(wishes) == 1:
        return wishes[0]
    days = [named.days for named in found]
    return choose_between(wishes, days, given[0] if len(given) == 1 else None, now)


def _without_time(words: str) -> Optional[PreferredTime]:
    """The wish of those who name no time: as soon as possible, any time, or none at all."""
    if SOON.search(words):
        return PreferredTime("as soon as possible")
    if ANY_TIME.search(words) and len(words.split()) <= LONGEST_ANY_TIME:
        return PreferredTime("any time")
    return None
