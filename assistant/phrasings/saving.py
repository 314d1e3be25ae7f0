"""Makes one change at a time, and sets right first what a killed process or a person has left."""

from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Callable, FrozenSet, Iterator, Optional, Sequence, Tuple

import structlog

from assistant.phrasings.atomic_files import (
    NO_FILE,
    digest,
    hold_lock,
    read_content,
    remove_drafts,
    write_content,
)
from assistant.phrasings.errors import ImpossibleChange, UnwritablePhrasings
from assistant.phrasings.history import (
    Action,
    Change,
    History,
    Overruled,
    append_change,
    mark_done,
    mark_given_up,
    read_history,
)
from assistant.phrasings.training_file import Phrasing, TrainingFile, read_training_file

BY_HAND = "by hand"

log = structlog.get_logger(__name__)


@contextmanager
def open_to_write(
    path: Path, history_path: Path, now: Callable[[], datetime]
) -> Iterator["OpenBook"]:
    """The book under its lock. Raises Busy, UnreadablePhrasings and UnwritablePhrasings."""
    with hold_lock(history_path):
        yield OpenBook(path, history_path, now)


class OpenBook:
    """Training file and history, in step with each other; whoever makes one holds the lock."""

    file: TrainingFile
    history: History

    def __init__(self, path: Path, history_path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._history_path = history_path
        self._now = now
        self._settle()

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
        )
        append_change(self._history_path, change)
        try:
            if digest(read_content(self._path)) != self.file.digest:
                raise ImpossibleChange(
                    f"Somebody changed '{self._path}' by hand at this very moment. Nothing was "
                    "changed; do it again."
                )
            write_content(self._path, content)
        except (ImpossibleChange, UnwritablePhrasings):
            mark_given_up(self._history_path, change.number)
            raise
        mark_done(self._history_path, change.number)
        log.info(
            "phrasings.changed",
            change=change.number,
            action=action.value,
            added=len(change.added),
            removed=len(change.removed),
            overruled=len(change.overruled),
        )
        return change

    def _settle(self) -> None:
        """Finish what a killed process has begun, and record what was changed by hand."""
        self.file = read_training_file(self._path)
        self.history = read_history(self._history_path)
        remove_drafts(self._path)
        if self.history.unfinished is not None and self.history.last is not None:
            self._finish(self.history.last)
            self.file = read_training_file(self._path)
            self.history = read_history(self._history_path)
        last = self.history.last
        if self.file.digest != (last.after if last else digest(NO_FILE)):
            self._record_by_hand()
            self.history = read_history(self._history_path)

    def _finish(self, change: Change) -> None:
        held = set(self.file.phrasings)
        is_made = held.issuperset(change.added) and held.isdisjoint(change.removed)
        if self.file.digest == change.before and not is_made:
            write_content(self._path, self.file.change(change.added, change.removed))
            is_made = True
            log.warning("phrasings.change_finished", change=change.number)
        settle = mark_done if is_made else mark_given_up
        settle(self._history_path, change.number)

    def _record_by_hand(self) -> None:
        held, expected = frozenset(self.file.phrasings), self.history.phrasings
        last = self.history.last
        change = Change(
            number=self.history.next_number,
            when=self._now(),
            who=BY_HAND,
            action=Action.BY_HAND,
            added=_in_order(held - expected),
            removed=_in_order(expected - held),
            before=last.after if last else digest(NO_FILE),
            after=self.file.digest,
        )
        append_change(self._history_path, change)
        log.info("phrasings.changed_by_hand", change=change.number)


def _in_order(phrasings: FrozenSet[Phrasing]) -> Tuple[Phrasing, ...]:
    return tuple(sorted(phrasings, key=lambda one: (one.topic, one.text)))
