"""The history of staff's phrasings: who changed what, when and why; append only, one JSON a line.

It is the record that a change is made by (assistant.staff_changes.change_log).
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Optional, Sequence, Set, Tuple

from assistant.phrasings.training_file import Phrasing
from assistant.staff_changes.change_log import (
    BY_HAND_ACTION,
    ChangeLog,
    append_entry,
    read_change_log,
)


class Action(str, Enum):
    """What somebody did."""

    ADD = "add"
    REMOVE = "remove"
    UNDO = "undo"
    # The file was put back to what an earlier release was trained on.
    RESTORE = "restore"
    # An engineer changed the training file itself; noticed by the next change of staff.
    BY_HAND = BY_HAND_ACTION


_UNDOABLE = (Action.ADD, Action.REMOVE, Action.RESTORE)


@dataclass(frozen=True)
class Overruled:
    """A conflict of an added phrasing that staff overruled, and their reason."""

    phrasing: Phrasing
    kinds: Tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Change:
    """One change. `before` and `after` are digests of the training file around it.

    `origin` names what it came from, where that was no person's list: "inbox 17".
    """

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
    origin: Optional[str] = None


@dataclass(frozen=True)
class History(ChangeLog[Change]):
    """Every change, oldest first, without those that were given up."""

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
            if change.action in _UNDOABLE and change.number not in undone
        ]


def read_history(file: Path) -> History:
    """The whole history; empty where there is no file. Raises UnreadablePhrasings."""
    log = read_change_log(file, _read_change)
    return History(log.changes, log.unfinished, log.next_number)


def append_change(file: Path, change: Change) -> None:
    """Write the change, on disk when this returns. Raises UnwritablePhrasings."""
    append_entry(file, _write_change(change))


def _write_change(change: Change) -> Dict[str, Any]:
    entry: Dict[str, Any] = {
        "number": change.number,
        "when": change.when.isoformat(timespec="seconds"),
        "who": change.who,
        "action": change.action.value,
        "why": change.why,
        "undoes": change.undoes,
        "origin": change.origin,
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
        origin=entry.get("origin"),
    )


def _read_phrasings(entries: Sequence[Dict[str, str]]) -> Tuple[Phrasing, ...]:
    read: List[Phrasing] = [Phrasing(one["topic"], one["text"]) for one in entries]
    return tuple(read)
