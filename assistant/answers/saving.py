"""Makes one change of staff's answers at a time, in step with its history."""

from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Callable, Iterator, Mapping, Optional, Tuple

import structlog

from assistant.answers.changes import (
    Action,
    AnswerChange,
    Change,
    History,
    append_change,
    list_differences,
    read_history,
)
from assistant.answers.response_files import Entries
from assistant.answers.staff_file import StaffAnswers, read_staff_answers
from assistant.staff_changes.atomic_files import NO_FILE, digest, hold_lock
from assistant.staff_changes.open_file import BY_HAND_WHO, OpenStaffFile

log = structlog.get_logger(__name__)


@contextmanager
def open_to_write(
    path: Path,
    history_path: Path,
    originals: Mapping[str, Entries],
    now: Callable[[], datetime],
) -> Iterator["OpenAnswers"]:
    """The answers under their lock. Raises Busy, UnreadableStaffFile and UnwritableStaffFile."""
    with hold_lock(history_path):
        yield OpenAnswers(path, history_path, originals, now)


class OpenAnswers(OpenStaffFile[StaffAnswers, Change]):
    """Staff's file and its history; whoever makes one holds the lock."""

    history: History

    def __init__(
        self,
        path: Path,
        history_path: Path,
        originals: Mapping[str, Entries],
        now: Callable[[], datetime],
    ) -> None:
        self._originals = originals
        self._now = now
        super().__init__(path, history_path)

    def commit(
        self,
        who: str,
        action: Action,
        answers: Mapping[str, Optional[Entries]],
        *,
        why: Optional[str] = None,
        is_review: bool = False,
        overruled: Tuple[str, ...] = (),
        undoes: Optional[int] = None,
        content: Optional[bytes] = None,
    ) -> Change:
        """Make the change, or none. Raises UnwritableStaffFile and ImpossibleChange.

        `content` is the whole new file where it is given byte by byte.
        """
        new = self.file.change(answers) if content is None else content
        after = {**self.file.answers, **answers}
        change = Change(
            number=self.history.next_number,
            when=self._now(),
            who=who,
            action=action,
            answers=tuple(
                AnswerChange(name, old, after[name], self._originals.get(name, ()))
                for name, old in ((name, self.file.answers.get(name)) for name in sorted(answers))
                # A review is one although the date may be the same as before.
                if old != after[name] or action in (Action.REVIEW, Action.UNDO)
            ),
            before=self.file.digest,
            after=digest(new),
            why=why,
            is_review=is_review,
            overruled=overruled,
            undoes=undoes,
            content=None if content is None else content.decode("utf-8"),
        )
        self.make(change, new)
        log.info("answers.changed", change=change.number, action=action.value, answers=len(answers))
        return change

    def read_file(self) -> StaffAnswers:
        """Staff's file as it is now."""
        return read_staff_answers(self._path)

    def read_record(self) -> History:
        """The history as it is now."""
        self.history = read_history(self._history_path)
        return self.history

    def record(self, change: Change) -> None:
        """Append the change to the history."""
        append_change(self._history_path, change)

    def is_made(self, change: Change) -> bool:
        """Whether the file words every answer as the change leads to."""
        if change.content is not None:
            return self.file.digest == change.after
        return all(self.file.answers.get(one.name) == one.after for one in change.answers)

    def apply(self, change: Change) -> bytes:
        """The file with the change."""
        if change.content is not None:
            return change.content.encode("utf-8")
        return self.file.change({one.name: one.after for one in change.answers})

    def describe_by_hand(self, last: Optional[Change]) -> Change:
        """How the file differs from what the history leads to."""
        return Change(
            number=self.history.next_number,
            when=self._now(),
            who=BY_HAND_WHO,
            action=Action.BY_HAND,
            answers=list_differences(self.history.answers, self.file.answers, self._originals),
            before=last.after if last else digest(NO_FILE),
            after=self.file.digest,
        )
