"""Makes what staff see of an answer out of the files and their history."""

from datetime import date, timedelta
from typing import Any, Dict, List, Mapping, Optional, Sequence, Set

from assistant.answers.changes import Action, Change
from assistant.answers.facts import OPTIONAL_FACTS, find_known_facts
from assistant.answers.records import Answer, Wording
from assistant.answers.response_files import Entries, Entry, OriginalAnswer
from assistant.answers.usage_words import FAMILY_TITLES, PREFIX, describe_use, name_answer
from assistant.topics import load_topics

# A year: the answers say "As of 2025", and approvals change from one year to the next.
REVIEW_DAYS = 365


class AnswerHistory:
    """What the history says of each answer, read once."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._unreviewed: Set[str] = set()
        self._originals: Dict[str, Entries] = {}
        before: Dict[int, Set[str]] = {}
        for change in changes:
            before[change.number] = set(self._unreviewed)
            for one in change.answers:
                self._originals[one.name] = one.original
                if change.undoes is not None:
                    # As it was then, whether somebody had read it or not.
                    was_unreviewed = one.name in before.get(change.undoes, ())
                else:
                    is_review = change.action is Action.REVIEW or change.is_review
                    is_edited = one.texts_before != one.texts_after
                    was_unreviewed = not is_review and (is_edited or one.name in self._unreviewed)
                (self._unreviewed.add if was_unreviewed else self._unreviewed.discard)(one.name)

    def is_edited_since_review(self, name: str) -> bool:
        """Whether words were changed after somebody last marked the answer as reviewed."""
        return name in self._unreviewed

    def is_original_newer(self, answer: OriginalAnswer) -> bool:
        """Whether the engineers' wordings are others than when staff last changed the answer."""
        known = self._originals.get(answer.name)
        return known is not None and known != answer.entries


def make_answer(
    original: OriginalAnswer, staff: Optional[Entries], history: AnswerHistory, today: date
) -> Answer:
    """The answer as it will be said, in staff's words where they have given it some."""
    entries = original.entries if staff is None else staff
    name = original.name
    topic = name[len(PREFIX) :]
    dates = [_read_date(entry) for entry in entries]
    reviewed = min((d for d in dates if d), default=None) if all(dates) else None
    is_changed = staff is not None
    return Answer(
        name=name,
        title=name_answer(name),
        family=original.family,
        family_title=FAMILY_TITLES.get(original.family, original.family.capitalize()),
        topic=topic if topic in load_topics() else None,
        wordings=tuple(
            _make_wording(number, entry, entries, original.entries)
            for number, entry in enumerate(entries, 1)
        ),
        reviewed=reviewed,
        is_old=reviewed is None or today - reviewed > timedelta(days=REVIEW_DAYS),
        is_edited_since_review=is_changed and history.is_edited_since_review(name),
        is_changed=is_changed,
        is_original_newer=is_changed and history.is_original_newer(original),
    )


def change_entry(entry: Entry, text: Optional[str], reviewed: Optional[date]) -> Entry:
    """The wording with another text or review date; everything else stays as it is."""
    changed = dict(entry)
    if text is not None:
        changed["text"] = text
    if reviewed is not None:
        changed["metadata"] = {**(entry.get("metadata") or {}), "reviewed": reviewed.isoformat()}
    return changed


def find_original(number: int, entry: Entry, originals: Entries) -> Optional[Entry]:
    """The engineers' wording in the place of this one, said under the same conditions."""
    if number > len(originals):
        return None
    original = originals[number - 1]
    return original if _demands(original) == _demands(entry) else None


def _make_wording(number: int, entry: Entry, entries: Entries, originals: Entries) -> Wording:
    metadata: Mapping[str, Any] = entry.get("metadata") or {}
    original = find_original(number, entry, originals)
    usable = find_known_facts(metadata) - (OPTIONAL_FACTS - set(metadata.get("needs", ())))
    return Wording(
        number=number,
        text=entry["text"],
        original=original["text"] if original else None,
        used_when=describe_use(entry, entries),
        metadata=metadata,
        facts=tuple(sorted(usable)),
    )


def _demands(entry: Entry) -> List[Any]:
    metadata = entry.get("metadata") or {}
    return [metadata.get(key) for key in ("needs", "when", "after")]


def _read_date(entry: Entry) -> Optional[date]:
    try:
        return date.fromisoformat(str((entry.get("metadata") or {})["reviewed"]))
    except (KeyError, ValueError):
        return None
