"""Makes one change at a time, and sets right first what a killed process or a person has left."""

from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Callable, FrozenSet, Iterator, Optional, Sequence, Tuple

import structlog

from assistant.phrasings.history import (
    Action,
    Change,
    History,
    Overruled,
    append_change,
    read_history,
)
from assistant.phrasings.training_file import Phrasing, TrainingFile, read_training_file
from assistant.staff_changes.atomic_files import NO_FILE, digest, hold_lock
from assistant.staff_changes.open_file import BY_HAND_WHO, OpenStaffFile

log = structlog.get_logger(__name__)


@contextmanager
def open_to_write(
    path: Path, history_path: Path, now: Callable[[], datetime]
) -> Iterator["OpenBook"]:
    """The book under its lock. Raises Busy, UnreadablePhrasings and UnwritablePhrasings."""
    with hold_lock(history_path):
        yield OpenBook(path, history_path, now)


class OpenBook(OpenStaffFile[TrainingFile, Change]):
    """Training file and history, in step with each other; whoever makes one holds the lock."""

    history: History

    def __init__(self, path: Path, history_path: Path, now: Callable[[], datetime]) -> None:
        self._now = now
        super().__init__(path, history_path)

    def commit(
        self,
        when: datetime,
        who: str,
        action: Action,
        *,
        added: Sequence[Phrasing] = (),
        removed: Sequence[Phrasing] = (),
        why: Optional[str] = None,
        overruled: Sequence[Overruled] = (),
        undoes: Optional[int] = None,
        origin: Optional[str] = None,
    ) -> Change:
        """Make the change, or none. Raises UnwritablePhrasings and ImpossibleChange."""
        content = self.file.change(added, removed)
        change = Change(
            number=self.history.next_number,
            when=when,
            who=who,
            action=action,
            added=tuple(dict.fromkeys(added)),
            removed=tuple(dict.fromkeys(removed)),
            before=self.file.digest,
            after=digest(content),
            why=why,
            overruled=tuple(overruled),
            undoes=undoes,
            origin=origin,
        )
        self.make(change, content)
        log.info(
            "phrasings.changed",
            change=change.number,
            action=action.value,
            added=len(change.added),
            removed=len(change.removed),
            overruled=len(change.overruled),
        )
        return change

    def read_file(self) -> TrainingFile:
        """The training file as it is now."""
        return read_training_file(self._path)

    def read_record(self) -> History:
        """The history as it is now."""
        self.history = read_history(self._history_path)
        return self.history

    def record(self, change: Change) -> None:
        """Append the change to the history."""
        append_change(self._history_path, change)

    def is_made(self, change: Change) -> bool:
        """Whether the training file holds what was added, and nothing of what was removed."""
        held = set(self.file.phrasings)
        return held.issuperset(change.added) and held.isdisjoint(change.removed)

    def apply(self, change: Change) -> bytes:
        """The training file with the change."""
        return self.file.change(change.added, change.removed)

    def describe_by_hand(self, last: Optional[Change]) -> Change:
        """What the file holds beside what the history leads to, and what it lacks."""
        held, expected = frozenset(self.file.phrasings), self.history.phrasings
        return Change(
            number=self.history.next_number,
            when=self._now(),
            who=BY_HAND_WHO,
            action=Action.BY_HAND,
            added=_in_order(held - expected),
            removed=_in_order(expected - held),
            before=last.after if last else digest(NO_FILE),
            after=self.file.digest,
        )


def _in_order(phrasings: FrozenSet[Phrasing]) -> Tuple[Phrasing, ...]:
    return tuple(sorted(phrasings, key=lambda one: (one.topic, one.text)))
