"""Phrasings on their way through a form: as staff have written them, with what was found."""

from dataclasses import dataclass
from typing import Any, FrozenSet, List, Optional, Sequence, Tuple

from starlette.datastructures import FormData

from assistant.console.web import PageError
from assistant.phrasings.findings import Addition, CheckedAddition, Kind, Overrule
from assistant.phrasings.training_file import Phrasing

# A form carries six fields for each; and nobody reads more on one page.
MOST_DRAFTS = 500
LONGEST_TEXT = 20_000
_SEPARATOR = ","


@dataclass(frozen=True)
class Draft:
    """One phrasing of a form. `source` is the message it was made from, `place` where it stood."""

    source: str
    text: str
    topic: str
    place: str = ""
    is_left_out: bool = False
    reason: str = ""
    seen: FrozenSet[Kind] = frozenset()
    checked: Optional[CheckedAddition] = None

    @property
    def addition(self) -> Addition:
        """What would be saved."""
        return Addition(self.text, self.topic, self.place)

    @property
    def needs_attention(self) -> bool:
        """Whether something stands in the way of it."""
        return self.checked is not None and bool(
            self.checked.is_refused or (self.checked.conflicts and not self.checked.is_known)
        )

    @property
    def conflicts_written(self) -> str:
        """The conflicts that are shown, for the form to carry."""
        return (
            _SEPARATOR.join(sorted(one.value for one in self.checked.conflicts))
            if self.checked
            else ""
        )


def read_drafts(form: FormData) -> Tuple[Draft, ...]:
    """The drafts of a form. Raises PageError if its fields do not fit together."""
    columns = [
        _texts(form, name) for name in ("source", "text", "topic", "place", "reason", "seen")
    ]
    if len({len(column) for column in columns}) > 1 or len(columns[0]) > MOST_DRAFTS:
        raise PageError(400, "The form could not be read. Go back, reload the page, and try again.")
    left_out = set(_texts(form, "leave"))
    return tuple(
        Draft(
            source=source,
            text=text.strip(),
            topic=topic,
            place=place,
            is_left_out=str(number) in left_out,
            reason=" ".join(reason.split()),
            seen=_read_kinds(seen),
        )
        for number, (source, text, topic, place, reason, seen) in enumerate(
            zip(*columns, strict=True)
        )
    )


def list_overrules(drafts: Sequence[Draft]) -> List[Overrule]:
    """The reasons that staff have written, for the conflicts that they have seen."""
    return [Overrule(one.text, one.topic, one.reason, one.seen) for one in drafts if one.reason]


def list_phrasings(drafts: Sequence[Draft]) -> Tuple[Phrasing, ...]:
    """What the drafts would teach, for a preview."""
    return tuple(
        Phrasing(one.topic, one.text) for one in drafts if one.text and not one.is_left_out
    )


def _texts(form: FormData, name: str) -> List[str]:
    values: List[Any] = form.getlist(name)
    return [value[:LONGEST_TEXT] if isinstance(value, str) else "" for value in values]


def _read_kinds(text: str) -> FrozenSet[Kind]:
    known = {kind.value: kind for kind in Kind}
    return frozenset(known[one] for one in text.split(_SEPARATOR) if one in known)
