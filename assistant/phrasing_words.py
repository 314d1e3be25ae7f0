"""How phrasings are compared by their words: their case and punctuation do not matter."""

import re
from dataclasses import dataclass
from typing import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

# At this similarity one is the other with a word or a few letters changed.
LIGHT_EDIT = 0.88
_ROWS_AT_ONCE = 500
_NOT_A_WORD = re.compile(r"[\W_]+")
_APOSTROPHE = re.compile("['\u2019]")


@dataclass(frozen=True)
class LightEdit:
    """`texts[text]` equals `others[other]` but for a word or a few letters; 1.0 is equality."""

    text: int
    other: int
    similarity: float


def normalise_phrasing(text: str) -> str:
    """The words of a text without case, punctuation or extra spaces."""
    return _NOT_A_WORD.sub(" ", _APOSTROPHE.sub("", text.casefold())).strip()


def find_light_edits(texts: Sequence[str], others: Sequence[str]) -> Iterator[LightEdit]:
    """Every text that is a light edit of one of the others; both are normalised already."""
    for start in range(0, len(texts), _ROWS_AT_ONCE):
        rows = texts[start : start + _ROWS_AT_ONCE]
        alike = process.cdist(
            rows,
            others,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=LIGHT_EDIT,
            workers=-1,
        )
        for row, column in zip(*alike.nonzero(), strict=True):
            # Two texts without words are equal, and say nothing.
            if rows[row]:
                yield LightEdit(start + int(row), int(column), float(alike[row, column]))
