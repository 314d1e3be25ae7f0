"""The numbers of days and the names of months as visitors say them."""

import re

from assistant.booking.reading.times.time_spelling import MONTHS

ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty first", "twenty second"),
    *("twenty third", "twenty fourth", "twenty fifth", "twenty sixth", "twenty seventh"),
    *("twenty eighth", "twenty ninth", "thirtieth", "thirty first"),
)
ORDINAL_WORD = "|".join(word.replace(" ", "[ -]") for word in reversed(ORDINALS))
MONTH = "|".join(MONTHS)
NUMBER = rf"(?:\d{{1,2}}(?!\d)(?:st|nd|rd|th)?\b|(?:{ORDINAL_WORD})\b)"
YEAR = r"(?:,? ?(?P<year>\d{4})\b(?!:))?"


def read_number(word: str) -> int:
    """The number of "3rd", "third" or "3"."""
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else ORDINALS.index(word.replace("-", " ")) + 1
