"""Writes a person's name as names are written: "ANA O'NEIL" is "Ana O'Neil"."""

import re
import unicodedata
from typing import List

from assistant.booking.reading.word_lists import split_words

TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sr", "sra", "rev", "fr"))
# In the middle of a name these stay small.
PARTICLES = split_words(
    """
    de del la las los da das do dos di van von der den du le el al bin ibn bint y e ten ter
    """
)
UPPER_SUFFIXES = frozenset(("ii", "iii", "iv", "md", "phd", "dds", "rn", "esq"))
PIECE = re.compile(r"[^'\-.]+")


def is_name_word(word: str) -> bool:
    """Whether a word holds only what names are written with, and begins with a letter."""
    if not word or not (word[0].isalpha() or (word[0] == "'" and len(word) > 2)):
        return False
    letters = sum(letter.isalpha() for letter in word)
    return (
        letters > 0
        and all(_is_allowed(letter) for letter in word)
        # "aaaa" and "..." are typed to get on.
        and not re.search(r"(.)\1{3}|['.-]{2}", word)
    )


def write_name(words: List[str]) -> str:
    """The words with capitals where their writer left them out or used nothing else."""
    letters = "".join(words)
    is_plain = letters in (letters.lower(), letters.upper())
    written = [_write(word, place > 0, is_plain) for place, word in enumerate(words)]
    return " ".join(written).rstrip("-'")


def _is_allowed(letter: str) -> bool:
    return letter in "'.-·" or unicodedata.category(letter)[0] in ("L", "M")


def _write(word: str, is_inner: bool, is_plain: bool) -> str:
    plain = word.strip(".").lower()
    if plain in UPPER_SUFFIXES and is_inner:
        return word.upper() if plain != "esq" else "Esq."
    if plain in PARTICLES and is_inner and (is_plain or word.islower()):
        return word.lower()
    if not is_plain and not word.islower():
        return word
    return PIECE.sub(lambda found: _capitalise(found[0]), word.lower())


def _capitalise(piece: str) -> str:
    if piece.startswith("mc") and len(piece) > 4:
        return f"Mc{piece[2:].capitalize()}"
    # `title` would put a capital behind every mark.
    return piece[:1].upper() + piece[1:]
