"""Reads dates, months and distances: "dec 3", "the 3rd", "in two weeks", "early december"."""

import re
from datetime import date, datetime, timedelta
from typing import Optional

from assistant.booking.reading.number_words import MONTH, NUMBER, YEAR, read_number
from assistant.booking.reading.times.clock_times import AFTER_BARE_HOUR
from assistant.booking.reading.times.time_spelling import DAYS
from assistant.booking.reading.times.week_words import DAY, Days
from assistant.booking.reading.times.wished_time import UnusableTime
from assistant.booking.systems.calendar_dates import (
    coming_date,
    named_date,
    parse_date,
    this_week,
)

COUNTS = {
    **{"a": 1, "an": 1, "one": 1, "a couple": 2, "couple": 2, "couple of": 2, "a couple of": 2},
    **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "a few": 3, "few": 3},
}
COUNT = rf"(?:\d{{1,5}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})"

ISO = re.compile(r"(?<![\d-])(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?![\d-])")
NUMERIC = re.compile(
    r"(?<![\d/.$-])(?:(?P<full>\d{1,2}(?P<joint>[/.-])\d{1,2}(?P=joint)(?:\d{4}|\d\d))"
    r"|(?P<short>\d{1,2}/\d{1,2}|\d{1,2}\.\d{1,2}\.(?!\d)))(?![\d/%])"
)
# "The pain is 7/10", "half 1/2 hour", "24/7".
NO_DATE_AROUND = re.compile(
    r"\b(?:pain|hurts?|scale|score|level|vision|hour|mile|24/7|half|cup|dose)\b"
)
# "23rd november 9-10" is one day and hours.
NOT_BEHIND_NUMBER = r"(?<!\d )(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth )(?<! of )"
DAY_RANGE = re.compile(
    rf"\b(?:{NOT_BEHIND_NUMBER}(?P<month>{MONTH}) (?:the )?(?P<first>{NUMBER})(?P<joint> ?- ?| "
    rf"to | through | until "
    rf"| and | or | ?& ?)"
    rf"(?:the )?(?P<last>{NUMBER})(?! ?(?:am|pm|:|oclock))|"
    rf"(?P<first2>{NUMBER})(?P<joint2> ?- ?| to | through | until | and | or | ?& "
    rf"?)(?P<last2>{NUMBER}) (?:of )?(?P<month2>{MONTH}))"
    rf"{YEAR}"
)
MONTH_DAY = re.compile(
    rf"\b(?:(?P<month>{MONTH})\.?,? (?:the )?(?P<number>{NUMBER})(?!:\d)|"
    rf"(?:the )?(?P<number2>{NUMBER}) (?:day )?(?:of )?(?P<month2>{MONTH}))\b{YEAR}"
)
NEAR_DAY = re.compile(
    r"\b(?:(?:the )?(?P<two>day after tomorrow)|(?P<word>today|tomorrow|yesterday)|"
    r"(?:the )?(?P<gone>day before yesterday|other day))\b"
)
DISTANCE = re.compile(
    rf"\b(?:(?P<lead>within(?: the next)?|in the next|(?:over|during) the next|in|after|about|"
    rf"around) "
    rf"(?:about |around |maybe |like |the next )?)?(?P<count>{COUNT}) (?P<unit>day|week|month|"
    rf"year)s?"
    rf"(?P<tail> (?:from|after|on) (?P<anchor>now|today|tomorrow|{DAY})| time| out| ago| hence)?\b"
)
NUMBERED_DAY = re.compile(
    rf"(?:\b(?:on |for |by )?the (?P<number>{NUMBER})(?: of (?:the|this|next) month)?|"
    rf"(?P<bare>(?<![\d/.:-])\d{{1,2}}(?:st|nd|rd|th)\b)|(?<=day)(?P<behind>,? ?(?:the "
    rf")?(?:{NUMBER})))"
    rf"{AFTER_BARE_HOUR}"
)
BEHIND_WEEKDAY = re.compile(rf"\b{DAY}$")


