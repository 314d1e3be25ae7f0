"""What the room hands out: releases, their publications and history, comparisons, verdicts."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Optional, Tuple

# The sets of messages that a model is measured on.
DEV_MESSAGES = "dev_messages"
CALIBRATION_MESSAGES = "calibration_messages"
SAFETY_MESSAGES = "safety_messages"
STAFF_TESTS = "staff_tests"
RECENT_MESSAGES = "recent_messages"
# What staff have newly taught, where the live release gives a safety answer to it: see the gates.
TAUGHT_AWAY = "taught_away"

# What the assistant does with a message.
ANSWER, CLARIFY, DECLINE, SAFETY = "answer", "clarify", "decline", "safety"


class State(str, Enum):
    """How far a release has come."""

    WAITING = "waiting"
    TRAINING = "training"
    EVALUATING = "evaluating"
    READY = "ready"
    # Trained and measured, and the gate says that it must not be published.
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_running(self) -> bool:
        """Whether it takes the only place in the queue."""
        return self in (State.WAITING, State.TRAINING, State.EVALUATING)


class Kind(str, Enum):
    """Why a release became the live one."""

    PUBLISH = "publish"
    ROLL_BACK = "roll_back"
    # The model of `make train`, without a gate: an engineer's change.
    FIRST = "first"


class Happening(str, Enum):
    """What an entry of the history tells."""

    REQUESTED = "requested"
    CANCELLED = "cancelled"
    TRAINED = "trained"
    REFUSED = "refused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"
    FIRST = "first"
    # No assistant server could load the model, so that the former one stayed live.
    TAKEN_BACK = "taken_back"
    TESTS_ADDED = "tests_added"
    TESTS_WITHDRAWN = "tests_withdrawn"


@dataclass(frozen=True)
class GateFailure:
    """A rule of evaluation/gates.yml that a candidate breaks, in words for staff.

    `texts` are the messages that got worse, `blamed` the staff phrasings (topic, text) that did it.
    """

    gate: str
    message: str
    texts: Tuple[str, ...] = ()
    blamed: Tuple[Tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the gates say of a candidate."""

    is_passed: bool
    failures: Tuple[GateFailure, ...] = ()


@dataclass(frozen=True)
class Release:
    """One candidate model and what became of it; times are in UTC.

    `progress` goes from 0 to 1 and `step` says in words what is done. `base` is the release that
    was live when this one was measured, and that it was compared with. `engineers` is the digest of
    all sources but the files of staff. `is_kept` says whether its files are still there.
    """

    number: int
    state: State
    who: str
    requested_at: datetime
    why: Optional[str]
    finished_at: Optional[datetime]
    progress: float
    step: str
    problem: Optional[str]
    base: Optional[int]
    model_sha256: Optional[str]
    engineers: str
    is_live: bool
    verdict: Optional[Verdict]
    was_live: bool = False
    is_kept: bool = True


@dataclass(frozen=True)
class ServerOutcome:
    """Whether an assistant server has taken the release, and what kept it from doing so."""

    address: str
    is_done: bool
    problem: Optional[str] = None


@dataclass(frozen=True)
class Publication:
    """A release that was made the live one; not finished while `finished_at` is None."""

    id: int
    number: int
    kind: Kind
    who: str
    why: Optional[str]
    begun_at: datetime
    finished_at: Optional[datetime]
    servers: Tuple[ServerOutcome, ...] = ()


@dataclass(frozen=True)
class ServerStatus:
    """Which release an assistant server says that it serves; None for none, or no answer."""

    address: str
    release: Optional[int]
    problem: Optional[str] = None


@dataclass(frozen=True)
class Entry:
    """A line of the history. `number` is the release that it is about, where it is about one."""

    when: datetime
    who: str
    what: Happening
    number: Optional[int]
    why: Optional[str]
    details: str


@dataclass(frozen=True)
class StaffTest:
    """A message whose topic staff have confirmed by hand: no release may get it wrong again."""

    text: str
    topic: str
    who: str
    added_at: datetime


@dataclass(frozen=True)
class Prediction:
    """What a model makes of one message; a line of predictions.jsonl.

    `topic` is the right one, where it is known. `candidates` are (topic, confidence), best first;
    `blamed` are the staff phrasings (topic, text) that lie nearest to a wrong one.
    """

    set: str
    text: str
    topic: Optional[str]
    predicted: str
    confidence: float
    decision: str
    candidates: Tuple[Tuple[str, float], ...]
    blamed: Tuple[Tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ConversationResult:
    """Whether a rehearsed conversation went as it should."""

    name: str
    passed: bool
    problem: Optional[str] = None


@dataclass(frozen=True)
class SetComparison:
    """Counts over the labelled messages of one set that both models have read.

    Where there is nothing to compare with, every `..._before` is None and all messages are counted.
    `emergencies` are the messages that are one, `new` those that only the candidate has read.
    """

    name: str
    messages: int
    right_before: Optional[int]
    right_after: int
    confidently_wrong_before: Optional[int]
    confidently_wrong_after: int
    asked_back_before: Optional[int]
    asked_back_after: int
    declined_before: Optional[int]
    declined_after: int
    emergencies: int
    missed_before: Optional[int]
    missed_after: int
    false_emergencies_before: Optional[int]
    false_emergencies_after: int
    new: int = 0


@dataclass(frozen=True)
class TopicComparison:
    """Counts over the labelled messages of one topic, in all sets."""

    topic: str
    messages: int
    right_before: Optional[int]
    right_after: int


@dataclass(frozen=True)
class MessageChange:
    """A message that the candidate answers otherwise than the live release."""

    set: str
    text: str
    topic: Optional[str]
    before: Prediction
    after: Prediction
    blamed: Tuple[Tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ConversationComparison:
    """A rehearsed conversation: whether it went well before and goes well now."""

    name: str
    before: Optional[bool]
    after: bool
    problem: Optional[str] = None


@dataclass(frozen=True)
class Comparison:
    """A candidate beside the release that it was compared with; `base` is None for none.

    `better` and `worse` are labelled messages that became right or stopped being so, `changed` the
    others that are answered otherwise. `has_base` is False where no predictions of the live
    release exist: nothing can then be said of before.
    """

    number: int
    base: Optional[int]
    has_base: bool
    sets: Tuple[SetComparison, ...]
    topics: Tuple[TopicComparison, ...]
    better: Tuple[MessageChange, ...]
    worse: Tuple[MessageChange, ...]
    changed: Tuple[MessageChange, ...]
    conversations: Tuple[ConversationComparison, ...]


@dataclass(frozen=True)
class StaffChanges:
    """What staff changed since the base: phrasings as (topic, text), answers by response name.

    `answers` are (response, words before, words after); None where there was or is none.
    """

    added: Tuple[Tuple[str, str], ...]
    removed: Tuple[Tuple[str, str], ...]
    answers: Tuple[Tuple[str, Optional[str], Optional[str]], ...]

    @property
    def is_empty(self) -> bool:
        """Whether staff have changed nothing."""
        return not (self.added or self.removed or self.answers)


@dataclass(frozen=True)
class Job:
    """What the trainer is to do: train on `folder`/sources.

    `base` is the live release, and `base_model` its model file. `recent` are the latest real
    messages, masked.
    """

    number: int
    folder: Path
    base: Optional[int]
    base_model: Optional[Path]
    recent: Tuple[str, ...]
    tests: Tuple[Tuple[str, str], ...]
