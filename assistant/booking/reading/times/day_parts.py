"""Reads the part of the day that a visitor asks for: "mornings", "after work", "not too early"."""

import re
from dataclasses import dataclass
from datetime import time
from typing import List, Optional, Tuple

# Where a day phrase stood; a bare hour right behind it ("tuesday 3") is a time.
DAY_MARK = "¤"
NOON = time(12, 0)


@dataclass(frozen=True)
class TimeOfDay:
    """When in the day. `words` follow a day: "at 10:30 am", "in the morning", "after 5:00 pm"."""

    words: str
    earliest: Optional[time] = None
    latest: Optional[time] = None
    is_exact: bool = False
    is_recurring: bool = False


# Each part of the day: its pattern, how it is said, when it begins and ends.
# fmt: off
PARTS: Tuple[Tuple[str, str, Optional[time], Optional[time]], ...] = (
    (r"early (?:in the )?mornings?|first thing(?: in the "
     r"morning)?", "early in the morning", None, time(9, 30)),
    (r"mid ?mornings?", "mid-morning", time(9, 30), time(11, 30)),
    (r"late(?:r in the)? mornings?", "late in the morning", time(10, 30), NOON),
    (r"early (?:in the )?afternoons?", "early in the afternoon", NOON, time(14, 0)),
    (r"mid ?afternoons?", "mid-afternoon", time(14, 0), time(16, 0)),
    (r"late(?:r in the)? afternoons?", "late in the afternoon", time(15, 0), time(18, 0)),
    (r"(?:the )?end of (?:the |my )?(?:work ?)?day|close of "
     r"business", "at the end of the day", time(15, 0), None),
    (r"later in the day", "in the afternoon", NOON, time(18, 0)),
    (r"after (?:my )?(?:work|job)(?: hours)?|after hours", "after 5:00 pm", time(17, 0), None),
    (r"before (?:my )?work", "before 9:00 am", None, time(9, 0)),
    (r"after school", "after 3:00 pm", time(15, 0), None),
    (r"after lunch(?: time)?", "after 1:00 pm", time(13, 0), None),
    (r"before lunch(?: time)?", "before noon", None, NOON),
    (r"(?:at |around |over |during )?(?:my )?lunch(?: (?:time|hour|"
     r"break))?", "at lunch time", time(11, 30), time(13, 30)),
    (r"mornings?|forenoons?", "in the morning", None, NOON),
    (r"afternoons?", "in the afternoon", NOON, time(18, 0)),
    (r"evenings?|nights?", "in the evening", time(17, 0), None),
)
# fmt: on
PART = re.compile("|".join(rf"(?P<p{i}>\b(?:{row[0]})\b)" for i, row in enumerate(PARTS)))
# "tuesday am" and "in the pm"; a bare "am" is mostly a verb.
HALF_ALONE = re.compile(rf"(?:(?:{DAY_MARK} |in the |^)(?P<half>am|pm)\b(?! i\b))")
UNWANTED_PART = re.compile(
    r"\b(?:not|no|but|except|never|cant do|cant make|cannot do|dont like|avoid|other than)"
    r"(?: in| at| on| for)?(?: the)?(?: early)? $"
)
UNWANTED_AFTER = re.compile(
    r"^ (?:does ?nt|do ?nt|dont|doesnt|wont|isnt|arent|are not|is not) (?:\w+ )?(?:work|good|"
    r"suit|ok|possible)"
    r"|^ (?:is|are) (?:bad|hard|difficult|out|no good)\b"
)


def find_day_parts(text: str) -> Tuple[Optional[TimeOfDay], str]:
    """The parts of the day named in `text`, and the text without those that hold clock words."""
    wanted: List[TimeOfDay] = []
    unwanted: List[TimeOfDay] = []
    rest = text
    for found in PART.finditer(text):
        row = PARTS[int(str(found.lastgroup)[1:])]
        is_recurring = found[0].endswith("s") and not found[0].endswith("ess")
        part = TimeOfDay(row[1], row[2], row[3], is_recurring=is_recurring)
        is_unwanted = UNWANTED_PART.search(text[: found.start()])
        if is_unwanted or UNWANTED_AFTER.search(text[found.end() :]):
            unwanted.append(part)
        elif part.words not in [known.words for known in wanted]:
            wanted.append(part)
        # Same length, so that later positions stay right.
        rest = (
            rest[: found.start()]
            + "morning".ljust(len(found[0]))[: len(found[0])]
            + rest[found.end() :]
        )
    for found in HALF_ALONE.finditer(text):
        row = next(row for row in PARTS if row[1] == f"in the {HALVES[found['half']]}")
        if not any(known.words == row[1] for known in wanted):
            wanted.append(TimeOfDay(row[1], row[2], row[3]))
    if not wanted and unwanted:
        return _without(unwanted[0]), rest
    if len(wanted) < 2:
        return (wanted[0] if wanted else None), rest
    earliest = [part.earliest for part in wanted]
    latest = [part.latest for part in wanted]
    return (
        TimeOfDay(
            " or ".join(part.words for part in wanted),
            None if None in earliest else min(moment for moment in earliest if moment),
            None if None in latest else max(moment for moment in latest if moment),
            is_recurring=any(part.is_recurring for part in wanted),
        ),
        rest,
    )


HALVES = {"am": "morning", "pm": "afternoon"}


def _without(part: TimeOfDay) -> TimeOfDay:
    if part.earliest is None:
        return TimeOfDay(f"not {part.words}", part.latest, None)
    if part.words == "in the afternoon" or part.latest is None:
        return TimeOfDay(f"not {part.words}", None, part.earliest)
    return TimeOfDay(f"not {part.words}")
