"""An answer and its wordings, as staff see them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Mapping, Optional, Tuple

from assistant.answers.changes import Change
from assistant.answers.findings import Report


@dataclass(frozen=True)
class Wording:
    """One wording of an answer; `number` counts from 1, `original` is the engineers' text.

    `used_when` says in words when it is said. `original` is None where only staff have it.
    """

    number: int
    text: str
    original: Optional[str]
    used_when: str
    metadata: Mapping[str, Any]
    facts: Tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Whether staff have given it other words."""
        return self.text != self.original

    @property
    def source(self) -> Optional[str]:
        """The part of the guide that stands under the answer."""
        return self.metadata.get("source")

    @property
    def lines(self) -> Tuple[int, ...]:
        """The lines of the guide that it is drawn from."""
        return tuple(self.metadata.get("lines", ()))

    @property
    def is_urgent(self) -> bool:
        """Whether the widget shows it as a safety message."""
        return self.metadata.get("decision") == "safety"


@dataclass(frozen=True)
class Answer:
    """An answer; `reviewed` is the oldest date of its wordings, None where one has none.

    `is_changed`: staff have touched it. `is_edited_since_review`: its words are newer than its
    review. `is_original_newer`: the engineers have changed theirs since staff touched it.
    """

    name: str
    title: str
    family: str
    family_title: str
    topic: Optional[str]
    wordings: Tuple[Wording, ...]
    reviewed: Optional[date]
    is_old: bool
    is_edited_since_review: bool
    is_changed: bool
    is_original_newer: bool

    @property
    def is_overdue(self) -> bool:
        """Whether somebody should review it now."""
        return self.is_old or self.is_edited_since_review


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt to save: the report, and the change if it was made."""

    report: Report
    change: Optional[Change]
    problem: Optional[str] = None

    @property
    def is_saved(self) -> bool:
        """Whether the words are in staff's file now."""
        return self.change is not None


@dataclass(frozen=True)
class PreviewPart:
    """A piece of a previewed text; the widget makes a link of some."""

    text: str
    is_link: bool = False


@dataclass(frozen=True)
class Preview:
    """An answer as a visitor of this clinic sees it; `calls` are a safety message's buttons."""

    parts: Tuple[PreviewPart, ...]
    source: Optional[str]
    is_urgent: bool
    calls: Tuple[str, ...]
