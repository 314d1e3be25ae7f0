"""Messages that a candidate answers otherwise: chosen by filters, a page at a time."""

from dataclasses import dataclass, replace
from typing import List, Optional, Sequence, Tuple

from assistant.console.release_views.figures import BETTER, WORSE
from assistant.console.release_views.words import DECISIONS, list_sets, name_set
from assistant.console.web.template_filters import name_topic
from assistant.releases.records import (
    RECENT_MESSAGES,
    Comparison,
    ConversationComparison,
    MessageChange,
    Prediction,
)

CHANGED = "changed"
SHOWN_KINDS = {WORSE: "got worse", BETTER: "got better", CHANGED: "answered differently"}
SIGNS = {WORSE: "▼", BETTER: "▲", CHANGED: "◆"}
PAGE_SIZE = 25


@dataclass(frozen=True)
class Reading:
    """What a model makes of a message, in words; `confidence` goes from 0 to 1."""

    title: str
    does: str
    confidence: float


@dataclass(frozen=True)
class MessageRow:
    """A message, its right topic where that is known, and how it is read before and after."""

    kind: str
    set: str
    text: str
    topic: Optional[str]
    before: Reading
    after: Reading
    blamed: Tuple[Tuple[str, str], ...]

    @property
    def sign(self) -> str:
        """A mark that can be told apart without colours."""
        return SIGNS[self.kind]

    @property
    def kind_title(self) -> str:
        """What happened to the message."""
        return SHOWN_KINDS[self.kind]

    @property
    def topic_title(self) -> Optional[str]:
        """The right topic in words; None where nobody has said what it is."""
        return None if self.topic is None else name_topic(self.topic)

    @property
    def set_title(self) -> str:
        """Where the message comes from."""
        return name_set(self.set)


@dataclass(frozen=True)
class MessageFilter:
    """Which messages are looked at; an empty word stands for all. Pages count from 1."""

    kind: str = ""
    set: str = ""
    topic: str = ""
    page: int = 1


@dataclass(frozen=True)
class MessagePage:
    """A page of messages and what can be filtered by."""

    rows: Tuple[MessageRow, ...]
    total: int
    chosen: MessageFilter
    pages: int
    sets: Tuple[Tuple[str, str], ...]
    topics: Tuple[Tuple[str, str], ...]


def list_rows(comparison: Comparison) -> List[MessageRow]:
    """Every labelled message that is answered otherwise: worse ones first."""
    return [row for row in _list_all(comparison) if row.set != RECENT_MESSAGES]


def list_recent(comparison: Comparison) -> List[MessageRow]:
    """Real messages of visitors that are answered otherwise; nobody has said what is right."""
    return [row for row in _list_all(comparison) if row.set == RECENT_MESSAGES]


def list_conversations(comparison: Comparison) -> List[ConversationComparison]:
    """Rehearsed conversations that go otherwise; those that fail, where before is unknown."""
    return [
        one
        for one in comparison.conversations
        if (not one.after if one.before is None else one.before != one.after)
    ]


def choose_rows(rows: Sequence[MessageRow], chosen: MessageFilter) -> MessagePage:
    """The messages that the filter lets through; a page beyond the last is the last."""
    found = [
        row
        for row in rows
        if (not chosen.kind or row.kind == chosen.kind)
        and (not chosen.set or row.set == chosen.set)
        and (not chosen.topic or row.topic == chosen.topic)
    ]
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, chosen.page), pages)
    topics = {row.topic for row in rows if row.topic is not None}
    return MessagePage(
        rows=tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        total=len(found),
        chosen=replace(chosen, page=page),
        pages=pages,
        sets=tuple(list_sets(tuple({row.set for row in rows})).items()),
        topics=tuple(sorted(((one, name_topic(one)) for one in topics), key=lambda one: one[1])),
    )


def _list_all(comparison: Comparison) -> List[MessageRow]:
    kinds = ((WORSE, comparison.worse), (BETTER, comparison.better), (CHANGED, comparison.changed))
    return [_make_row(kind, change) for kind, changes in kinds for change in changes]


def _make_row(kind: str, change: MessageChange) -> MessageRow:
    return MessageRow(
        kind=kind,
        set=change.set,
        text=change.text,
        topic=change.topic,
        before=_read(change.before),
        after=_read(change.after),
        blamed=change.blamed,
    )


def _read(prediction: Prediction) -> Reading:
    return Reading(
        title=name_topic(prediction.predicted),
        does=DECISIONS.get(prediction.decision, prediction.decision),
        confidence=prediction.confidence,
    )
