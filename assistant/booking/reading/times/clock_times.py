"""Reads times of the clock: "half past 2", "10:30", "2-4 pm", "noon"."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Dict, Optional, Tuple

from assistant.booking.reading.times.wished_time import UnusableTime

HOUR_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        start=1,
    )
}
MINUTE_WORDS = {"five": 5, "ten": 10, "fifteen": 15, "quarter": 15, "twenty": 20, "half": 30}
MINUTES_AFTER = {"fifteen": 15, "thirty": 30, "forty five": 45, "forty-five": 45}
NAMED = {"noon": 12, "midnight": 0}
HOURS = "|".join(HOUR_WORDS)
# The words that may follow a bare hour; "at 2 clinics" and "after two weeks" are no times.
AFTER_BARE_HOUR = (
    r"(?=\s*(?:$|[,;.!?)&/¤~-]|(?:or|and|in|on|at|if|please|pls|would|will|is|works?|for|but|"
    r"thanks?|"
    r"thx|be|otherwise|because|with|until|to|through|sharp|onwards?|each|every|any|most|only|the|"
    r"this|next|"
    r"then|best|latest|today|when|as|since|can|could|works|good|fine|ok|okay|instead|preferably|"
    r"though|maybe|morning|afternoon|evening|night|may|i|my|so|suits?|"
    r"from|between|after|before|around|about|by|weekdays|weekends?)\b))"
)


# "Ten to four" is left alone: of wishes it is mostly said of the hours from ten until four.
FRACTION = re.compile(
    r"\b(?:(?:a )?(?P<part>half|quarter|\d{1,2}(?= min))(?: min(?:ute)?s?)? "
    r"(?P<side>past|after|to|until|of|before)|(?P<small>five|ten|twenty|\d{1,2}) past) "
    rf"(?P<hour>1[0-2]|[1-9]|{HOURS})\b(?![:/.]\d)"
)
# "Half 2" is half past 2; "half 2 tablets" is not, hence the words that may follow.
HALF_HOUR = re.compile(rf"\bhalf (?P<hour>1[0-2]|[1-9]|{HOURS})\b{AFTER_BARE_HOUR}")
# "At 230" and "1045 am", but not the year in "by 2027".
COMPACT = re.compile(
    r"\b(at|around|about|by|after|before|until|from|do|like|@|¤) "
    r"?(?!20[2-3]\d\b)(\d{1,2})([0-5]\d)\b"
    r"(?![-/:%]| (?:\d|people))|\b(\d{1,2})([0-5]\d)(?= ?(?:am|pm)\b)"
)


def rewrite_spoken_times(text: str) -> str:
    """Write "half past 2", "quarter to 4" and "at 230" as 2:30 and 3:45."""
    text = FRACTION.sub(_write_fraction, text)
    text = HALF_HOUR.sub(lambda found: f"{_hour_of(found['hour'])}:30", text)
    return COMPACT.sub(_open_compact, text)


def _hour_of(word: str) -> int:
    return HOUR_WORDS.get(word) or int(word)


def _write_fraction(found: "re.Match[str]") -> str:
    part, hour = found["part"] or found["small"], _hour_of(found["hour"])
    minutes = int(part) if part.isdigit() else MINUTE_WORDS[part]
    if found["side"] in (None, "past", "after"):
        return f"{hour}:{minutes:02d}"
    return f"{(hour - 2) % 12 + 1}:{60 - minutes:02d}" if 0 < minutes < 60 else found[0]


def _open_compact(found: "re.Match[str]") -> str:
    lead = f"{found[1]} " if found[1] else ""
    return f"{lead}{found[2] or found[4]}:{found[3] or found[5]}"


def clock_pattern(index: int, after: str = AFTER_BARE_HOUR) -> str:
    """A pattern of one time, with `after` as what follows a bare hour.

    `index` keeps the names of its groups apart from another's.
    """
    return (
        rf"(?:(?P<named{index}>noon|midnight)|"
        rf"(?<![\w/.:$%])(?P<hour{index}>\d{{1,2}}(?![\d%/])|(?:{HOURS})\b)"
        rf"(?:(?P<sign{index}>[:.]|h)(?P<minute{index}>\d\d)(?!\d)"
        rf"| ?(?P<spaced{index}>[0-5]\d|thirty|fifteen|forty[ -]five)\b(?![/:]\d))?"
        rf"(?P<oclock{index}> oclock\b)?(?: ?(?P<half{index}>am|pm)\b)?)"
        # A bare hour must be followed by what may follow one; a clear time by anything.
        rf"(?(named{index})|(?(minute{index})|(?(oclock{index})|(?(half{index})|{after}))))"
    )


@dataclass(frozen=True)
class Clock:
    """A time as it was said: `hour` may be on the 12-hour clock; `half` is "am", "pm" or None."""

    hour: int
    minute: int
    half: Optional[str]
    is_plain: bool

    def times(self) -> Tuple[time, ...]:
        """The times of the day that it may mean, the likelier first. Raises UnusableTime."""
        return tuple(time(hour, self.minute) for hour in self._hours())

    def _hours(self) -> Tuple[int, ...]:
        if self.hour > 23 or self.minute > 59 or (self.half == "am" and self.hour > 12):
            raise UnusableTime("impossible")
        if self.hour == 0 or self.hour > 12:
            return (self.hour,)
        morning = self.hour % 12
        if self.half is not None:
            return (morning if self.half == "am" else morning + 12,)
        # Appointments are by day: a bare 1 to 6 is the afternoon's, 12 is noon.
        return (morning, morning + 12) if 7 <= self.hour <= 11 else (morning + 12, morning)


def read_clock(found: Dict[str, Optional[str]], index: int) -> Clock:
    """The time that `clock_pattern(index)` matched, given the match's named groups."""
    named = found[f"named{index}"]
    hour_text = found[f"hour{index}"] or "0"
    hour = HOUR_WORDS.get(hour_text) or (int(hour_text) if hour_text.isdigit() else 0)
    spaced, minute_text = found[f"spaced{index}"], found[f"minute{index}"]
    minute = int(minute_text or 0)
    if spaced is not None:
        minute = int(spaced) if spaced.isdigit() else MINUTES_AFTER[spaced]
    half = found[f"half{index}"]
    if named is not None:
        return Clock(NAMED[named], 0, None, False)
    is_plain = not (half or minute_text or spaced or found[f"oclock{index}"])
    return Clock(hour, minute, half, is_plain)
