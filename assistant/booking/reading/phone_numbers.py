"""Finds phone numbers in a text, and digits that were meant for one but cannot be."""

import re
from dataclasses import dataclass
from typing import Iterator, List, Optional, Tuple

import phonenumbers
from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    ValidationResult,
)

# Shorter numbers without an area code are house numbers, prices and years.
SHORTEST_LOCAL = 6
DIGIT_WORDS = dict(
    zip(
        ("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        "00123456789",
        strict=True,
    )
)
DIGIT_WORD = "|".join(DIGIT_WORDS)
SPOKEN = re.compile(
    rf"\b(?:(?:{DIGIT_WORD}|\d)[ ,-]{{1,2}}){{6,14}}(?:{DIGIT_WORD}|\d)\b", re.IGNORECASE
)
# What has as many digits as a number but is none. Same length stays, so that positions hold.
NO_PHONE = re.compile(
    r"\b\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d\b(?![-. ]?\d)"
    r"|\b(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}\b"
    r"|\b\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?\b(?![-.]\d)"
    r"|[$€£¥]\s?\d[\d,.]*|\b\d[\d,.]* ?(?:dollars|usd|bucks|euros?|pounds)\b"
    r"|\b(?=[A-Z0-9]{0,3}[A-Z])[A-Z0-9]{4}-[A-Z0-9]{4}\b"
    r"|https?://\S+",
    re.IGNORECASE,
)
TIME_RANGE = re.compile(r"\b\d{1,4} ?(?:-|to) ?\d{1,4} ?(?:am|pm|o'?clock)\b", re.IGNORECASE)
RUN = re.compile(r"(?<![\w$€£#])[+(]{0,2}\d[\d\s().+/-]{1,60}(?<=[\d)])(?![\w%])")
TOLD = re.compile(
    r"\b(?:(?:my|the|our) (?:\w+ )?(?:number|phone|cell|mobile|tel|telephone)(?: number)?(?: is|"
    r"'s|s)?"
    r"|(?:number|phone|cell|mobile|tel|telephone|ph|call|text)(?: number)?(?: is|:|\.|=)"
    r"|(?:call|text|reach|ring|phone)(?: me| us)? (?:at|on))[ :=]*$",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[ :.]?[0-5]\d")
FOREIGN_START = re.compile(r"(?:\+|\b00)\d{1,4}[ .-]{0,2}$")
REASONS = {
    ValidationResult.TOO_SHORT: "phone_too_short",
    ValidationResult.TOO_LONG: "phone_too_long",
}
LONGEST_NUMBER = 15


@dataclass(frozen=True)
class PhonePlace:
    """A number and where it stands; `value` is None and `reason` says why it cannot be one."""

    start: int
    end: int
    value: Optional[str]
    shown: str = ""
    reason: Optional[str] = None


def find_phone_numbers(text: str, region: str) -> Iterator[PhonePlace]:
    """Every possible number and every plain try at one, in no order."""
    plain = SPOKEN.sub(_write_digits, text)
    plain = NO_PHONE.sub(lambda found: "\n" * len(found[0]), plain)
    plain = TIME_RANGE.sub(lambda found: "\n" * len(found[0]), plain)
    taken: List[Tuple[int, int]] = []
    for match in PhoneNumberMatcher(plain, region, leniency=Leniency.POSSIBLE):
        if FOREIGN_START.search(plain[: match.start]):
            # What follows a country code that does not exist is no local number.
            continue
        place = _read(match.number, match.start, match.end, region)
        if place is not None:
            taken.append((match.start, match.end))
            yield place
    for run in RUN.finditer(plain):
        if not any(start < run.end() and run.start() < end for start, end in taken):
            place = _try(run, plain, region)
            if place is not None:
                yield place


def _read(number: PhoneNumber, start: int, end: int, region: str) -> Optional[PhonePlace]:
    result = phonenumbers.is_possible_number_with_reason(number)
    extension = f"x{number.extension}" if number.extension else ""
    digits = phonenumbers.national_significant_number(number)
    bare = PhoneNumber(
        country_code=number.country_code,
        national_number=number.national_number,
        italian_leading_zero=number.italian_leading_zero,
        number_of_leading_zeros=number.number_of_leading_zeros,
    )
    if result == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        if len(digits) < SHORTEST_LOCAL:
            return None
        shown = phonenumbers.format_number(bare, PhoneNumberFormat.NATIONAL)
        return PhonePlace(start, end, digits + extension, f"{shown} {extension}".strip())
    if result != ValidationResult.IS_POSSIBLE:
        return None
    is_home = region in phonenumbers.region_codes_for_country_code(number.country_code or 0)
    form = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    shown = phonenumbers.format_number(bare, form)
    value = phonenumbers.format_number(bare, PhoneNumberFormat.E164)
    return PhonePlace(start, end, value + extension, f"{shown} {extension}".strip())


def _try(run: "re.Match[str]", text: str, region: str) -> Optional[PhonePlace]:
    """Digits that the matcher passed over: a number written unusually, or a wrong one."""
    raw = run[0].strip()
    digits = re.sub(r"\D", "", raw)
    if not _is_meant(raw, digits, run, text):
        return None
    if len(digits) > LONGEST_NUMBER:
        return PhonePlace(*run.span(), None, reason="phone_too_long")
    try:
        # People write 00 for the + of a foreign number wherever they are.
        number = phonenumbers.parse(re.sub(r"^00", "+", raw), region)
    except NumberParseException as error:
        is_short = error.error_type == NumberParseException.TOO_SHORT_NSN or len(digits) < 4
        reason = "phone_too_short" if is_short else "phone_not_possible"
        return PhonePlace(*run.span(), None, reason=reason)
    place = _read(number, *run.span(), region)
    if place is not None:
        return place
    result = phonenumbers.is_possible_number_with_reason(number)
    reason = REASONS.get(result, "phone_not_possible")
    if result == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        reason = "phone_too_short"
    return PhonePlace(*run.span(), None, reason=reason)


def _is_meant(raw: str, digits: str, run: "re.Match[str]", text: str) -> bool:
    """Whether these digits are plainly a try at a phone number."""
    if len(digits) > 1 and TOLD.search(text[: run.start()]):
        return len(digits) > 4 or not re.search(r"\b(?:at|on)\s*$", text[: run.start()])
    if YEAR.fullmatch(raw) or CLOCK.fullmatch(raw) or re.fullmatch(r"\d{1,2}[ /.-]\d{1,2}", raw):
        return False
    before = text[: run.start()].rstrip(" ")
    after = text[run.end() :].lstrip(" ").lstrip(".!?")
    stands_alone = (not before or before[-1] in ",;\n:") and (not after or after[0] in ",;\n ")
    is_whole = not before.strip() and not after.strip()
    return (is_whole and len(digits) > 3) or (stands_alone and len(digits) > 4) or raw[0] == "+"


def _write_digits(found: "re.Match[str]") -> str:
    """Digits for spoken ones; the length stays, so that later positions hold."""
    words = re.findall(r"[a-z]+|\d", found[0].lower())
    digits = "".join(DIGIT_WORDS.get(word, word) for word in words)
    return digits.ljust(len(found[0]))
