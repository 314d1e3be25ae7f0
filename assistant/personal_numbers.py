"""Finds phones, cards, dates, addresses and other numbers that say who somebody is in a text."""

import re
from typing import Iterator, Pattern, Tuple

from phonenumbers import Leniency, PhoneNumberMatcher

Place = Tuple[int, int]

SHORTEST_PHONE_DIGITS = 7
CARD_DIGITS = range(13, 20)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|"
    r"junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b\.?"
)
_YEAR = r"(?:18|19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NTH = rf"{_DAY}(?:st|nd|rd|th)?"
_OF = r"(?:\s*(?:,|of|de|del|-)\s*|\s+)"
_FULL_DATE = (
    rf"(?:{_DAY}\s?[-./ ]\s?{_DAY}\s?[-./ ]\s?{_YEAR}|{_YEAR}\s?[-./]\s?{_DAY}\s?[-./]\s?{_DAY}"
    rf"|{_MONTH}\s*{_NTH}{_OF}{_YEAR}|{_NTH}{_OF}{_MONTH}{_OF}{_YEAR})"
)
# These only where something says that it is a birthday.
_SHORT_DATE = (
    rf"(?:{_DAY}[-./]{_DAY}[-./]\d\d|{_MONTH}\s*{_NTH}|{_NTH}{_OF}{_MONTH}|{_MONTH}{_OF}{_YEAR}"
    rf"|{_YEAR}|'\d\d|\d{{8}}|\d{{6}}|{_DAY}[-./]{_DAY})"
)
_BIRTH = re.compile(
    r"\b(?:born|d\.?\s?o\.?\s?b\b\.?|date of birth|birth\s?da(?:y|te)|year of birth|nac[ií]|"
    r"nacimiento|cumplea[ñn]os)(?!\w)(?:(?!\b\d+ ?(?:weeks?|months?) )[^\d\n\x00\x01]){0,24}?"
    rf"(?P<found>{_FULL_DATE}|{_SHORT_DATE})(?![\d/])",
    re.IGNORECASE,
)
_DATE = re.compile(rf"(?<![\d/.-])(?P<found>{_FULL_DATE})(?![\d/])", re.IGNORECASE)

_ENDING = r"(?:com|net|org|edu|gov|mil|io|co|us|uk|ca|mx|es|example)"
_DOT = r"(?: dot | ?\(dot\) ?| ?\[dot\] ?|\.)"
_PART = r"[\w-]{1,64}"
_EMAIL = re.compile(
    # The lengths are bounded, so that no text takes long to read.
    r"(?P<found>[^\s\x00\x01@<>()\[\]\",;:]{1,64}\s?@\s?[^\W_](?:[\w-]*\.)+[^\W\d_]{2,})"
    # As it is read aloud, or written to keep machines away from it.
    rf"|(?<![\w.])(?P<told>{_PART}(?:{_DOT}{_PART}){{0,5}}(?: at | ?\(at\) ?| ?\[at\] ?){_PART}"
    rf"(?:{_DOT}{_PART}){{0,5}}{_DOT}{_ENDING})\b",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\d.,+-])(?P<found>\d(?:[ -]?\d){12,18})(?!\d|[.,-]\d)")
_SOCIAL_SECURITY = re.compile(
    r"(?<![\d-])(?P<found>\d{3}(?:-\d{2}-|\s\d{2}\s|\.\d{2}\.)\d{4})(?![\d-])"
    r"|\b(?:ssn|social(?: security)?(?: (?:number|no\.?|#))?)(?!\w)[^\d\n\x00\x01]{0,20}?"
    r"(?P<told>\d{3}[ .-]?\d{2}[ .-]?\d{4}|\d{4})(?!\d)",
    re.IGNORECASE,
)
_STREET = (
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|pl|"
    r"terrace|circle|parkway|pkwy|highway|hwy)"
)
_ADDRESS = re.compile(
    r"\b(?:i live (?:at|on)|i(?:'m| am) staying at|(?:my|home|mailing|our) address(?: is|:)?|"
    rf"vivo en)\s+(?P<found>\d{{1,6}}[a-z]?\s(?:[\w.'-]+\s){{0,4}}?{_STREET}\b\.?"
    r"(?:,? (?:apt|unit|suite|#)\.? ?\w+)?)",
    re.IGNORECASE,
)

