"""What staff want to teach, and what the checks have found about it."""

from dataclasses import dataclass
from enum import Enum
from typing import FrozenSet, Optional, Tuple

from assistant.staff_changes.severity import Severity as Severity


class Kind(str, Enum):
    """What was found."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    LONG = "long"
    UNREADABLE = "unreadable"
    COMMAND = "command"
    MARKUP = "markup"
    PERSONAL_DATA = "personal_data"
    MASKED = "masked"
    UNKNOWN_TOPIC = "unknown_topic"
    EMERGENCY_WORDS = "emergency_words"
    OTHER_EMERGENCY = "other_emergency"
    IN_EVALUATION = "in_evaluation"
    KNOWN = "known"
    OTHER_TOPIC = "other_topic"
    NEARLY_KNOWN = "nearly_known"
    NEARLY_OTHER_TOPIC = "nearly_other_topic"
    NEARER_TO_OTHER_TOPIC = "nearer_to_other_topic"


@dataclass(frozen=True)
class Addition:
    """A phrasing that is to teach a topic; `place` says where it was read: "line 3"."""

    text: str
    topic: str
    place: str = ""


@dataclass(frozen=True)
class Evidence:
    """A phrasing that a finding points to; `similarity` from 0 to 1, None for the same words."""

    text: str
    topic: str
    place: str
    similarity: Optional[float] = None


@dataclass(frozen=True)
class Finding:
    """One thing that a check has found, in words for staff."""

    kind: Kind
    severity: Severity
    message: str
    evidence: Tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class CheckedAddition:
    """An addition as it would be saved, and what was found about it."""

    addition: Addition
    findings: Tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether it can never be saved as it is."""
        return any(finding.severity is Severity.REFUSED for finding in self.findings)

    @property
    def conflicts(self) -> FrozenSet[Kind]:
        """What needs a written reason before it is saved."""
        return frozenset(f.kind for f in self.findings if f.severity is Severity.CONFLICT)

    @property
    def is_known(self) -> bool:
        """Whether the topic is taught these very words already, so that nothing is to be saved."""
        return any(finding.kind is Kind.KNOWN for finding in self.findings)


@dataclass(frozen=True)
class Overrule:
    """Staff's reason to save `text` under `topic` despite conflicts.

    `kinds` names the conflicts that they have seen, so that another one found meanwhile still
    stops the saving; None overrules whichever there are.
    """

    text: str
    topic: str
    reason: str
    kinds: Optional[FrozenSet[Kind]] = None


@dataclass(frozen=True)
class Report:
    """Every addition of a list in its order, with what was found about it."""

    checked: Tuple[CheckedAddition, ...]

    @property
    def refused(self) -> Tuple[CheckedAddition, ...]:
        """Those that can never be saved as they are."""
        return tuple(one for one in self.checked if one.is_refused)

    @property
    def in_conflict(self) -> Tuple[CheckedAddition, ...]:
        """Those that can be saved with a written reason only."""
        return tuple(one for one in self.checked if one.conflicts and not one.is_refused)

    @property
    def known(self) -> Tuple[CheckedAddition, ...]:
        """Those that are taught already."""
        return tuple(one for one in self.checked if one.is_known and not one.is_refused)

    @property
    def clear(self) -> Tuple[CheckedAddition, ...]:
        """Those that can be saved at once; there may be notices."""
        return tuple(
            one for one in self.checked if not (one.is_refused or one.conflicts or one.is_known)
        )
