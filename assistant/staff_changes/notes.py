"""What staff write about a change, who and why, in the form that a history keeps for ever."""

import unicodedata
from typing import Callable, Optional

from assistant.staff_changes.errors import ImpossibleChange

# Whoever reads the history in a year should learn something from it.
SHORTEST_REASON = 10
LONGEST_NOTE = 500
# Joiners are part of some scripts' words and of emoji.
_JOINERS = "\u200c\u200d"


def clean_line(text: str) -> str:
    """The text on one line, in composed characters, without what nobody can see."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(_visible(character) for character in composed).split())


def read_who(who: str) -> str:
    """The name of whoever makes a change. Raises ImpossibleChange if there is none."""
    name = clean_line(who)[:LONGEST_NOTE]
    if not name:
        raise ImpossibleChange("Say who makes the change. Nothing was changed.")
    return name


def read_note(text: Optional[str], mask_personal_data: Callable[[str], str]) -> Optional[str]:
    """A note without personal data; None where there are no words."""
    return (mask_personal_data(clean_line(text))[:LONGEST_NOTE] if text else None) or None


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    is_no_character = category == "Cn" and ord(character) & 0xFFFE == 0xFFFE
    if category in ("Cs", "Co") or is_no_character or 0xFDD0 <= ord(character) <= 0xFDEF:
        return ""
    return "" if category == "Cf" and character not in _JOINERS else character
