"""What staff decide in the inbox, carried into the phrasings and the tests, and taken back."""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Callable, Dict, FrozenSet, List, Optional, Protocol, Sequence, Tuple

import structlog

from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.book import Outcome, PhrasingBook
from assistant.phrasings.findings import Addition, CheckedAddition, Overrule
from assistant.phrasings.findings import Kind as FindingKind
from assistant.phrasings.history import Change
from assistant.phrasings.training_file import Phrasing
from assistant.review.inbox import Inbox
from assistant.review.inbox_records import (
    Decision,
    ImpossibleDecision,
    InboxError,
    InboxMessage,
    Kind,
    Ruling,
    UnknownNumber,
    name_numbers,
)
from assistant.topics import OUT_OF_SCOPE

# A group of thousands has as many wordings; beyond these, one more teaches next to nothing.
MOST_WORDINGS = 200

log = structlog.get_logger(__name__)


class StaffTest(Protocol):
    """A message whose topic staff have confirmed."""

    @property
    def text(self) -> str: ...
    @property
    def topic(self) -> str: ...


class RegressionTests(Protocol):
    """Where confirmed messages are remembered as tests; adding one twice is adding it once."""

    def add_tests(self, tests: Sequence[Tuple[str, str]], who: str) -> int: ...
    def withdraw_tests(self, texts: Sequence[str], who: str) -> int: ...
    def list_tests(self) -> Sequence[StaffTest]: ...


@dataclass(frozen=True)
class Wording:
    """What is to be taught for a message's words: `text`, as staff have written it, or nothing.

    `reason` overrules the conflicts in `seen`.
    """

    message: str
    text: str
    is_left_out: bool = False
    reason: str = ""
    seen: FrozenSet[FindingKind] = frozenset()


@dataclass(frozen=True)
class Lesson:
    """A decision about messages. Without `wordings` their own words are taught, if any are."""

    message_ids: Tuple[int, ...]
    ruling: Ruling
    is_taught: bool = True
    wordings: Optional[Tuple[Wording, ...]] = None
    note: Optional[str] = None

    @property
    def topic(self) -> Optional[str]:
        """The topic that the messages teach; None for what is ignored."""
        return topic_of(self.ruling)


@dataclass(frozen=True)
class Blocked:
    """Nothing was done: these wordings, and what stands in the way of some of them."""

    wordings: Tuple[Tuple[Wording, CheckedAddition], ...]
    in_the_way: Tuple[CheckedAddition, ...]


@dataclass(frozen=True)
class Done:
    """A decision that was made, and what it has taught.

    `known` wordings were taught already, `left_out` ones are taught nothing.
    """

    decision: Decision
    change: Optional[Change]
    known: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Undone:
    """A decision that was taken back, and how many phrasings went with it."""

    decision: Decision
    removed: int


def topic_of(ruling: Ruling) -> Optional[str]:
    """The topic that a ruling teaches."""
    return OUT_OF_SCOPE if ruling.kind is Kind.OUT_OF_SCOPE else ruling.topic


