"""What the inbox shows and is asked, and the errors it answers with."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional, Sequence, Tuple

from assistant.review.turns import Candidate, Reason

PAGE_SIZE = 25
LARGEST_PAGE = 200


class Sort(str, Enum):
    """Which groups stand first: the largest, the newest, the oldest, or one topic after another."""

    COUNT = "count"
    NEWEST = "newest"
    OLDEST = "oldest"
    TOPIC = "topic"


class State(str, Enum):
    """Groups with something to decide, those where all is decided, or both."""

    OPEN = "open"
    DECIDED = "decided"
    ALL = "all"


class Kind(str, Enum):
    """What staff decide: it is this topic's, none of ours, or not worth teaching."""

    TOPIC = "topic"
    OUT_OF_SCOPE = "out_of_scope"
    IGNORE = "ignore"


class InboxError(Exception):
    """The inbox cannot do what was asked; the message is one for staff."""


class UnknownNumber(InboxError):
    """There is no such group, message or decision."""


class ImpossibleDecision(InboxError):
    """It is decided already, undone already, or names no topic of the catalogue."""


@dataclass(frozen=True)
class Question:
    """Which groups to list. `search` finds groups of which one message has all these words."""

    sort: Sort = Sort.COUNT
    state: State = State.OPEN
    search: str = ""
    topic: Optional[str] = None
    reason: Optional[Reason] = None
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class InboxMessage:
    """A visitor's masked words, what the assistant made of them, and why staff should look.

    `answered` are topics that were answered or offered; `special` names an answer of no topic.
    """

    id: int
    group_id: int
    at: datetime
    channel: str
    text: str
    decision: str
    candidates: Tuple[Candidate, ...]
    answered: Tuple[str, ...]
    reasons: Tuple[Reason, ...]
    special: Optional[str]
    before: Optional[str]
    before_topic: Optional[str]
    decision_id: Optional[int]


@dataclass(frozen=True)
class GroupSummary:
    """Look-alike messages. `example` is the newest, `open_count` how many are not decided yet."""

    id: int
    open_count: int
    total_count: int
    first_at: datetime
    last_at: datetime
    topic: Optional[str]
    example: InboxMessage


@dataclass(frozen=True)
class InboxPage:
    """One page of groups; `total` counts those of all pages."""

    groups: Tuple[GroupSummary, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Ruling:
    """What staff say a message is; `topic` goes with TOPIC only."""

    kind: Kind
    topic: Optional[str] = None


@dataclass(frozen=True)
class Decision:
    """What was decided about which messages, by whom and when; an undone one says so."""

    id: int
    ruling: Ruling
    note: Optional[str]
    decided_by: str
    decided_at: datetime
    undone_by: Optional[str]
    undone_at: Optional[datetime]
    message_ids: Tuple[int, ...]


@dataclass(frozen=True)
class DecidedMessage:
    """A message with the decision that holds for it."""

    message: InboxMessage
    decision: Decision


def name_numbers(numbers: Sequence[int]) -> str:
    """The first of some numbers, for a message: "3, 4, 5 and 7 more"."""
    shown = ", ".join(map(str, numbers[:3]))
    return shown if len(numbers) <= 3 else f"{shown} and {len(numbers) - 3} more"
