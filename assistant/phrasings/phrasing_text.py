"""Checks that need only the text of a phrasing, and the form in which it is saved."""

import re
import unicodedata
from typing import Callable, List, Optional

from assistant.nlu.emergency_patterns import SELF_HARM, find_emergency
from assistant.personal_data import MARKS
from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.findings import Finding, Kind, Severity
from assistant.staff_changes.notes import clean_line
from assistant.topics import Topic

# Beyond this nobody has ever taught a phrasing: it is a story, with the question somewhere in it.
LONG_CHARACTERS = 400
# What Rasa's reader of training data takes for markup of its own
# (rasa/shared/nlu/training_data/entities_parser.py, rasa/shared/utils/io.py).
ENTITY = re.compile(r"\[(?P<text>[^\]]+?)\](?:\([^:)]+?(?::[^)]+)?\)|\{[^}]+?\}|\[.*?\])")
_VARIABLE = re.compile(r"\$\{.*\}")
_ESCAPE = re.compile(r"\\[uU]")


def clean_phrasing(text: str) -> str:
    """The text on one line, in composed characters, without what nobody can see."""
    return clean_line(text)


def check_text(text: str, longest: int, mask_personal_data: Callable[[str], str]) -> List[Finding]:
    """What the cleaned text shows by itself; `longest` in characters."""
    if not text:
        return [_refuse(Kind.EMPTY, "There is nothing here. Write what a visitor would type.")]
    if len(text) > longest:
        return [
            _refuse(
                Kind.TOO_LONG,
                f"It has {len(text)} characters, and a visitor's message can have {longest}. "
                "Keep only the question.",
            )
        ]
    findings = [*_check_form(text), *_check_personal_data(text, mask_personal_data)]
    if len(text) > LONG_CHARACTERS:
        findings.append(
            Finding(
                Kind.LONG,
                Severity.NOTICE,
                f"It is long ({len(text)} characters). The question alone teaches better.",
            )
        )
    return findings


def check_emergency(text: str, topic: Topic) -> Optional[Finding]:
    """Whether the fixed patterns for emergencies will answer this, whatever topic it teaches."""
    match = find_emergency(text)
    if match is None or match.topic == topic.id:
        return None
    danger = "a danger of self-harm" if match.topic == SELF_HARM else "a medical emergency"
    if topic.is_emergency:
        return Finding(
            Kind.OTHER_EMERGENCY,
            Severity.CONFLICT,
            f"The assistant's emergency words take this for {danger} ({match.topic}).",
        )
    return _refuse(
        Kind.EMERGENCY_WORDS,
        f"It speaks of {danger}, and such a message always gets the emergency answer. Teach it "
        f"under {match.topic}, or leave it out.",
    )


def is_readable(text: str) -> bool:
    """Whether the assistant can read it: it has words, and most letters are Latin."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(1 for letter in letters if unicodedata.name(letter, "").startswith("LATIN"))
    return bool(letters) and 2 * latin >= len(letters) and bool(normalise_phrasing(text))


def _check_form(text: str) -> List[Finding]:
    findings = []
    if not is_readable(text):
        findings.append(
            _refuse(
                Kind.UNREADABLE,
                "There are no words in it that the assistant can read: it knows Latin letters.",
            )
        )
    if text.startswith("/"):
        findings.append(
            _refuse(Kind.COMMAND, "It begins with '/', like a command. Leave the '/' out.")
        )
    for sign in (ENTITY, _VARIABLE, _ESCAPE):
        found = sign.search(text)
        if found:
            findings.append(
                _refuse(
                    Kind.MARKUP,
                    f"'{found.group()}' has a meaning of its own in the training file. Write it "
                    "without the brackets or backslash.",
                )
            )
    return findings


def _check_personal_data(text: str, mask_personal_data: Callable[[str], str]) -> List[Finding]:
    masked = mask_personal_data(text)
    if masked == text:
        mark = next((mark for mark in MARKS if mark in text), None)
        words = f"No visitor writes '{mark}'. Put ordinary words in its place, or leave it out."
        return [Finding(Kind.MASKED, Severity.NOTICE, words)] if mark else []
    return [
        _refuse(
            Kind.PERSONAL_DATA,
            f'It holds personal data, which must not be kept: "{masked}". Write it again '
            "without the name, number or address.",
        )
    ]


def _refuse(kind: Kind, message: str) -> Finding:
    return Finding(kind, Severity.REFUSED, message)
