"""Finds e-mail addresses in a text, written or spoken ("ana at mail dot com")."""

import re
from dataclasses import dataclass
from typing import Iterator, Optional

from email_validator import EmailNotValidError, validate_email

KNOWN_ENDINGS = (
    r"(?:com|org|net|edu|gov|mil|info|biz|io|co|us|uk|co\.uk|ca|au|com\.au|de|fr|es|it|pt|br|"
    r"com\.br|mx|"
    r"com\.mx|nl|be|ch|at|pl|se|no|dk|ie|in|jp|cn|me|tv|eu|app|dev|health|example)"
)
# At most 64 characters stand before the @ and 253 behind it.
WRITTEN = re.compile(
    r"(?<![^\s,;:<>()\[\]\"'/=])(?P<local>[^\s@,;:<>()\[\]\"]{1,64})@(?P<domain>[^\s@,;<>()\[\]\"]{0,253})"
)
SPACED = re.compile(
    rf"(?<![\w.])(?P<local>[\w.+-]{{1,64}}) ?@ ?(?P<domain>(?:[\w-]{{1,63}} ?\. "
    rf"?){{1,4}}{KNOWN_ENDINGS})"
    r"(?![\w@-])",
    re.IGNORECASE,
)
AT = r"(?: at | ?\(at\) ?| ?\[at\] ?)"
DOT = r"(?: dot | ?\(dot\) ?| ?\[dot\] ?|\.)"
SPOKEN = re.compile(
    rf"(?<![\w.])(?P<local>[\w+-]{{1,32}}(?:(?:{DOT}|_| underscore | dash | hyphen "
    rf")[\w+-]{{1,32}}){{0,3}}){AT}"
    rf"(?P<domain>[\w-]{{1,63}}(?:{DOT}[\w-]{{1,63}}){{0,3}}{DOT}{KNOWN_ENDINGS})(?![\w-])",
    re.IGNORECASE,
)
SIGNS = ((" underscore ", "_"), (" dash ", "-"), (" hyphen ", "-"))
# "tues@5pm", "meet@10:30": an @ that stands for "at".
CLOCK = re.compile(r"\d{1,2}(?:[:.]\d\d)?(?:am|pm|a|p|ish)?[.!?]*$", re.IGNORECASE)
NO_NAMES = frozenset(("me", "meet", "arrive", "look", "be", "am", "is", "are", "see", "you", "it"))


@dataclass(frozen=True)
class EmailPlace:
    """An address and where it stands; `value` is None where it cannot be one."""

    start: int
    end: int
    value: Optional[str]
    shown: str = ""


def find_email_addresses(text: str) -> Iterator[EmailPlace]:
    """Every address and every plain try at one, in no order."""
    rest = text
    for pattern in (SPACED, WRITTEN, SPOKEN):
        for found in pattern.finditer(rest):
            place = _read(found, is_try=pattern is WRITTEN)
            if place is None:
                continue
            yield place
            rest = rest[: place.start] + "\n" * (place.end - place.start) + rest[place.end :]


def _read(found: "re.Match[str]", is_try: bool) -> Optional[EmailPlace]:
    local, domain = found["local"].strip(), found["domain"].strip()
    local = re.sub(r"^mailto:|^[('<{*]+", "", local, flags=re.IGNORECASE)
    domain = re.sub(r"[.!?:'*>)}]+$", "", domain)
    if is_try and (CLOCK.fullmatch(domain) or not local):
        return None
    if not is_try and local.lower() in NO_NAMES:
        return None
    address = f"{_write(local)}@{_write(domain)}"
    start, end = found.span()
    try:
        # Test addresses are for those who try the assistant out; nobody is written to here.
        checked = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return EmailPlace(start, end, None) if is_try else None
    return EmailPlace(start, end, checked.normalized.lower(), checked.normalized)


def _write(spoken: str) -> str:
    for sign, written in SIGNS:
        spoken = re.sub(re.escape(sign), written, spoken, flags=re.IGNORECASE)
    spoken = re.sub(r" dot | ?\(dot\) ?| ?\[dot\] ?", ".", spoken, flags=re.IGNORECASE)
    return spoken.replace(" ", "")
