"""The messages that a candidate answers otherwise."""

from dataclasses import replace

import pytest

from assistant.console.release_views.message_changes import (
    PAGE_SIZE,
    MessageFilter,
    choose_rows,
    list_recent,
    list_rows,
)
from assistant.releases.records import DEV_MESSAGES, SAFETY_MESSAGES
from tests.console.release_views.comparisons import COST, EMERGENCY, make_comparison


def test_worse_messages_come_first_with_both_readings() -> None:
    """What was right and is not any more, emergencies before all, with what did it."""
    rows = list_rows(make_comparison())
    assert [(row.kind, row.text) for row in rows] == [
        ("worse", "he fell down"),
        ("worse", "open on sunday"),
        ("better", "the damage to my purse"),
        ("changed", "hm"),
    ]
    fell = rows[0]
    assert (fell.before.does, fell.after.does) == ("gives the safety message", "asks back")
    assert (fell.before.confidence, fell.after.confidence) == (1.0, 0.5)
    assert fell.blamed == (("clinic/hours", "how late is it"),)
    assert [row.sign for row in rows] == ["▼", "▼", "▲", "◆"]


def test_messages_of_visitors_are_apart() -> None:
    """Nobody has said what they mean: they are neither better nor worse."""
    (row,) = list_recent(make_comparison())
    assert (row.text, row.kind, row.topic_title) == ("and for two", "changed", None)


@pytest.mark.parametrize(
    ("chosen", "texts"),
    [
        (MessageFilter(kind="better"), ["the damage to my purse"]),
        (MessageFilter(set=SAFETY_MESSAGES), ["he fell down"]),
        (MessageFilter(topic=COST), ["the damage to my purse"]),
        (MessageFilter(kind="worse", set=DEV_MESSAGES), ["open on sunday"]),
        (MessageFilter(kind="better", topic=EMERGENCY), []),
    ],
)
def test_messages_are_filtered(chosen: MessageFilter, texts: "list[str]") -> None:
    """By what happened, by set, by topic, and by all of these at once."""
    page = choose_rows(list_rows(make_comparison()), chosen)
    assert [row.text for row in page.rows] == texts
    assert page.total == len(texts)


def test_pages_have_an_end() -> None:
    """A page beyond the last is the last, and one before the first the first."""
    row = list_rows(make_comparison())[0]
    rows = [replace(row, text=f"message {number}") for number in range(PAGE_SIZE + 1)]
    last = choose_rows(rows, MessageFilter(page=99))
    assert (last.chosen.page, last.pages, [one.text for one in last.rows]) == (
        2,
        2,
        [f"message {PAGE_SIZE}"],
    )
    assert choose_rows(rows, MessageFilter(page=0)).chosen.page == 1
    assert choose_rows([], MessageFilter(page=3)).pages == 1
