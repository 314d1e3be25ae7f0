"""The history of staff's phrasings: who changed what, when and why; append only, one JSON a line.

It is the record that a change is made by: the change is written here first, then to the training
file, then its mark "done" here. A process that is killed in between leaves a change without its
mark, which the next writer makes.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Optional, Sequence, Set, Tuple

from assistant.phrasings.atomic_files import read_content
from assistant.phrasings.errors import UnreadablePhrasings, UnwritablePhrasings
from assistant.phrasings.training_file import Phrasing


class Action(str, Enum):
    """What somebody did."""

    ADD = "add"
    REMOVE = "remove"
    UNDO = "undo"
    # An engineer changed the training file itself; noticed by the next change of staff.
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Overruled:
    """A conflict of an added phrasing that staff overruled, and their reason."""

    phrasing: Phrasing
    kinds: Tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Change:
    """One change. `before` and `after` are digests of the training file around it."""

    number: int
    when: datetime
    who: str
    action: Action
    added: Tuple[Phrasing, ...]
    removed: Tuple[Phrasing, ...]
    before: str
    after: str
    why: Optional[str] = None
    overruled: Tuple[Overruled, ...] = ()
    undoes: Optional[int] = None


@dataclass(frozen=True)
class History:
    """Every change, oldest first, without those that were given up."""

    changes: Tuple[Change, ...]
    # The number of a change that is not known to have reached the training file.
    unfinished: Optional[int]
    next_number: int

    @property
    def last(self) -> Optional[Change]:
        """The latest change."""
        return self.changes[-1] if self.changes else None

    @property
    def phrasings(self) -> FrozenSet[Phrasing]:
        """What the training file holds if nobody has changed it by hand since."""
        held: Set[Phrasing] = set()
        for change in self.changes:
            held.difference_update(change.removed)
            held.update(change.added)
        return frozenset(held)

    def list_undoable(self) -> List[Change]:
        """The changes of staff that are not taken back yet, the latest first."""
        undone = {change.undoes for change in self.changes}
        return [
            change
            for change in reversed(self.changes)
            if change.action in (Action.ADD, Action.REMOVE) and change.number not in undone
        ]


def read_history(file: Path) -> History:
    """The whole history; empty where there is no file. Raises UnreadablePhrasings."""
    changes: List[Change] = []
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
                changes.append(_read_change(entry))
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadablePhrasings(
                f"'{file}', line {number}: this is no entry of the history. Take the file from git "
                "again, or finish the merge that left its marks there. Nothing was changed."
            ) from error
    made = tuple(change for change in changes if change.number not in given_up)
    is_open = made and made[-1].action is not Action.BY_HAND and made[-1].number not in settled
    next_number = 1 + max((change.number for change in changes), default=0)
    return History(made, made[-1].number if is_open else None, next_number)


def append_change(file: Path, change: Change) -> None:
    """Write the change, on disk when this returns. Raises UnwritablePhrasings."""
    _append(file, _write_change(change))


def mark_done(file: Path, number: int) -> None:
    """Write that the change has reached the training file. Raises UnwritablePhrasings."""
    _append(file, {"done": number})


def mark_given_up(file: Path, number: int) -> None:
    """Write that the change was not made after all. Raises UnwritablePhrasings."""
    _append(file, {"given_up": number})


def _append(file: Path, entry: Dict[str, Any]) -> None:
    line = (json.dumps(entry, ensure_ascii=False, separators=(", ", ": ")) + "\n").encode("utf-8")
    try:
        with file.open("r+b") as stream:
            end = _end_of_last_line(stream.read())
            # What a killed process wrote of a line is no entry, and was never acted upon.
            stream.truncate(end)
            stream.seek(end)
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise UnwritablePhrasings(
            f"'{file}' cannot be written: {error.strerror}. Nothing was changed."
        ) from error


def _end_of_last_line(content: bytes) -> int:
    return content.rfind(b"\n") + 1


def _write_change(change: Change) -> Dict[str, Any]:
    entry: Dict[str, Any] = {
        "number": change.number,
        "when": change.when.isoformat(timespec="seconds"),
        "who": change.who,
        "action": change.action.value,
        "why": change.why,
        "undoes": change.undoes,
        "added": [asdict(one) for one in change.added],
        "removed": [asdict(one) for one in change.removed],
        "overruled": [
            {**asdict(one.phrasing), "kinds": list(one.kinds), "reason": one.reason}
            for one in change.overruled
        ],
    }
    kept = {name: value for name, value in entry.items() if value not in (None, [])}
    return {**kept, "before": change.before, "after": change.after}


def _read_change(entry: Dict[str, Any]) -> Change:
    return Change(
        number=int(entry["number"]),
        when=datetime.fromisoformat(entry["when"]),
        who=str(entry["who"]),
        action=Action(entry["action"]),
        added=_read_phrasings(entry.get("added", ())),
        removed=_read_phrasings(entry.get("removed", ())),
        before=str(entry["before"]),
        after=str(entry["after"]),
        why=entry.get("why"),
        overruled=tuple(
            Overruled(Phrasing(one["topic"], one["text"]), tuple(one["kinds"]), one["reason"])
            for one in entry.get("overruled", ())
        ),
        undoes=entry.get("undoes"),
    )


def _read_phrasings(entries: Sequence[Dict[str, str]]) -> Tuple[Phrasing, ...]:
    read: List[Phrasing] = [Phrasing(one["topic"], one["text"]) for one in entries]
    return tuple(read)
