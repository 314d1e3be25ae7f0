"""The answers' words: shown, checked, changed by staff, taken back, with a history of it all."""

from datetime import date, datetime, timezone
from pathlib import Path
from typing import Callable, ContextManager, Dict, List, Mapping, Optional, Tuple, Union
from zoneinfo import ZoneInfo

from assistant.answers.answer_views import (
    AnswerHistory,
    change_entry,
    find_original,
    make_answer,
)
from assistant.answers.changes import Action, Change, History, read_history
from assistant.answers.checker import AnswerChecker
from assistant.answers.errors import ImpossibleChange, UnknownAnswer
from assistant.answers.findings import Report
from assistant.answers.preview import make_preview
from assistant.answers.records import Answer, Outcome, Preview, Wording
from assistant.answers.response_files import Entries, Entry, OriginalAnswer, ResponseFolder
from assistant.answers.saving import OpenAnswers, open_to_write
from assistant.answers.staff_file import parse_staff_answers, read_staff_answers
from assistant.staff_changes.atomic_files import read_content
from assistant.staff_changes.notes import SHORTEST_REASON, read_note, read_who


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(timezone.utc)


class Answers:
    """The assistant's answers, and the file in which staff give some of them other words.

    Any number of processes and threads may use the same files: one writes at a time, and every
    change is either made as a whole or not at all. Each method raises StaffChangeError with words
    for staff if the files cannot be used; nothing is changed then. A change reaches visitors with
    the next release that is trained and published. `responses` is the folder of the engineers'
    files, `facts` are those of the clinic's profile, `zone` says when a day begins.
    """

    def __init__(
        self,
        file: Path,
        history_file: Path,
        responses: Path,
        facts: Mapping[str, str],
        zone: ZoneInfo,
        mask_personal_data: Callable[[str], str],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._file = file
        self._history_file = history_file
        self._facts = facts
        self._zone = zone
        self._mask_personal_data = mask_personal_data
        self._now = now
        self._folder = ResponseFolder(responses, file)
        self._checker = AnswerChecker(mask_personal_data)

    def list_answers(self) -> List[Answer]:
        """Every answer, in the order of the engineers' files."""
        staff = read_staff_answers(self._file).answers
        history = AnswerHistory(read_history(self._history_file).changes)
        return [
            make_answer(original, staff.get(name), history, self._today())
            for name, original in self._folder.read().items()
        ]

    def show(self, name: str) -> Answer:
        """One answer. Raises UnknownAnswer."""
        staff = read_staff_answers(self._file).answers
        history = AnswerHistory(read_history(self._history_file).changes)
        return make_answer(self._original(name), staff.get(name), history, self._today())

    def check(self, name: str, variation: int, text: str) -> Report:
        """What is to be said about the text as the variation's (from 1); nothing is saved.

        Raises UnknownAnswer.
        """
        entries = read_staff_answers(self._file).answers.get(name)
        return self._check(name, variation, text, entries)

    def preview(self, name: str, variation: int, text: str) -> Preview:
        """How the widget shows the text as this variation. Raises UnknownAnswer."""
        return make_preview(self._wording(name, variation), text, self._facts)

    def save(
        self,
        name: str,
        variation: int,
        text: str,
        who: str,
        why: Optional[str] = None,
        *,
        reviewed: Union[bool, date] = False,
        seen: Optional[str] = None,
    ) -> Outcome:
        """Give the variation these words. Raises UnknownAnswer and ImpossibleChange.

        `reviewed` says that a clinician has read them, today or on that date; `seen` is the text
        that the editor began with, so that nobody's change is lost. What is refused is not saved,
        conflicts only with a written reason: the outcome says which stood in the way.
        """
        who, note = read_who(who), read_note(why, self._mask_personal_data)
        with self._open() as book:
            held = book.file.answers.get(name)
            entries = self._original(name).entries if held is None else held
            entry = self._entry(name, variation, entries)
            if seen is not None and _plain(seen) != _plain(entry["text"]):
                raise ImpossibleChange(
                    "Somebody else has changed this answer since you opened it. Your words were "
                    "not saved: copy them, open the answer again, and put them in."
                )
            report = self._check(name, variation, text, held)
            problem = _find_problem(report, note)
            if problem:
                return Outcome(report, None, problem)
            on = self._read_review(reviewed)
            changed = change_entry(entry, report.text, on)
            new = (*entries[: variation - 1], changed, *entries[variation:])
            if new == entries:
                return Outcome(report, None, "These are the words that it has already.")
            change = book.commit(
                who,
                Action.EDIT,
                {name: self._unless_original(name, new)},
                why=note,
                is_review=on is not None,
                overruled=tuple(sorted(kind.value for kind in report.conflicts)),
            )
        return Outcome(report, change)

    def mark_reviewed(
        self, name: str, who: str, why: Optional[str] = None, *, seen: Optional[int] = None
    ) -> Change:
        """Write today as the date on which a clinician has read every wording of the answer.

        `seen` is the number of the answer's latest change when it was read, 0 without any. Raises
        UnknownAnswer, and ImpossibleChange if it is the date already or the words are others.
        """
        who, note = read_who(who), read_note(why, self._mask_personal_data)
        with self._open() as book:
            _refuse_unseen(book.history, name, seen)
            original = self._original(name).entries
            entries = book.file.answers.get(name, original)
            new = tuple(change_entry(entry, None, self._today()) for entry in entries)
            if new == entries:
                is_open = AnswerHistory(book.history.changes).is_edited_since_review(name)
                if not is_open:
                    raise ImpossibleChange("It is marked as reviewed today already.")
            return book.commit(
                who, Action.REVIEW, {name: self._unless_original(name, new)}, why=note
            )

    def undo(self, who: str, name: Optional[str] = None, *, seen: Optional[int] = None) -> Change:
        """Take back the latest change of staff, of this answer if named, that is not taken back.

        `seen` is as in `mark_reviewed`, and of all answers if none is named. Raises
        ImpossibleChange if there is none, or if there was another change since.
        """
        who = read_who(who)
        with self._open() as book:
            _refuse_unseen(book.history, name, seen)
            for change in book.history.list_undoable(name):
                # What was taken back by hand meanwhile leaves nothing to do.
                open_ones = [
                    one
                    for one in change.answers
                    if one.before == one.after or book.file.answers.get(one.name) != one.before
                ]
                if open_ones:
                    break
            else:
                raise ImpossibleChange("There is nothing to take back.")
            for one in open_ones:
                if book.file.answers.get(one.name) != one.after:
                    raise ImpossibleChange(
                        f"'{one.name}' has been changed again by hand since. Put the words in "
                        "yourself; the history shows them."
                    )
            return book.commit(
                who,
                Action.UNDO,
                {one.name: one.before for one in open_ones},
                undoes=change.number,
            )

    def restore(self, file: Path, who: str, why: str) -> Optional[Change]:
        """Make staff's file that of a release, byte for byte; None if it is that already.

        A file that is not there stands for a release without words of staff. Raises
        UnreadableStaffFile if it is no such file; nothing is changed then.
        """
        who, note = read_who(who), read_note(why, self._mask_personal_data)
        content = read_content(file)
        wanted = parse_staff_answers(file, content)
        with self._open() as book:
            if wanted.digest == book.file.digest:
                return None
            gone = dict.fromkeys(set(book.file.answers) - set(wanted.answers))
            answers: Dict[str, Optional[Entries]] = {**gone, **wanted.answers}
            return book.commit(who, Action.RESTORE, answers, why=note, content=content)

    def history(self, name: Optional[str] = None) -> Tuple[Change, ...]:
        """Every change, of this answer if named, the latest first."""
        return read_history(self._history_file).list_latest(name)

    def _open(self) -> ContextManager[OpenAnswers]:
        originals = {name: answer.entries for name, answer in self._folder.read().items()}
        return open_to_write(self._file, self._history_file, originals, self._now)

    def _check(self, name: str, variation: int, text: str, staff: Optional[Entries]) -> Report:
        originals = self._folder.read()
        own = self._original(name).entries
        entry = self._entry(name, variation, own if staff is None else staff)
        original = find_original(variation, entry, own)
        return self._checker.check(
            name,
            text,
            before=entry["text"],
            original=original["text"] if original else "",
            metadata=entry.get("metadata") or {},
            originals=originals,
        )

    def _original(self, name: str) -> OriginalAnswer:
        answer = self._folder.read().get(name)
        if answer is None:
            raise UnknownAnswer("There is no such answer. Go back to the list and choose one.")
        return answer

    def _entry(self, name: str, variation: int, entries: Entries) -> Entry:
        if not 1 <= variation <= len(entries):
            raise UnknownAnswer(
                f"'{name}' has {len(entries)} wordings. Open the answer again and choose one."
            )
        return entries[variation - 1]

    def _wording(self, name: str, variation: int) -> Wording:
        staff = read_staff_answers(self._file).answers.get(name)
        answer = make_answer(self._original(name), staff, AnswerHistory(()), self._today())
        if not 1 <= variation <= len(answer.wordings):
            raise UnknownAnswer("There is no such wording. Open the answer again and choose one.")
        return answer.wordings[variation - 1]

    def _unless_original(self, name: str, entries: Entries) -> Optional[Entries]:
        """What staff's file is to hold: nothing where the engineers say the very same."""
        return None if entries == self._original(name).entries else entries

    def _read_review(self, reviewed: Union[bool, date]) -> Optional[date]:
        if isinstance(reviewed, bool):
            return self._today() if reviewed else None
        if reviewed > self._today():
            raise ImpossibleChange("The date of a review cannot lie ahead. Nothing was saved.")
        return reviewed

    def _today(self) -> date:
        return self._now().astimezone(self._zone).date()


def _find_problem(report: Report, reason: Optional[str]) -> Optional[str]:
    if report.refused:
        return "It was not saved: something in it cannot be said. See below."
    conflicts = report.conflicts
    if conflicts and len(reason or "") < SHORTEST_REASON:
        return (
            "It was not saved yet: say why it is to be so in spite of what is found below, in a "
            "few words that others understand in a year."
        )
    return None


def _refuse_unseen(history: History, name: Optional[str], seen: Optional[int]) -> None:
    latest = next((change.number for change in history.list_latest(name)), 0)
    if seen is not None and seen != latest:
        raise ImpossibleChange(
            "Somebody else has changed this answer since you opened it. Nothing was done: open the "
            "answer again, and read its words and its history first."
        )


def _plain(text: str) -> str:
    """A text as a form sends it back, whatever it makes of line breaks."""
    return " ".join(text.split())