def read_iso(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The day of "2026-12-03"."""
    year, month, day = (int(part) for part in re.split(r"\D", found["iso"]))
    try:
        return Days(day=date(year, month, day))
    except ValueError as error:
        raise UnusableTime("impossible") from error


def read_numeric(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The day of "12/3" or "12/3/2026", in the order of the region."""
    if found["short"] and NO_DATE_AROUND.search(found.string):
        return None
    words = (found["full"] or found["short"]).rstrip(".").replace(".", "/").replace("-", "/")
    return Days(day=named_date(words, bool(found["full"]), now, region))


def read_month_day(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The day of "december 3rd" or "the third of december 2026"."""
    month, number = found["month"] or found["month2"], found["number"] or found["number2"]
    words = f"{month} {read_number(number)} {found['year'] or ''}".strip()
    return Days(day=named_date(words, bool(found["year"]), now, region))


def read_day_range(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The days of "dec 3-5"."""
    month = found["month"] or found["month2"]
    ends = (found["first"] or found["first2"], found["last"] or found["last2"])
    first, last = (
        named_date(
            f"{month} {read_number(end)} {found['year'] or ''}".strip(),
            bool(found["year"]),
            now,
            region,
        )
        for end in ends
    )
    if first >= last:
        # "December 3 - 2" is no range of days but a day and an hour.
        return None
    is_list = (found["joint"] or found["joint2"]).strip() in ("and", "or", "&")
    if not is_list or found.string[: found.start()].endswith("between ") or (last - first).days > 6:
        return Days(first, last)
    return Days(first, last, tuple(sorted({first.weekday(), last.weekday()})))


def read_near_day(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """Today, tomorrow, the day after."""
    if found["gone"]:
        return Days(is_past=True)
    if found["two"]:
        return Days(day=now.date() + timedelta(days=2))
    day = parse_date(found["word"], now, region)
    return Days(day=day, is_past=found["word"] == "yesterday")


def read_distance(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The day or days of "in 10 days", "in two weeks", "a week from tuesday", "2 days ago"."""
    tail, lead, unit = (found["tail"] or "").strip(), found["lead"] or "", found["unit"]
    if tail == "ago":
        return Days(is_past=True)
    is_whole = found[0] == found.string.strip(" .!")
    if not lead and not tail and not is_whole:
        return None
    if lead in ("about", "around") and not tail and not is_whole:
        return None
    today, count = now.date(), _count(found["count"])
    anchor = found["anchor"]
    if anchor in ("tomorrow",):
        now += timedelta(days=1)
    elif anchor not in (None, "now", "today"):
        weekday = DAYS.index(str(anchor).rstrip("s"))
        now += timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    day = parse_date(f"in {count} {unit}s", now, region)
    if day is None:
        raise UnusableTime("too_far")
    if lead.startswith("within") or "next" in found[0]:
        return Days(today, day)
    if unit == "week" and anchor in (None, "now"):
        # Nobody counts the days of "in two weeks": it is that week.
        monday = this_week(day)
        return Days(monday, monday + timedelta(days=6))
    if found["count"] in ("a few", "few"):
        return Days(day, day + timedelta(days=2 if unit == "day" else 13))
    return Days(day=day)


def read_numbered_day(found: "re.Match[str]", now: datetime, region: str) -> Optional[Days]:
    """The day of "the 3rd"."""
    number = found["number"] or found["bare"] or found["behind"]
    number = number.strip(", ").removeprefix("the ")
    if found["behind"] and not BEHIND_WEEKDAY.search(found.string[: found.start()]):
        return None
    if found["behind"] and number.isdigit() and int(number) < 13 and "the" not in found["behind"]:
        # "Tuesday 3" is three o'clock, "tuesday 24" is a date.
        return None
    return Days(day=coming_date(read_number(number), now.date()))


def _count(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS[word]
