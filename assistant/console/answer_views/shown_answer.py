"""What an answer's page shows: its wordings with drafts, findings and previews, its history."""

from dataclasses import dataclass, replace
from typing import Any, Dict, Mapping, Optional, Tuple

from assistant.answers.answer_views import REVIEW_DAYS
from assistant.answers.answers import Answers
from assistant.answers.article import ArticleLine, read_article_lines
from assistant.answers.changes import Action, Change
from assistant.answers.facts import name_in_words
from assistant.answers.findings import Report
from assistant.answers.plain_text import LONGEST_CHARACTERS
from assistant.answers.records import Preview, Wording
from assistant.answers.usage_words import PREFIX
from assistant.answers.word_diff import DiffPart, compare_words

ACTIONS = {
    Action.EDIT: "changed the words",
    Action.REVIEW: "marked it as reviewed",
    Action.UNDO: "took a change back",
    Action.RESTORE: "went back to the words of an earlier release",
    Action.BY_HAND: "an engineer changed the file",
}
_CHANGES_SHOWN = 50


@dataclass(frozen=True)
class WordingDiff:
    """What a change has made of one wording."""

    number: int
    parts: Tuple[DiffPart, ...]


@dataclass(frozen=True)
class ShownChange:
    """A change of an answer as its history shows it."""

    change: Change
    what: str
    diffs: Tuple[WordingDiff, ...]


@dataclass(frozen=True)
class ShownWording:
    """A wording with the words in its field, and what is to be said about them."""

    wording: Wording
    draft: str
    report: Optional[Report]
    preview: Preview
    lines: Tuple[ArticleLine, ...]
    why: str = ""
    is_reviewed: bool = False
    problem: Optional[str] = None


def path_of(name: str) -> str:
    """The answer's name in an address: without what all of them begin with."""
    return name[len(PREFIX) :] if name.startswith(PREFIX) else name


def view_answer(answers: Answers, name: str, drafts: Mapping[int, ShownWording]) -> Dict[str, Any]:
    """All that the page needs; drafts take the place of wordings. Raises StaffChangeError."""
    # Before the words: whoever acts on words that are newer than this number is told so.
    history = answers.history(name)
    answer = answers.show(name)
    undone = {change.undoes for change in history}
    undoable = [c for c in history if c.action in (Action.EDIT, Action.REVIEW)]
    return {
        "answer": answer,
        "wordings": [
            drafts.get(wording.number) or _view_wording(answers, name, wording)
            for wording in answer.wordings
        ],
        "changes": [_view_change(change, name) for change in history[:_CHANGES_SHOWN]],
        "changes_left": max(0, len(history) - _CHANGES_SHOWN),
        "latest": history[0].number if history else 0,
        "can_undo": any(change.number not in undone for change in undoable),
        "path": path_of(name),
        "name_fact": name_in_words,
        "longest": LONGEST_CHARACTERS,
        "review_days": REVIEW_DAYS,
    }


def _view_wording(answers: Answers, name: str, wording: Wording) -> ShownWording:
    return ShownWording(
        wording,
        wording.text,
        # What stands there was checked when it was saved; its grade is worth showing all the same.
        answers.check(name, wording.number, wording.text),
        answers.preview(name, wording.number, wording.text),
        read_article_lines(wording.lines),
    )


def view_draft(answers: Answers, name: str, number: int, draft: str) -> ShownWording:
    """A wording with other words. Raises StaffChangeError."""
    preview = answers.preview(name, number, draft)
    wording = answers.show(name).wordings[number - 1]
    report = answers.check(name, number, draft)
    return ShownWording(wording, draft, report, preview, read_article_lines(wording.lines))


def _view_change(change: Change, name: str) -> ShownChange:
    diffs = []
    for one in change.answers:
        if one.name != name:
            continue
        length = max(len(one.texts_before), len(one.texts_after))
        before = [*one.texts_before, *[""] * length][:length]
        after = [*one.texts_after, *[""] * length][:length]
        diffs += [
            WordingDiff(number, compare_words(old, new))
            for number, (old, new) in enumerate(zip(before, after, strict=True), 1)
            if old != new
        ]
    return ShownChange(change, ACTIONS[change.action], tuple(diffs))


def add_form(
    shown: ShownWording, form: Mapping[str, Any], problem: Optional[str] = None
) -> ShownWording:
    """The wording with what else its form has sent, and with what stood in the way."""
    why, is_reviewed = str(form.get("why", "")), bool(form.get("reviewed"))
    return replace(shown, why=why, is_reviewed=is_reviewed, problem=problem)
