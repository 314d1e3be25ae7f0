"""How hard a text is to read, as a US school grade by Flesch and Kincaid, and in words."""

import math
import re
from typing import Tuple

import textstat

from assistant.answers.facts import fill_in_samples

HIGHEST_GRADE = 8
# Names that a visitor has come to ask about: each counts as one plain word of a sentence.
_MEDICAL_NAMES = (
    *("regenerative", "mesenchymal", "exosomes?", "exomes", "cytokines", "platelets?"),
    *("platelet-rich plasma", "umbilical", "peptides?", "physician", "physiological"),
    *("osteoporosis", "arthritis", "medicines?", "therapy", "therapies"),
)
_MEDICAL_NAME = re.compile(rf"\b({'|'.join(_MEDICAL_NAMES)})(?!\w)", re.IGNORECASE)
_IN_WORDS: Tuple[Tuple[float, str], ...] = (
    (5, "very easy to read"),
    (7, "easy to read"),
    (HIGHEST_GRADE, "plain enough"),
    (10, "hard to read"),
)


def measure_grade(text: str) -> float:
    """The US school grade of the text as some visitor may read it; 0 or more."""
    plain = _MEDICAL_NAME.sub("word", fill_in_samples(text))
    return max(0.0, float(textstat.flesch_kincaid_grade(plain)))


def describe_grade(grade: float) -> str:
    """The grade in words, such as "US school grade 6: easy to read"."""
    words = next((words for bound, words in _IN_WORDS if grade <= bound), "too hard for many")
    # Rounded up: 8.3 is beyond 8.
    return f"US school grade {math.ceil(grade)}: {words}"
