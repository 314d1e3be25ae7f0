"""The record that changes of a file are made by: append only, one JSON a line.

A change is written here first, then to the file, then its mark "done" here. A process that is
killed in between leaves a change without its mark, which the next writer makes.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Generic, List, Mapping, Optional, Set, Tuple, TypeVar

from assistant.staff_changes.atomic_files import read_content
from assistant.staff_changes.errors import UnreadableStaffFile, UnwritableStaffFile

# The action of a change that an engineer made in the file itself: it is in the file already.
BY_HAND_ACTION = "by_hand"

ChangeT = TypeVar("ChangeT")


@dataclass(frozen=True)
class ChangeLog(Generic[ChangeT]):
    """Every change, oldest first, without those that were given up."""

    changes: Tuple[ChangeT, ...]
    # The number of a change that is not known to have reached the file.
    unfinished: Optional[int]
    next_number: int

    @property
    def last(self) -> Optional[ChangeT]:
        """The latest change."""
        return self.changes[-1] if self.changes else None


def read_change_log(
    file: Path, read_change: Callable[[Dict[str, Any]], ChangeT]
) -> ChangeLog[ChangeT]:
    """The whole record; empty where there is no file. Raises UnreadableStaffFile.

    `read_change` makes a change of an entry, and may raise ValueError, KeyError and TypeError.
    """
    changes: List[Tuple[int, bool, ChangeT]] = []
    settled: Set[int] = set()
    given_up: Set[int] = set()
    lines = read_content(file).split(b"\n")
    # The last line is empty, or was cut short by a kill before anything was changed.
    for number, line in enumerate(lines[:-1], 1):
        try:
            entry = json.loads(line)
            if "done" in entry:
                settled.add(int(entry["done"]))
            elif "given_up" in entry:
                given_up.add(int(entry["given_up"]))
            else:
                is_by_hand = entry["action"] == BY_HAND_ACTION
                changes.append((int(entry["number"]), is_by_hand, read_change(entry)))
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableStaffFile(
                f"'{file}', line {number}: this is no entry of the history. Take the file from git "
                "again, or finish the merge that left its marks there. Nothing was changed."
            ) from error
    made = [change for change in changes if change[0] not in given_up]
    unfinished = None
    if made and not made[-1][1] and made[-1][0] not in settled:
        unfinished = made[-1][0]
    next_number = 1 + max((number for number, _, _ in changes), default=0)
    return ChangeLog(tuple(change for _, _, change in made), unfinished, next_number)


def append_entry(file: Path, entry: Mapping[str, Any]) -> None:
    """Write one entry, on disk when this returns. Raises UnwritableStaffFile."""
    line = (json.dumps(entry, ensure_ascii=False, separators=(", ", ": ")) + "\n").encode("utf-8")
    try:
        with file.open("r+b") as stream:
            end = stream.read().rfind(b"\n") + 1
            # What a killed process wrote of a line is no entry, and was never acted upon.
            stream.truncate(end)
            stream.seek(end)
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise UnwritableStaffFile(
            f"'{file}' cannot be written: {error.strerror}. Nothing was changed."
        ) from error


def mark_done(file: Path, number: int) -> None:
    """Write that the change has reached the file. Raises UnwritableStaffFile."""
    append_entry(file, {"done": number})


def mark_given_up(file: Path, number: int) -> None:
    """Write that the change was not made after all. Raises UnwritableStaffFile."""
    append_entry(file, {"given_up": number})