class Teaching:
    """Decides and takes back over three rooms, which have no transaction in common.

    The inbox comes last, and all before it can be done twice without a trace. So a process that is
    killed in between leaves messages that are open as before (or decided, when it was taking back),
    and whoever does it again finishes it.
    """

    def __init__(
        self,
        inbox: Inbox,
        book: PhrasingBook,
        tests: RegressionTests,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self._inbox = inbox
        self._book = book
        self._tests = tests
        self._now = now

    def decide(self, lesson: Lesson, who: str) -> "Done | Blocked":
        """Make the decision with all that it teaches, or nothing.

        Raises InboxError, PhrasingError, EncoderMissing, UnusableDatabase.
        """
        messages = self._read_open(lesson.message_ids)
        if lesson.topic is None:
            return Done(self._record(lesson, who), None)
        wordings = lesson.wordings
        if wordings is None:
            wordings = distinct_wordings(messages)
        if not lesson.is_taught:
            wordings = tuple(Wording(one.message, one.text, True) for one in wordings)
        taught = [one for one in wordings if not one.is_left_out]
        outcome = self._save(lesson, taught, who) if taught else None
        if outcome is not None and outcome.blocked:
            pairs = zip(taught, outcome.report.checked, strict=True)
            return Blocked(tuple(pairs), outcome.blocked)
        change = outcome.change if outcome else None
        tests = self._choose_tests(messages, lesson.topic)
        before = {one.text: one.topic for one in self._tests.list_tests()}
        self._tests.add_tests(tests, who)
        try:
            decision = self._record(lesson, who)
        except InboxError:
            # Somebody else was quicker: what they decided holds, and this leaves no trace.
            self._take_back(change, tests, before, who)
            raise
        left_out = len({normalise_phrasing(one.text) for one in messages}) - len(taught)
        known = len(outcome.report.known) if outcome else 0
        return Done(decision, change, known, max(0, left_out))

    def undo(self, decision_id: int, who: str) -> Undone:
        """Open the messages again, without what the decision has taught.

        What another decision says as well stays. Raises like `decide`.
        """
        decision = self._inbox.show_decision(decision_id)
        topic = topic_of(decision.ruling)
        removed: List[Phrasing] = []
        if decision.undone_at is None and topic is not None and decision.message_ids:
            messages = self._inbox.list_messages(decision.message_ids)
            texts = [one.text for one in messages]
            kept = self._inbox.find_words_decided(texts, decision.ruling, decision.id)
            gone = {text for text in texts if _words(text) not in kept}
            mine = [
                one.text
                for one in self._tests.list_tests()
                if one.topic == topic and one.text in {_one_line(text) for text in gone}
            ]
            if mine:
                self._tests.withdraw_tests(mine, who)
            removed = [
                one
                for one in self._find_taught(decision.message_ids, topic)
                if _words(one.text) not in kept
            ]
            if removed:
                self._book.remove(removed, who, f"decision {decision.id} of the inbox was undone")
        undone = self._inbox.undo(decision_id, who, self._now())
        log.info("inbox.undone", decision=undone.id, removed=len(removed))
        return Undone(undone, len(removed))

    def _read_open(self, message_ids: Sequence[int]) -> Tuple[InboxMessage, ...]:
        messages = self._inbox.list_messages(message_ids)
        missing = sorted(set(message_ids) - {one.id for one in messages})
        if missing or not messages:
            raise UnknownNumber(
                "These messages are not there any more: their visitor has deleted them, or they "
                "are too old. Nothing was decided: load the inbox again."
            )
        taken = [one.id for one in messages if one.decision_id is not None]
        if taken:
            raise ImpossibleDecision(
                f"Somebody has decided message {name_numbers(taken)} already. Nothing was changed: "
                "load the inbox again."
            )
        return messages

    def _save(self, lesson: Lesson, taught: Sequence[Wording], who: str) -> Outcome:
        topic = lesson.topic or OUT_OF_SCOPE
        return self._book.add(
            [Addition(one.text, topic) for one in taught],
            who,
            [Overrule(one.text, topic, one.reason, one.seen) for one in taught if one.reason],
            lesson.note,
            origin=_name_origin(lesson.message_ids),
        )

    def _choose_tests(self, messages: Sequence[InboxMessage], topic: str) -> List[Tuple[str, str]]:
        """The messages that a model can be held to: not those that may never teach the topic."""
        texts = [one.message for one in distinct_wordings(messages)]
        checked = self._book.check([Addition(text, topic) for text in texts]).checked
        return [
            (text, topic) for text, one in zip(texts, checked, strict=True) if not one.is_refused
        ]

    def _record(self, lesson: Lesson, who: str) -> Decision:
        decision = self._inbox.decide(
            lesson.message_ids, lesson.ruling, who, self._now(), lesson.note
        )
        log.info("inbox.decided", decision=decision.id, messages=len(decision.message_ids))
        return decision

    def _take_back(
        self,
        change: Optional[Change],
        tests: Sequence[Tuple[str, str]],
        before: Dict[str, str],
        who: str,
    ) -> None:
        if change is not None:
            self._book.remove(change.added, who, "the messages were decided otherwise meanwhile")
        new = [_one_line(text) for text, topic in tests if before.get(_one_line(text)) != topic]
        self._tests.withdraw_tests(new, who)
        self._tests.add_tests([(text, before[text]) for text in new if text in before], who)

    def _find_taught(self, message_ids: Sequence[int], topic: str) -> List[Phrasing]:
        """What is taught now and came with the decision about these messages."""
        origin = _name_origin(message_ids)
        origins: Dict[Phrasing, Optional[str]] = {}
        for change in self._book.history():
            origins.update(dict.fromkeys(change.added, change.origin))
        held = [Phrasing(one.topic, one.text) for one in self._book.list_phrasings()]
        return [one for one in held if one.topic == topic and origins.get(one) == origin]


def distinct_wordings(messages: Sequence[InboxMessage]) -> Tuple[Wording, ...]:
    """The messages' own words, each once, whatever its case and punctuation."""
    texts: Dict[str, str] = {}
    for one in messages:
        texts.setdefault(_words(one.text), one.text)
    return tuple(Wording(text, text) for text in list(texts.values())[:MOST_WORDINGS])


def _name_origin(message_ids: Sequence[int]) -> str:
    # A message is in one decision that holds at most, and its number is never given again.
    return f"inbox {min(message_ids)}"


def _words(text: str) -> str:
    return normalise_phrasing(text) or text


def _one_line(text: str) -> str:
    """The text as the tests keep it."""
    return " ".join(text.split())
