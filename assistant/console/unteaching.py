"""Takes phrasings out again beside the inbox, with the tests that no model could pass then."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, FrozenSet, List, Optional, Sequence, Set, Tuple

from assistant.console.lessons import (
    NO_DECISION,
    RegressionTests,
    find_message,
    find_origins,
    ruling_about,
    topic_of,
    words_of,
)
from assistant.nlu.sentence_encoder import EncoderMissing
from assistant.phrasings.book import PhrasingBook
from assistant.phrasings.errors import ImpossibleChange, PhrasingError
from assistant.phrasings.history import Change
from assistant.phrasings.training_file import Phrasing
from assistant.review.inbox import Inbox
from assistant.review.inbox_records import Decision
from assistant.staff_changes.atomic_files import hold_lock


@dataclass(frozen=True)
class Untaught:
    """A change that took phrasings out, or put them back, and the tests that went and came."""

    change: Change
    withdrawn: int
    restored: int


class Unteaching:
    """Removes phrasings and takes changes of them back, one at a time as decisions are made.

    The tests go first: a process that is killed in between leaves phrasings that can be removed
    again. Methods raise PhrasingError, EncoderMissing, UnusableDatabase.
    """

    def __init__(
        self, inbox: Inbox, book: PhrasingBook, tests: RegressionTests, lock_file: Path
    ) -> None:
        self._inbox = inbox
        self._book = book
        self._tests = tests
        self._lock_file = lock_file

    def find_decision(self, change: Change) -> Optional[Decision]:
        """The decision of the inbox that taught this, if it still holds."""
        topic = next((one.topic for one in change.added), "")
        return self._find_decision(change.origin, topic)

    def remove(self, phrasings: Sequence[Phrasing], who: str, why: Optional[str]) -> Untaught:
        """Take phrasings out. Raises ImpossibleChange if one is not there."""
        with hold_lock(self._lock_file):
            return self._without_tests(
                phrasings, who, lambda: self._book.remove(phrasings, who, why)
            )

    def undo(self, who: str, expected: int) -> Untaught:
        """Take the latest change back. Raises ImpossibleChange if it is not the expected one.

        What a decision of the inbox has taught is taken back with the decision only.
        """
        with hold_lock(self._lock_file):
            last = self._book.last_undoable()
            is_expected = last is not None and last.number == expected
            decision = self.find_decision(last) if last and is_expected else None
            if decision is not None:
                raise ImpossibleChange(
                    f"Decision {decision.id} of the inbox has taught this. Nothing was taken back: "
                    "undo that decision, under Inbox, Past decisions."
                )
            removed = last.added if last and is_expected else ()
            return self._without_tests(removed, who, lambda: self._book.undo(who, expected))

    def _without_tests(
        self, removed: Sequence[Phrasing], who: str, make: Callable[[], Change]
    ) -> Untaught:
        relying = self._find_tests(removed)
        if relying:
            self._tests.withdraw_tests([text for text, _ in relying], who)
        try:
            change = make()
        except (PhrasingError, EncoderMissing):
            self._tests.add_tests(relying, who)
            raise
        again = self._find_decided(change.added)
        restored = self._tests.add_tests(again, who) if again else 0
        return Untaught(change, len(relying), restored)

    def _find_tests(self, removed: Sequence[Phrasing]) -> List[Tuple[str, str]]:
        """The tests that rely on these phrasings: text and topic."""
        gone = {(one.topic, words_of(one.text)) for one in removed}
        taught = {(one.topic, words_of(one.text)) for one in self._book.list_phrasings()} - gone
        origins = find_origins(self._book.history())
        relied = set(gone)
        for origin, topic in {(origins.get(one), one.topic) for one in removed}:
            decision = self._find_decision(origin, topic)
            if decision is None:
                continue
            of_messages = self._list_words(decision, topic)
            own = {(one.topic, words_of(one.text)) for one in removed if origins.get(one) == origin}
            # Staff had changed a message's words: the message is taught by no words of its own.
            if own - of_messages:
                relied |= of_messages - taught
        return [
            (one.text, one.topic)
            for one in self._tests.list_tests()
            if (one.topic, words_of(one.text)) in relied
        ]

    def _find_decided(self, added: Sequence[Phrasing]) -> List[Tuple[str, str]]:
        """Of phrasings that are taught again those that a decision says: they are tests again."""
        by_topic: Dict[str, List[str]] = {}
        for one in added:
            by_topic.setdefault(one.topic, []).append(one.text)
        decided: Dict[str, FrozenSet[str]] = {
            topic: self._inbox.find_words_decided(texts, ruling_about(topic), NO_DECISION)
            for topic, texts in by_topic.items()
        }
        return [(one.text, one.topic) for one in added if words_of(one.text) in decided[one.topic]]

    def _find_decision(self, origin: Optional[str], topic: str) -> Optional[Decision]:
        number = find_message(origin)
        messages = self._inbox.list_messages([number]) if number else ()
        if not messages or messages[0].decision_id is None:
            return None
        decision = self._inbox.show_decision(messages[0].decision_id)
        # The message may have been decided otherwise since.
        return decision if topic_of(decision.ruling) == topic else None

    def _list_words(self, decision: Decision, topic: str) -> Set[Tuple[str, str]]:
        messages = self._inbox.list_messages(decision.message_ids)
        return {(topic, words_of(one.text)) for one in messages}
