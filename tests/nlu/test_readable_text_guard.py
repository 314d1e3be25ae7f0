"""The guard against messages without readable words."""

from pathlib import Path
from typing import Optional

import pytest

from assistant.nlu.readable_text_guard import ReadableTextGuard, find_unreadable
from assistant.nlu.topic_prediction import ANSWER, DECLINE, TopicScore, write_decision
from tests.nlu.components import decision_of, make_message, make_workbench, process


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no_text"),
        (" \n\t", "no_text"),
        ("...?!", "no_text"),
        ("\U0001f600\U0001f44d\U0001f3fd", "no_text"),
        ("12345", "no_text"),
        ("\u200b\ufeff", "no_text"),
        ("это безопасно", "unsupported_language"),
        ("安全吗", "unsupported_language"),
        ("هل هو آمن", "unsupported_language"),
        ("это prp безопасно", "unsupported_language"),
        ("is it safe", None),
        ("PRP?", None),
        ("¿es seguro? niño", None),
        ("ist es für mich gefährlich", None),
        ("what is \u03b1 cell therapy", None),
        ("hi \U0001f600", None),
        ("ab вг", None),
        ("x", None),
    ],
)
def test_unreadable_text_is_found(text: str, reason: Optional[str]) -> None:
    """No letters, or fewer than half of them Latin; everything else may be read."""
    assert find_unreadable(text) == reason


@pytest.mark.parametrize(("text", "reason"), [("", "no_text"), ("安全吗", "unsupported_language")])
def test_unreadable_message_is_declined_with_its_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    """Rasa sees the fallback intent, later components see a decision."""
    guard = make_workbench(tmp_path).create(ReadableTextGuard, {})
    message, without_text = process(guard, make_message(text), make_message(None))
    assert decision_of(message)["decision"] == DECLINE
    assert decision_of(message)["reason"] == reason
    assert message.get("intent")["name"] == "nlu_fallback"
    assert decision_of(without_text)["reason"] == "no_text"


def test_readable_message_is_left_alone(tmp_path: Path) -> None:
    """A message with words is not decided here, several are looked at one by one."""
    guard = make_workbench(tmp_path).create(ReadableTextGuard, {})
    first, second = process(guard, make_message("is it safe"), make_message("?"))
    assert decision_of(first) == {}
    assert decision_of(second)["decision"] == DECLINE


def test_decided_message_is_left_alone(tmp_path: Path) -> None:
    """What an earlier component decided stands, whatever the text looks like."""
    guard = make_workbench(tmp_path).create(ReadableTextGuard, {})
    message = make_message("911")
    write_decision(message, ANSWER, [TopicScore("clinic/contact", 1.0)])
    process(guard, message)
    assert decision_of(message)["decision"] == ANSWER
