"""What was found about new words of an answer."""

from dataclasses import dataclass
from enum import Enum
from typing import FrozenSet, Optional, Tuple

from assistant.staff_changes.severity import Severity


class Kind(str, Enum):
    """What was found."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    LONG = "long"
    SHORT = "short"
    SIGN = "sign"
    MARKUP = "markup"
    ADDRESS = "address"
    FACT = "fact"
    LOST_FACT = "lost_fact"
    EMERGENCY = "emergency"
    EMERGENCY_ANSWER = "emergency_answer"
    CLAIM = "claim"
    OUTCOME = "outcome"
    PERSONAL_DATA = "personal_data"
    HARD_TO_READ = "hard_to_read"
    SOURCE = "source"
    VANISHED = "vanished"
    NUMBER = "number"


@dataclass(frozen=True)
class Finding:
    """One thing that a check has found, in words for staff; `advice` says what to write instead."""

    kind: Kind
    severity: Severity
    message: str
    advice: Optional[str] = None


@dataclass(frozen=True)
class Report:
    """What is to be said about a text as it would be saved. `grade` is a US school grade."""

    text: str
    findings: Tuple[Finding, ...]
    grade: float
    grade_in_words: str
    words: int

    @property
    def refused(self) -> Tuple[Finding, ...]:
        """What keeps the text from being saved at all."""
        return tuple(one for one in self.findings if one.severity is Severity.REFUSED)

    @property
    def conflicts(self) -> FrozenSet[Kind]:
        """What needs a written reason before it is saved."""
        return frozenset(one.kind for one in self.findings if one.severity is Severity.CONFLICT)


def refuse(kind: Kind, message: str, advice: Optional[str] = None) -> Finding:
    """Something that can never be saved."""
    return Finding(kind, Severity.REFUSED, message, advice)


def ask_for_reason(kind: Kind, message: str, advice: Optional[str] = None) -> Finding:
    """Something that can be saved with a written reason."""
    return Finding(kind, Severity.CONFLICT, message, advice)


def note(kind: Kind, message: str, advice: Optional[str] = None) -> Finding:
    """Something that staff should know, and nothing more."""
    return Finding(kind, Severity.NOTICE, message, advice)
