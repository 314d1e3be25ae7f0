"""Makes one change of a staff's file at a time, and sets right first what was left half done."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Generic, Optional, Protocol, TypeVar

import structlog

from assistant.staff_changes.atomic_files import (
    NO_FILE,
    digest,
    read_content,
    remove_drafts,
    write_content,
)
from assistant.staff_changes.change_log import ChangeLog, mark_done, mark_given_up
from assistant.staff_changes.errors import ImpossibleChange, UnwritableStaffFile

# Who is named where nobody is known.
BY_HAND_WHO = "by hand"

log = structlog.get_logger(__name__)


class ReadFile(Protocol):
    """A staff's file as it was read; `digest` names this very content."""

    @property
    def digest(self) -> str: ...


class RecordedChange(Protocol):
    """A change; `before` and `after` are digests of the file around it."""

    @property
    def number(self) -> int: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


FileT = TypeVar("FileT", bound=ReadFile)
ChangeT = TypeVar("ChangeT", bound=RecordedChange)


class OpenStaffFile(ABC, Generic[FileT, ChangeT]):
    """A file and its history, in step with each other; whoever makes one holds the lock."""

    file: FileT

    def __init__(self, path: Path, history_path: Path) -> None:
        self._path = path
        self._history_path = history_path
        self._settle()

    @abstractmethod
    def read_file(self) -> FileT:
        """The file as it is now."""

    @abstractmethod
    def read_record(self) -> ChangeLog[ChangeT]:
        """The history as it is now."""

    @abstractmethod
    def record(self, change: ChangeT) -> None:
        """Append the change to the history."""

    @abstractmethod
    def is_made(self, change: ChangeT) -> bool:
        """Whether the file, as it was read, holds what the change leads to."""

    @abstractmethod
    def apply(self, change: ChangeT) -> bytes:
        """The content that the change makes of the file as it was read."""

    @abstractmethod
    def describe_by_hand(self, last: Optional[ChangeT]) -> ChangeT:
        """The change that somebody has made in the file itself since the last one."""

    def make(self, change: ChangeT, content: bytes) -> None:
        """Make the change, or none. Raises UnwritableStaffFile and ImpossibleChange."""
        self.record(change)
        try:
            if digest(read_content(self._path)) != self.file.digest:
                raise ImpossibleChange(
                    f"Somebody changed '{self._path}' by hand at this very moment. Nothing was "
                    "changed; do it again."
                )
            write_content(self._path, content)
        except (ImpossibleChange, UnwritableStaffFile):
            mark_given_up(self._history_path, change.number)
            raise
        mark_done(self._history_path, change.number)

    def _settle(self) -> None:
        """Finish what a killed process has begun, and record what was changed by hand."""
        self.file = self.read_file()
        record = self.read_record()
        remove_drafts(self._path)
        if record.unfinished is not None and record.last is not None:
            self._finish(record.last)
            self.file = self.read_file()
            record = self.read_record()
        last = record.last
        if self.file.digest != (last.after if last else digest(NO_FILE)):
            change = self.describe_by_hand(last)
            self.record(change)
            self.read_record()
            log.info("staff_file.changed_by_hand", file=self._path.name, change=change.number)

    def _finish(self, change: ChangeT) -> None:
        is_made = self.is_made(change)
        if self.file.digest == change.before and not is_made:
            write_content(self._path, self.apply(change))
            is_made = True
            log.warning("staff_file.change_finished", file=self._path.name, change=change.number)
        settle = mark_done if is_made else mark_given_up
        settle(self._history_path, change.number)
