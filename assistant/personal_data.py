"""Replaces what says who somebody is by marks such as "[phone]", before anybody else reads it."""

import re
from typing import Callable, Iterable, List, Optional, Tuple

from assistant.clinic_profile import load_clinic_profile
from assistant.personal_names import find_names
from assistant.personal_numbers import (
    find_addresses,
    find_birth_dates,
    find_cards,
    find_dates,
    find_emails,
    find_long_numbers,
    find_phones,
    find_social_security_numbers,
)
from assistant.settings import load_settings

EMAIL = "[e-mail]"
CARD = "[card number]"
SOCIAL_SECURITY = "[social security number]"
BIRTH = "[date of birth]"
DATE = "[date]"
ADDRESS = "[address]"
PHONE = "[phone]"
NUMBER = "[number]"
NAME = "[name]"
MARKS = (EMAIL, CARD, SOCIAL_SECURITY, BIRTH, DATE, ADDRESS, PHONE, NUMBER, NAME)
_MARK = re.compile("|".join(map(re.escape, MARKS)))
_STAND_IN = re.compile("[\0\1]")
# They stand in for what is found already: part of no word, and no space either. What a person can
# be reached by has its own, as a name often stands beside it.
_TAKEN, _CONTACT = "\0", "\1"

Place = Tuple[int, int]


def mask_personal_data(text: str, region: Optional[str] = None) -> str:
    """The text with e-mails, phones, names, dates, card and other long numbers replaced by MARKS.

    Names only where something says that they are some ("my name is"). `region` ("US") is the
    country whose phone numbers need no prefix: the clinic's own if none is given, and then
    InvalidClinicProfile may be raised. Masking again changes nothing more.
    """
    country = region or load_clinic_profile(load_settings().clinic_profile).schedule.region
    masked = _mask_once(text, country)
    while masked != text:
        # With the surer ones gone, what is left may read as one more.
        text, masked = masked, _mask_once(masked, country)
    return masked


def _mask_once(text: str, country: str) -> str:
    # The surest first: what one has found, the next ones do not see.
    finders: Tuple[Tuple[str, Callable[[str], Iterable[Place]]], ...] = (
        (EMAIL, find_emails),
        (CARD, find_cards),
        (SOCIAL_SECURITY, find_social_security_numbers),
        (BIRTH, find_birth_dates),
        (DATE, find_dates),
        (ADDRESS, find_addresses),
        (PHONE, lambda rest: find_phones(rest, country)),
        (NUMBER, find_long_numbers),
        (NAME, find_names),
    )
    found = [(at.start(), at.end(), at[0]) for at in _MARK.finditer(text)]
    rest = _MARK.sub(lambda mark: _stand_in(mark[0]) * len(mark[0]), _STAND_IN.sub(" ", text))
    for mark, find in finders:
        for start, end in list(find(rest)):
            if not _STAND_IN.search(rest[start:end]):
                found.append((start, end, mark))
                rest = rest[:start] + _stand_in(mark) * (end - start) + rest[end:]
    parts: List[str] = []
    last = 0
    for start, end, mark in sorted(found):
        parts += [text[last:start], mark]
        last = end
    return "".join([*parts, text[last:]])


def _stand_in(mark: str) -> str:
    return _CONTACT if mark in (EMAIL, PHONE) else _TAKEN
