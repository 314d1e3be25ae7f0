"""The comparison's figures as tables: a candidate beside the live release, told in words."""

from dataclasses import dataclass
from enum import Enum
from typing import List, Optional, Sequence, Tuple

from assistant.console.release_views.words import list_sets, name_set
from assistant.console.web.template_filters import name_topic
from assistant.releases.records import Comparison, SetComparison, TopicComparison

BETTER, WORSE, SAME, OTHER, UNKNOWN = "better", "worse", "same", "other", "unknown"
SIGNS = {BETTER: "▲", WORSE: "▼", SAME: "=", OTHER: "◆", UNKNOWN: ""}


@dataclass(frozen=True)
class Difference:
    """How a figure changed: its kind, its sign and its words."""

    kind: str
    words: str

    @property
    def sign(self) -> str:
        """A mark that can be told apart without colours."""
        return SIGNS[self.kind]


@dataclass(frozen=True)
class Figure:
    """A line of the table: a figure of the live release (None: unknown) and the candidate."""

    title: str
    before: Optional[int]
    after: int
    of: int
    difference: Difference


@dataclass(frozen=True)
class SetFigures:
    """The figures of one set of messages."""

    title: str
    messages: int
    new: int
    figures: Tuple[Figure, ...]


class TopicOrder(str, Enum):
    """How the table of topics is sorted."""

    CHANGE = "change"
    TOPIC = "topic"
    MESSAGES = "messages"
    AFTER = "after"


@dataclass(frozen=True)
class TopicRow:
    """A topic: how many of its messages are understood before (None: unknown) and after."""

    topic: str
    title: str
    messages: int
    before: Optional[int]
    after: int
    difference: Difference

    @property
    def change(self) -> int:
        """How many messages more are understood; 0 where that is unknown."""
        return 0 if self.before is None else self.after - self.before


def compare_counts(
    before: Optional[int], after: int, *, more_is_better: Optional[bool]
) -> Difference:
    """What a change from `before` to `after` means; None for what is neither good nor bad."""
    if before is None:
        return Difference(UNKNOWN, "nothing to compare with")
    if before == after:
        return Difference(SAME, "the same")
    is_more = after > before
    words = f"{abs(after - before):,} {'more' if is_more else 'fewer'}"
    if more_is_better is None:
        return Difference(OTHER, words)
    kind = BETTER if is_more == more_is_better else WORSE
    return Difference(kind, f"{words}, {kind}")


def list_figures(comparison: Comparison) -> List[SetFigures]:
    """A table for each set of labelled messages, those of staff and of safety first."""
    by_name = {one.name: one for one in comparison.sets}
    return [_list_set(by_name[name]) for name in list_sets(tuple(by_name))]


def list_topics(comparison: Comparison, order: TopicOrder) -> List[TopicRow]:
    """A row for each topic, sorted; the greatest changes first, the bad ones before the good."""
    rows = [_make_row(one) for one in comparison.topics]
    if order is TopicOrder.TOPIC:
        return sorted(rows, key=lambda row: row.title.casefold())
    if order is TopicOrder.MESSAGES:
        return sorted(rows, key=lambda row: (-row.messages, row.title.casefold()))
    if order is TopicOrder.AFTER:
        return sorted(rows, key=lambda row: (row.after / max(row.messages, 1), row.title))
    return sorted(rows, key=lambda row: (-abs(row.change), row.change, row.title.casefold()))


def count_topics(rows: Sequence[TopicRow]) -> str:
    """How many topics changed, in a sentence."""
    worse = sum(row.difference.kind == WORSE for row in rows)
    better = sum(row.difference.kind == BETTER for row in rows)
    return (
        f"Of {len(rows)} topics, {better} got better, {worse} got worse and "
        f"{len(rows) - better - worse} stayed the same."
    )


def _list_set(one: SetComparison) -> SetFigures:
    figures = [
        _make_figure("Answered right", one.right_before, one.right_after, one.messages, True),
        _make_figure(
            "Answered wrong and sure of it",
            one.confidently_wrong_before,
            one.confidently_wrong_after,
            one.messages,
            False,
        ),
        _make_figure("Asked back", one.asked_back_before, one.asked_back_after, one.messages, None),
        _make_figure(
            "Said it cannot help", one.declined_before, one.declined_after, one.messages, None
        ),
    ]
    if one.emergencies:
        figures.append(
            _make_figure(
                "Emergencies missed", one.missed_before, one.missed_after, one.emergencies, False
            )
        )
    figures.append(
        _make_figure(
            "False emergencies",
            one.false_emergencies_before,
            one.false_emergencies_after,
            one.messages - one.emergencies,
            False,
        )
    )
    return SetFigures(name_set(one.name), one.messages, one.new, tuple(figures))


def _make_figure(
    title: str, before: Optional[int], after: int, of: int, more_is_better: Optional[bool]
) -> Figure:
    difference = compare_counts(before, after, more_is_better=more_is_better)
    return Figure(title, before, after, of, difference)


def _make_row(one: TopicComparison) -> TopicRow:
    return TopicRow(
        topic=one.topic,
        title=name_topic(one.topic),
        messages=one.messages,
        before=one.right_before,
        after=one.right_after,
        difference=compare_counts(one.right_before, one.right_after, more_is_better=True),
    )
