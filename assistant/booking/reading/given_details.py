"""Takes what a first message already says for a booking, so that it is not asked for again."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import List, Optional, Sequence, Tuple

from assistant.booking.reading.contact import locate_contact, plain_contact_text
from assistant.booking.reading.given_reason import find_reason
from assistant.booking.reading.person_name import find_name
from assistant.booking.reading.times.preferred_time import (
    PreferredTime,
    UnusableTime,
    read_preferred_time,
)
from assistant.booking.requests import Contact
from assistant.clinic_schedule import ClinicSchedule

# In a first message these tell what has been, not when somebody wants to come.
HISTORY = re.compile(
    r"(?<!for )\b(?:last|yesterday|ago|past|previous|already|was|had|been)\b", re.IGNORECASE
)
QUESTION = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok|so|and|well|good \w+|please)\W+)*(?:what|when|whats|how|is|are|"
    r"do|does|did|which|why|who|"
    r"where)\b",
    re.IGNORECASE,
)
# "Call me after 5" is about the call.
CALL = re.compile(
    r"\b(?:call|text|ring|phone|reach|contact|e-?mail) (?:me|us)(?: back)?\b[^,;.!?\n]*",
    re.IGNORECASE,
)
PART = re.compile(r"[,;.!?\n]+")
LONGEST_ANY_TIME = 5


@dataclass(frozen=True)
class GivenDetails:
    """What a message gives. `problems` are pairs of field and reason: ("time", "past")."""

    name: Optional[str] = None
    contact: Optional[Contact] = None
    preferred_time: Optional[PreferredTime] = None
    reason: Optional[str] = None
    problems: Tuple[Tuple[str, str], ...] = ()


def read_given_details(
    text: str, now: datetime, schedule: ClinicSchedule, conditions: Sequence[str]
) -> GivenDetails:
    """What `text` gives; nothing is guessed. `conditions` are names recognised in it.

    `now` is aware, or in the clinic's wall time. What was given but cannot be used is left out
    and named in `problems`: ("contact", "phone_too_short"), ("time", "past").
    """
    problems: List[Tuple[str, str]] = []
    rest = plain_contact_text(text)
    timed = rest
    contact: Optional[Contact] = None
    place = locate_contact(rest, schedule.region)
    if place is not None:
        contact = place.contact
        if place.contact is None:
            problems.append(("contact", place.reason or "email"))
        # A comma keeps the words before and after it apart.
        timed = f"{rest[: place.start]} {rest[place.end :]}"
        rest = f"{rest[: place.start]} , {rest[place.end :]}"
    name = find_name(rest)
    if name is not None:
        rest, timed = _without(rest, name), _without(timed, name)
    preferred_time: Optional[PreferredTime] = None
    try:
        preferred_time = _find_time(CALL.sub(" ", timed), now, schedule)
    except UnusableTime as error:
        if error.reason != "past" or not HISTORY.search(rest):
            problems.append(("time", error.reason))
    return GivenDetails(
        name=name,
        contact=contact,
        preferred_time=preferred_time,
        reason=find_reason(rest, conditions),
        problems=tuple(problems),
    )


def _without(text: str, name: str) -> str:
    """The text without the name, which may hold a month ("April Jones")."""
    pattern = r"[\s.]+".join(re.escape(word.strip(".")) for word in name.split())
    return re.sub(rf"\b{pattern}\b", " , ", text, count=1, flags=re.IGNORECASE)


def _find_time(text: str, now: datetime, schedule: ClinicSchedule) -> Optional[PreferredTime]:
    wish = read_preferred_time(text, now, schedule)
    if wish is None or wish.day or wish.weekdays or wish.earliest or wish.latest:
        return wish
    if QUESTION.match(text):
        # "What is your earliest appointment?" asks, it does not wish.
        return None
    if wish.words != "any time":
        return wish
    if "?" in text:
        return None
    # "I can come any time" is a wish in a part of its own, "any time now" is not.
    for part in PART.split(text):
        is_short = len(part.split()) <= LONGEST_ANY_TIME
        if is_short and read_preferred_time(part, now, schedule) == wish:
            return wish
    return None