# Digits that count, price, date or list something, or tell a time: none of them is a phone.
_UNIT = (
    r"(?:million|billion|thousand|hundred|cells?|stem|platelets?|exosomes?|mg|mcg|ml|cc|iu|units?|"
    r"dollars?|usd|bucks|euros?|pounds?|lbs?|kgs?|percent|years?|yrs?|months?|weeks?|wks?|days?|"
    r"hours?|hrs?|minutes?|mins?|times|sessions?|injections?|shots?|treatments?|steps|miles|feet|"
    r"inches|people|patients|a\.?m|p\.?m|o'?clock)\b"
)
_NO_PHONE = re.compile(
    rf"[$€£¥]\s?\d[\d,.\s-]*|(?<![\d-])\d[\d,. -]{{0,30}}?\s?-?(?:{_UNIT}|%)"
    rf"|\b{_YEAR}\s?(?:-|to|/)\s?{_YEAR}\b|\b\d{{1,3}}(?:,\d{{3}})+\b"
    r"|(?<![\d-])\d{1,2}(?::\d\d)?\s?(?:-|to)\s?\d{1,2}(?::\d\d)?(?![ -]?\d)"
    r"|\b\d{1,3}(?:\s?[,/;]\s?\d{1,3}){2,}\b|\bhttps?://\S+",
    re.IGNORECASE,
)
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_SPOKEN = re.compile(
    rf"\b(?P<found>(?:(?:(?:double|triple) )?(?:{_DIGIT_WORD}|\d)[ ,-]{{1,2}}){{6,14}}"
    rf"(?:{_DIGIT_WORD}|\d))\b",
    re.IGNORECASE,
)
_RUN = r"[+(]{0,2}\d[\d ().-]{4,}\d"
_TOLD_PHONE = re.compile(
    r"\b(?:(?:call|text|ring|reach|whatsapp)(?: me| us)?(?: back)?(?: at| on)?"
    r"|(?:phone|cell|mobile|number|tel)(?: number)?(?:'s| is)?)[: ]\s*"
    rf"(?P<found>{_RUN})(?!\w)",
    re.IGNORECASE,
)
# Whatever it numbers, a membership, a record or an account, it numbers one person.
_LONG_NUMBER = re.compile(
    r"(?<![\d.,$€£¥+])(?P<found>\+?\d(?:[ ./-]?\d){8,})(?!\d|[.,]\d)"
    # A booking's reference.
    r"|(?<![\w-])(?P<told>(?=[a-z-]*\d)(?=[\d-]*[a-z])[a-z\d]{4}-[a-z\d]{4})(?![\w-])",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


def find_emails(text: str) -> Iterator[Place]:
    """E-mail addresses, also "ana dot silva at example dot com"."""
    return _find(_EMAIL, text)


def find_cards(text: str) -> Iterator[Place]:
    """Numbers of 13 to 19 digits whose check digit by Luhn's rule is right."""
    for start, end in _find(_CARD, text):
        digits = [int(digit) for digit in _DIGIT.findall(text[start:end])]
        if digits[0] and len(digits) in CARD_DIGITS and _has_check_digit(digits):
            yield start, end


def find_social_security_numbers(text: str) -> Iterator[Place]:
    """US numbers by their form 123-45-6789, any form behind "social security"."""
    return _find(_SOCIAL_SECURITY, text)


def find_birth_dates(text: str) -> Iterator[Place]:
    """Dates and years behind "born", "DOB" and the like."""
    return _find(_BIRTH, text)


def find_dates(text: str) -> Iterator[Place]:
    """Days with their year: of whatever, few others share them."""
    return _find(_DATE, text)


def find_addresses(text: str) -> Iterator[Place]:
    """House number and street behind "I live at" and the like."""
    return _find(_ADDRESS, text)


def find_phones(text: str, region: str) -> Iterator[Place]:
    """Phone numbers as they are written in `region`, with any country's prefix, or in words."""
    for start, end in _find(_SPOKEN, text):
        # Digits alone, one by one, are rather a list: 1 2 3 4 5 6 7.
        if re.search(_DIGIT_WORD, text[start:end], re.IGNORECASE):
            yield start, end
    yield from (place for place in _find(_TOLD_PHONE, text) if _is_long_enough(text, place))
    plain = _NO_PHONE.sub(lambda found: "\0" * len(found[0]), text)
    for match in PhoneNumberMatcher(plain, region, leniency=Leniency.POSSIBLE):
        if _is_long_enough(plain, (match.start, match.end)):
            yield match.start, match.end


def find_long_numbers(text: str) -> Iterator[Place]:
    """Whatever else has nine digits or more and counts nothing; references of bookings."""
    plain = _NO_PHONE.sub(lambda found: "\0" * len(found[0]), text)
    return _find(_LONG_NUMBER, plain)


def _find(pattern: Pattern[str], text: str) -> Iterator[Place]:
    for match in pattern.finditer(text):
        group = "told" if match.groupdict().get("told") is not None else "found"
        yield match.span(group)


def _is_long_enough(text: str, place: Place) -> bool:
    return len(_DIGIT.findall(text[slice(*place)])) >= SHORTEST_PHONE_DIGITS


def _has_check_digit(digits: "list[int]") -> bool:
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
