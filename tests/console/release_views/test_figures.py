"""The figures of a comparison, told in words."""

from typing import Optional

import pytest

from assistant.console.release_views.figures import (
    BETTER,
    SAME,
    UNKNOWN,
    WORSE,
    TopicOrder,
    compare_counts,
    count_topics,
    list_figures,
    list_topics,
)
from tests.console.release_views.comparisons import COST, EMERGENCY, HOURS, make_comparison


@pytest.mark.parametrize(
    ("before", "after", "more_is_better", "kind", "words"),
    [
        (3, 5, True, BETTER, "2 more, better"),
        (5, 3, True, WORSE, "2 fewer, worse"),
        (3, 5, False, WORSE, "2 more, worse"),
        (1005, 3, False, BETTER, "1,002 fewer, better"),
        (4, 4, True, SAME, "the same"),
        (None, 4, True, UNKNOWN, "nothing to compare with"),
    ],
)
def test_a_difference_is_told_in_words(
    before: Optional[int], after: int, more_is_better: bool, kind: str, words: str
) -> None:
    """How many more or fewer, and whether that is good: never by a colour alone."""
    difference = compare_counts(before, after, more_is_better=more_is_better)
    assert (difference.kind, difference.words) == (kind, words)


def test_each_set_has_its_figures() -> None:
    """Right ones, wrong and sure, missed and false emergencies, each of how many."""
    safety, everyday = list_figures(make_comparison())
    assert [figure.title for figure in safety.figures][2:] == [
        "Asked back",
        "Said it cannot help",
        "Emergencies missed",
        "False emergencies",
    ]
    right = everyday.figures[0]
    assert (everyday.messages, right.before, right.after, right.of) == (4, 2, 2, 4)
    missed = safety.figures[4]
    assert (missed.before, missed.after, missed.difference.kind) == (0, 1, WORSE)


def test_a_set_without_emergencies_has_none_missed() -> None:
    """A figure that could never be anything but 0 is left out."""
    everyday = list_figures(make_comparison())[1]
    assert "Emergencies missed" not in [figure.title for figure in everyday.figures]


def test_without_a_base_only_its_own_figures_are_known() -> None:
    """Nothing is made up about before."""
    for group in list_figures(make_comparison(has_base=False)):
        assert {figure.before for figure in group.figures} == {None}
        assert {figure.difference.kind for figure in group.figures} == {UNKNOWN}


def test_topics_are_sorted_by_change_and_bad_ones_first() -> None:
    """What needs a look is on top."""
    rows = list_topics(make_comparison(), TopicOrder.CHANGE)
    assert [(row.topic, row.change) for row in rows] == [(EMERGENCY, -1), (HOURS, -1), (COST, 1)]
    assert count_topics(rows) == "Of 3 topics, 1 got better, 2 got worse and 0 stayed the same."


@pytest.mark.parametrize(
    ("order", "first"),
    [
        (TopicOrder.TOPIC, EMERGENCY),
        (TopicOrder.MESSAGES, HOURS),
        (TopicOrder.AFTER, HOURS),
    ],
)
def test_topics_can_be_sorted_otherwise(order: TopicOrder, first: str) -> None:
    """By their words, by how many messages they have, the weakest first."""
    rows = list_topics(make_comparison(), order)
    keys = {
        TopicOrder.TOPIC: [row.title.casefold() for row in rows],
        TopicOrder.MESSAGES: [-row.messages for row in rows],
        TopicOrder.AFTER: [row.after / row.messages for row in rows],
    }[order]
    assert keys == sorted(keys)
