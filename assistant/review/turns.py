"""What the room is told of a turn: a short form of each, words only of those to look at."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional, Tuple


class Reason(str, Enum):
    """Why staff should look at a message."""

    DECLINED = "declined"
    ASKED_BACK = "asked_back"
    LOW_MARGIN = "low_margin"
    THUMBS_DOWN = "thumbs_down"
    ASKED_FOR_PERSON = "asked_for_person"


@dataclass(frozen=True)
class Candidate:
    """A topic that the assistant took into account; `confidence` from 0 to 1."""

    topic: str
    confidence: float


@dataclass(frozen=True)
class UnclearMessage:
    """The words of a turn, masked by the caller, and what staff need to judge them.

    `candidates` are the best first. `answered` are the topics that were answered or offered,
    `before` is the visitor's message of the turn before, masked as well, if it may be shown.
    """

    text: str
    candidates: Tuple[Candidate, ...]
    answered: Tuple[str, ...]
    reasons: Tuple[Reason, ...]
    before: Optional[str] = None
    before_topic: Optional[str] = None
    special: Optional[str] = None


@dataclass(frozen=True)
class Turn:
    """A turn in short form, and its message where staff should look at it.

    `key` is the turn's own and `conversation` that of its conversation: keyed hashes, no ids.
    `decision` is answer, clarify, decline, safety, or form for what was said to a form. `said` are
    the visitor's masked words, None where nobody may see them: only the last few are kept.
    """

    key: str
    conversation: str
    at: datetime
    channel: str
    decision: str
    topic: Optional[str]
    is_in_form: bool = False
    is_passed_on: bool = False
    said: Optional[str] = None
    message: Optional[UnclearMessage] = None


@dataclass(frozen=True)
class Rating:
    """A visitor's thumb for the turn with this key: "up", "down", or None if it was taken back."""

    key: str
    rating: Optional[str]


@dataclass(frozen=True)
class Forgotten:
    """A conversation that its visitor has deleted."""

    conversation: str
