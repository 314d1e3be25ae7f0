"""Splitting a message into the questions it may hold."""

from typing import List

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.nlu.question_parts import MAX_PARTS, split_clauses, split_question_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("what is prp and how much is it", ["what is prp", "how much is it"]),
        ("what is prp, and how much is it?", ["what is prp", "how much is it?"]),
        ("is it safe? how much is it?", ["is it safe?", "how much is it?"]),
        ("is it safe & does it hurt", ["is it safe", "does it hurt"]),
        ("IS IT SAFE AND ALSO WHERE ARE YOU", ["IS IT SAFE", "WHERE ARE YOU"]),
        ("is it safe\nwhere are you", ["is it safe", "where are you"]),
        ("is it safe; where are you", ["is it safe;", "where are you"]),
        ("my knee hurts. is it safe?", ["my knee hurts.", "is it safe?"]),
        (
            "is it safe? does it hurt? where are you?",
            ["is it safe?", "does it hurt?", "where are you?"],
        ),
        ("is it safe? thanks", []),
        ("hi. is it safe?", []),
        ("is it safe", []),
        ("how much do prp and stem cells cost", []),
        ("salt and pepper", []),
        ("and how much", []),
        ("", []),
        (" \n ", []),
        ("?!?! ...", []),
        ("hello", []),
    ],
)
def test_message_is_split_into_its_questions(text: str, parts: List[str]) -> None:
    """A new sentence, or a joining word with a question behind it, starts a part."""
    assert split_question_parts(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("my knee hurts, is it safe", ["my knee hurts", "is it safe"]),
        ("i am 70 and my knee hurts but is it safe", ["i am 70", "my knee hurts", "is it safe"]),
        ("hi, is it safe", []),
        ("well, is it safe, thanks", []),
        ("salt and pepper", []),
        ("is it safe", []),
        ("", []),
    ],
)
def test_message_is_split_into_its_clauses(text: str, parts: List[str]) -> None:
    """Commas and joining words start a part, whatever stands behind them."""
    assert split_clauses(text) == parts


def test_many_questions_are_joined_to_four() -> None:
    """The shortest neighbours are joined, and no word is lost."""
    text = "is it safe? does it hurt? where are you? how much is it? who are your doctors there?"
    parts = split_question_parts(text)
    assert len(parts) == MAX_PARTS
    assert " ".join(parts) == text


@given(st.text(alphabet="abc and how?.!;\n,&", max_size=300))
def test_parts_are_none_or_two_to_four_of_two_words(text: str) -> None:
    """Whatever is typed, the parts are few, none is a single word, and all come from the text."""
    for parts in (split_question_parts(text), split_clauses(text)):
        assert len(parts) in (0, 2, 3, 4)
        assert all(len(part.split()) >= 2 for part in parts)
        assert all(piece.strip(",") in text for part in parts for piece in part.split())


def test_long_message_is_split_in_no_time() -> None:
    """A text as long as the channel lets through costs no noticeable time."""
    assert len(split_question_parts("is it ok? " * 200)) == MAX_PARTS
    assert len(split_clauses("is ok, " * 300)) == MAX_PARTS
