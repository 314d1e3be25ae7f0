"""What staff decide in the inbox, carried into the phrasings and the tests, and taken back."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Tuple

import structlog

from assistant.console.lessons import (
    NO_DECISION,
    Blocked,
    Done,
    Lesson,
    RegressionTests,
    Undone,
    Wording,
    distinct_wordings,
    find_origins,
    name_origin,
    one_line,
    topic_of,
    words_of,
)
from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.book import Outcome, PhrasingBook
from assistant.phrasings.findings import Addition, Overrule
from assistant.phrasings.history import Change
from assistant.phrasings.training_file import Phrasing
from assistant.review.inbox import Inbox
from assistant.review.inbox_records import (
    Decision,
    ImpossibleDecision,
    InboxError,
    InboxMessage,
    UnknownNumber,
    name_numbers,
)
from assistant.staff_changes.atomic_files import hold_lock
from assistant.topics import OUT_OF_SCOPE

log = structlog.get_logger(__name__)


class Teaching:
    """Decides and takes back over three rooms, which have no transaction in common.

    The inbox comes last, and all before it can be done twice without a trace. So a process that is
    killed in between leaves messages that are open as before (or decided, when it was taking back),
    and whoever does it again finishes it. One at a time does so, in every process that is given the
    same lock file.
    """

    def __init__(
        self,
        inbox: Inbox,
        book: PhrasingBook,
        tests: RegressionTests,
        lock_file: Path,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self._inbox = inbox
        self._book = book
        self._tests = tests
        self._lock_file = lock_file
        self._now = now

    def decide(self, lesson: Lesson, who: str) -> "Done | Blocked":
        """Make the decision with all that it teaches, or nothing.

        Raises InboxError, PhrasingError, EncoderMissing, UnusableDatabase.
        """
        with hold_lock(self._lock_file):
            return self._decide(lesson, who)

    def undo(self, decision_id: int, who: str) -> Undone:
        """Open the messages again, without what the decision has taught.

        What another decision says as well stays. Raises like `decide`.
        """
        with hold_lock(self._lock_file):
            return self._undo(decision_id, who)

    def _decide(self, lesson: Lesson, who: str) -> "Done | Blocked":
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
            # Somebody who knows no lock was quicker, or a visitor has deleted the messages: what
            # was decided holds with what it relies on, and this leaves no other trace.
            self._take_back(lesson, messages, taught, change, tests, before, who)
            raise
        left_out = len({normalise_phrasing(one.text) for one in messages}) - len(taught)
        known = len(outcome.report.known) if outcome else 0
        return Done(decision, change, known, max(0, left_out))

    def _undo(self, decision_id: int, who: str) -> Undone:
        decision = self._inbox.show_decision(decision_id)
        topic = topic_of(decision.ruling)
        removed: List[Phrasing] = []
        if decision.undone_at is None and topic is not None and decision.message_ids:
            messages = self._inbox.list_messages(decision.message_ids)
            texts = [one.text for one in messages]
            kept = self._inbox.find_words_decided(texts, decision.ruling, decision.id)
            gone = {text for text in texts if words_of(text) not in kept}
            mine = [
                one.text
                for one in self._tests.list_tests()
                if one.topic == topic and one.text in {one_line(text) for text in gone}
            ]
            if mine:
                self._tests.withdraw_tests(mine, who)
            removed = [
                one
                for one in self._find_taught(decision.message_ids, topic)
                if words_of(one.text) not in kept
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
            origin=name_origin(lesson.message_ids),
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
        lesson: Lesson,
        messages: Sequence[InboxMessage],
        taught: Sequence[Wording],
        change: Optional[Change],
        tests: Sequence[Tuple[str, str]],
        before: Dict[str, str],
        who: str,
    ) -> None:
        texts = [one.text for one in messages]
        kept = set(self._inbox.find_words_decided(texts, lesson.ruling, NO_DECISION))
        # Who has changed a message's words has taught them for the message.
        kept |= {words_of(one.text) for one in taught if words_of(one.message) in kept}
        gone = [one for one in change.added if words_of(one.text) not in kept] if change else []
        if gone:
            self._book.remove(gone, who, "the messages were decided otherwise meanwhile")
        new = [
            text
            for text, topic in ((one_line(text), topic) for text, topic in tests)
            if before.get(text) != topic and words_of(text) not in kept
        ]
        self._tests.withdraw_tests(new, who)
        self._tests.add_tests([(text, before[text]) for text in new if text in before], who)

    def _find_taught(self, message_ids: Sequence[int], topic: str) -> List[Phrasing]:
        """What is taught now and came with the decision about these messages."""
        origin = name_origin(message_ids)
        origins = find_origins(self._book.history())
        held = [Phrasing(one.topic, one.text) for one in self._book.list_phrasings()]
        return [one for one in held if one.topic == topic and origins.get(one) == origin]
