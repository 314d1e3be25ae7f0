"""The staff's phrasings: checked, taught, removed, taken back, with a history of it all."""

from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import AbstractSet, Callable, ContextManager, Dict, List, Optional, Sequence, Tuple

from assistant.phrasings.checker import PhrasingChecker
from assistant.phrasings.errors import ImpossibleChange
from assistant.phrasings.findings import Addition, CheckedAddition, Overrule, Report
from assistant.phrasings.history import Action, Change, History, Overruled, read_history
from assistant.phrasings.phrasing_text import clean_phrasing, is_readable
from assistant.phrasings.saving import OpenBook, open_to_write
from assistant.phrasings.training_file import Phrasing, TrainingFile, read_training_file

# Whoever reads the history in a year should learn something from it.
SHORTEST_REASON = 10
LONGEST_NOTE = 500


@dataclass(frozen=True)
class TaughtPhrasing:
    """A phrasing of the staff's file; who, when and why are None for what was written by hand."""

    topic: str
    text: str
    who: Optional[str]
    when: Optional[datetime]
    why: Optional[str]


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt to add: the report, what stood in the way, and what was saved."""

    report: Report
    blocked: Tuple[CheckedAddition, ...]
    change: Optional[Change]

    @property
    def is_saved(self) -> bool:
        """Whether anything new is in the training file."""
        return self.change is not None


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(timezone.utc)


class PhrasingBook:
    """One training file of staff's phrasings and its history.

    Any number of processes and threads may use books of the same file: one writes at a time, and
    every change is either made as a whole or not at all. Each method raises PhrasingError with
    words for staff if the files cannot be used; nothing is changed then.
    """

    def __init__(
        self,
        file: Path,
        history_file: Path,
        checker: PhrasingChecker,
        mask_personal_data: Callable[[str], str],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._file = file
        self._history_file = history_file
        self._checker = checker
        self._mask_personal_data = mask_personal_data
        self._now = now

    def check(self, additions: Sequence[Addition]) -> Report:
        """What is to be said about the additions; nothing is saved. Raises EncoderMissing."""
        return self._checker.check(additions, self._read().phrasings)

    def add(
        self,
        additions: Sequence[Addition],
        who: str,
        overrules: Sequence[Overrule] = (),
        why: Optional[str] = None,
        *,
        leave_out_blocked: bool = False,
        origin: Optional[str] = None,
    ) -> Outcome:
        """Save the additions: all of them, or with `leave_out_blocked` those that may be saved.

        Refused ones are never saved, conflicts only with a written reason in `overrules`. What is
        taught already is passed over. Raises EncoderMissing.
        """
        who, why = _read_who(who), self._read_why(why)
        reasons = self._read_reasons(overrules)
        # The slow part, encoding, is done before the others have to wait; it is remembered.
        self.check(additions)
        with self._open() as book:
            report = self._checker.check(additions, book.file.phrasings)
            blocked = tuple(one for one in report.checked if _is_blocked(one, reasons))
            saved = [one for one in report.checked if not one.is_known and one not in blocked]
            if not saved or (blocked and not leave_out_blocked):
                return Outcome(report, blocked, None)
            added = [Phrasing(one.addition.topic, one.addition.text) for one in saved]
            overruled = [
                Overruled(
                    phrasing,
                    tuple(sorted(kind.value for kind in one.conflicts)),
                    reasons[phrasing].reason,
                )
                for phrasing, one in zip(added, saved, strict=True)
                if one.conflicts
            ]
            change = book.commit(
                self._now(),
                who,
                Action.ADD,
                added=added,
                why=why,
                overruled=overruled,
                origin=origin,
            )
        return Outcome(report, blocked, change)

    def remove(self, phrasings: Sequence[Phrasing], who: str, why: Optional[str] = None) -> Change:
        """Take phrasings out of the staff's file. Raises ImpossibleChange if one is not in it."""
        who, why = _read_who(who), self._read_why(why)
        with self._open() as book:
            held = set(book.file.phrasings)
            missing = [one for one in phrasings if one not in held]
            if missing or not phrasings:
                raise ImpossibleChange(
                    "Not among the phrasings of staff under this topic: "
                    + ", ".join(f'"{self._read_note(one.text)}" ({one.topic})' for one in missing)
                    + ". Nothing was removed; 'list' shows what is there."
                )
            return book.commit(self._now(), who, Action.REMOVE, removed=list(phrasings), why=why)

    def undo(self, who: str, expected: Optional[int] = None) -> Change:
        """Take back the latest change of staff that is not taken back yet.

        Raises ImpossibleChange if there is none, if what it removed cannot be taught again, or if
        it is not the change of the `expected` number, which is all that somebody has seen.
        """
        who = _read_who(who)
        with self._open() as book:
            held = set(book.file.phrasings)
            change = _find_undoable(book.history, held)
            if expected is not None and (change is None or change.number != expected):
                raise ImpossibleChange(
                    "Somebody has changed the phrasings in the meantime. Nothing was taken back: "
                    "look at the latest change first."
                )
            if change is None:
                raise ImpossibleChange("There is nothing to take back.")
            added = [one for one in change.removed if one not in held]
            removed = [one for one in change.added if one in held]
            self._refuse_if_contradicted(added, [one for one in held if one not in removed])
            return book.commit(
                self._now(), who, Action.UNDO, added=added, removed=removed, undoes=change.number
            )

    def restore(
        self, phrasings: Sequence[Phrasing], who: str, why: Optional[str]
    ) -> Optional[Change]:
        """Make the staff's file hold exactly these, as it did once; None if it does already.

        They were checked when they were taught, and are not checked again.
        """
        who, why = _read_who(who), self._read_why(why)
        wanted = set(phrasings)
        with self._open() as book:
            held = set(book.file.phrasings)
            if held == wanted:
                return None
            return book.commit(
                self._now(),
                who,
                Action.RESTORE,
                added=_in_order(wanted - held),
                removed=_in_order(held - wanted),
                why=why,
            )

    def list_phrasings(self) -> List[TaughtPhrasing]:
        """What the staff's file teaches now, sorted by topic."""
        by: Dict[Phrasing, Change] = {}
        reasons: Dict[Phrasing, str] = {}
        for change in self.history():
            by.update(dict.fromkeys(change.added, change))
            reasons.update({one.phrasing: one.reason for one in change.overruled})
        taught = []
        for one in _in_order(set(self._read().phrasings)):
            change_or_none = by.get(one)
            if change_or_none is None or change_or_none.action is Action.BY_HAND:
                taught.append(TaughtPhrasing(one.topic, one.text, None, None, None))
            else:
                why = reasons.get(one, change_or_none.why)
                who, when = change_or_none.who, change_or_none.when
                taught.append(TaughtPhrasing(one.topic, one.text, who, when, why))
        return taught

    def last_undoable(self) -> Optional[Change]:
        """The change that `undo` would take back; None without any."""
        return _find_undoable(read_history(self._history_file), set(self._read().phrasings))

    def history(self) -> Tuple[Change, ...]:
        """Every change, oldest first."""
        return read_history(self._history_file).changes

    def _read(self) -> TrainingFile:
        return read_training_file(self._file)

    def _open(self) -> ContextManager[OpenBook]:
        return open_to_write(self._file, self._history_file, self._now)

    def _refuse_if_contradicted(self, added: Sequence[Phrasing], held: Sequence[Phrasing]) -> None:
        report = self._checker.check([Addition(one.text, one.topic) for one in added], held)
        for one in report.refused:
            refusal = next(f for f in one.findings if f.severity.value == "refused")
            raise ImpossibleChange(
                f'"{one.addition.text}" cannot be taught again under {one.addition.topic}: '
                f"{refusal.message} Nothing was changed."
            )

    def _read_reasons(self, overrules: Sequence[Overrule]) -> Dict[Phrasing, Overrule]:
        read = {}
        for one in overrules:
            reason = self._read_note(one.reason)
            if len(reason) < SHORTEST_REASON or not is_readable(reason):
                raise ImpossibleChange(
                    "A conflict is overruled with a written reason: a few words that others "
                    "understand in a year. Nothing was saved."
                )
            phrasing = Phrasing(one.topic, clean_phrasing(one.text))
            read[phrasing] = Overrule(phrasing.text, one.topic, reason, one.kinds)
        return read

    def _read_why(self, why: Optional[str]) -> Optional[str]:
        return (self._read_note(why) if why else None) or None

    def _read_note(self, text: str) -> str:
        """The note without personal data: the history is kept for ever."""
        return self._mask_personal_data(clean_phrasing(text))[:LONGEST_NOTE]


def _find_undoable(history: History, held: AbstractSet[Phrasing]) -> Optional[Change]:
    """The latest change of which something is left to take back: by hand, all of it may be."""
    for change in history.list_undoable():
        if set(change.removed) - held or set(change.added) & held:
            return change
    return None


def _in_order(phrasings: AbstractSet[Phrasing]) -> List[Phrasing]:
    return sorted(phrasings, key=lambda one: (one.topic, one.text))


def _read_who(who: str) -> str:
    name = clean_phrasing(who)[:LONGEST_NOTE]
    if not name:
        raise ImpossibleChange("Say who makes the change. Nothing was changed.")
    return name


def _is_blocked(one: CheckedAddition, reasons: Dict[Phrasing, Overrule]) -> bool:
    if one.is_refused:
        return True
    if not one.conflicts or one.is_known:
        return False
    overrule = reasons.get(Phrasing(one.addition.topic, one.addition.text))
    return overrule is None or not (overrule.kinds is None or one.conflicts <= overrule.kinds)
