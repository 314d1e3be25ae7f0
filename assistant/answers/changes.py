"""The history of staff's answers: who changed what, when and why; append only, one JSON a line.

It is the record that a change is made by (assistant.staff_changes.change_log).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from assistant.answers.response_files import Entries
from assistant.staff_changes.change_log import (
    BY_HAND_ACTION,
    ChangeLog,
    append_entry,
    read_change_log,
)


class Action(str, Enum):
    """What somebody did."""

    EDIT = "edit"
    REVIEW = "review"
    UNDO = "undo"
    RESTORE = "restore"
    # An engineer changed the file itself; noticed by the next change of staff.
    BY_HAND = BY_HAND_ACTION


@dataclass(frozen=True)
class AnswerChange:
    """What staff's file says for an answer before and after; None leaves it to the engineers.

    `original` are the engineers' wordings at that time.
    """

    name: str
    before: Optional[Entries]
    after: Optional[Entries]
    original: Entries

    @property
    def texts_before(self) -> Tuple[str, ...]:
        """What was said before."""
        return _texts(self.original if self.before is None else self.before)

    @property
    def texts_after(self) -> Tuple[str, ...]:
        """What is said after."""
        return _texts(self.original if self.after is None else self.after)


@dataclass(frozen=True)
class Change:
    """One change. `before` and `after` are digests of the file around it.

    `is_review` says that whoever edited has read the answer as a reviewer does; `overruled` names
    the conflicts that `why` answers; `content` is the whole file of a restored release.
    """

    number: int
    when: datetime
    who: str
    action: Action
    answers: Tuple[AnswerChange, ...]
    before: str
    after: str
    why: Optional[str] = None
    is_review: bool = False
    overruled: Tuple[str, ...] = ()
    undoes: Optional[int] = None
    content: Optional[str] = None


@dataclass(frozen=True)
class History(ChangeLog[Change]):
    """Every change, oldest first, without those that were given up."""

    @property
    def answers(self) -> Dict[str, Entries]:
        """What the file holds if nobody has changed it by hand since."""
        held: Dict[str, Entries] = {}
        for change in self.changes:
            for one in change.answers:
                held.pop(one.name, None)
                if one.after is not None:
                    held[one.name] = one.after
        return held

    def list_undoable(self, name: Optional[str] = None) -> List[Change]:
        """Changes of staff, of one answer if named, that are not taken back; latest first."""
        undone = {change.undoes for change in self.changes}
        return [
            change
            for change in reversed(self.changes)
            if change.action in (Action.EDIT, Action.REVIEW)
            and change.number not in undone
            and _is_of(change, name)
        ]

    def list_latest(self, name: Optional[str] = None) -> Tuple[Change, ...]:
        """Every change, of one answer if named, the latest first."""
        return tuple(change for change in reversed(self.changes) if _is_of(change, name))


def read_history(file: Path) -> History:
    """The whole history; empty where there is no file. Raises UnreadableStaffFile."""
    log = read_change_log(file, _read_change)
    return History(log.changes, log.unfinished, log.next_number)


def append_change(file: Path, change: Change) -> None:
    """Write the change, on disk when this returns. Raises UnwritableStaffFile."""
    append_entry(file, _write_change(change))


def list_differences(
    before: Mapping[str, Entries],
    after: Mapping[str, Entries],
    originals: Mapping[str, Entries],
) -> Tuple[AnswerChange, ...]:
    """Every answer that staff's file words otherwise after than before, by name."""
    names = sorted(set(before) | set(after))
    return tuple(
        AnswerChange(name, before.get(name), after.get(name), originals.get(name, ()))
        for name in names
        if before.get(name) != after.get(name)
    )


def _is_of(change: Change, name: Optional[str]) -> bool:
    return name is None or any(one.name == name for one in change.answers)


def _texts(entries: Iterable[Mapping[str, Any]]) -> Tuple[str, ...]:
    return tuple(str(entry["text"]) for entry in entries)


def _write_change(change: Change) -> Dict[str, Any]:
    entry: Dict[str, Any] = {
        "number": change.number,
        "when": change.when.isoformat(timespec="seconds"),
        "who": change.who,
        "action": change.action.value,
        "why": change.why,
        "is_review": change.is_review or None,
        "overruled": list(change.overruled),
        "undoes": change.undoes,
        "content": change.content,
        "answers": [
            {"name": one.name, "before": one.before, "after": one.after, "original": one.original}
            for one in change.answers
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
        answers=tuple(
            AnswerChange(
                str(one["name"]),
                _read_entries(one["before"]),
                _read_entries(one["after"]),
                _read_entries(one["original"]) or (),
            )
            for one in entry.get("answers", ())
        ),
        before=str(entry["before"]),
        after=str(entry["after"]),
        why=entry.get("why"),
        is_review=bool(entry.get("is_review")),
        overruled=tuple(entry.get("overruled", ())),
        undoes=entry.get("undoes"),
        content=entry.get("content"),
    )


def _read_entries(entries: Optional[List[Dict[str, Any]]]) -> Optional[Entries]:
    return None if entries is None else tuple(entries)
