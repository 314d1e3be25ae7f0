"""The guard that stands first; its patterns are tested beside it."""

from pathlib import Path

import pytest

from assistant.nlu.emergency_guard import EmergencyGuard
from assistant.nlu.topic_prediction import SAFETY
from tests.nlu.components import decision_of, make_message, make_workbench, process


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("my chest hurts and i cannot breathe", "emergency/medical"),
        ("i want to kill myself", "emergency/self_harm"),
    ],
)
def test_emergency_is_decided_at_once(tmp_path: Path, text: str, topic: str) -> None:
    """An emergency sign gives safety with full confidence, as Rasa's retrieval intent too."""
    guard = make_workbench(tmp_path).create(EmergencyGuard, {})
    (message,) = process(guard, make_message(text))
    found = decision_of(message)
    assert (found["decision"], found["topic"], found["confidence"]) == (SAFETY, topic, 1.0)
    assert message.get("intent") == {"name": "emergency", "confidence": 1.0}
    response = message.get("response_selector")["emergency"]["response"]
    assert response["utter_action"] == f"utter_{topic}"


@pytest.mark.parametrize("text", ["is it safe", "i had a stroke in 2019, can prp help", "", None])
def test_other_messages_are_left_to_the_others(tmp_path: Path, text: str) -> None:
    """A question, an old illness and an empty text are no emergency."""
    guard = make_workbench(tmp_path).create(EmergencyGuard, {})
    (message,) = process(guard, make_message(text))
    assert decision_of(message) == {}
    assert message.get("intent") is None


def test_each_message_of_a_batch_is_looked_at(tmp_path: Path) -> None:
    """One emergency among several messages is found, the others stay undecided."""
    guard = make_workbench(tmp_path).create(EmergencyGuard, {})
    messages = process(
        guard, make_message("hello"), make_message("i want to kill myself"), make_message("bye")
    )
    assert [bool(decision_of(message)) for message in messages] == [False, True, False]


def test_no_setting_switches_it_off(tmp_path: Path) -> None:
    """Whatever stands in config.yml, the guard guards."""
    guard = make_workbench(tmp_path).create(EmergencyGuard, {"enabled": False, "threshold": 2})
    (message,) = process(guard, make_message("i want to kill myself"))
    assert decision_of(message)["decision"] == SAFETY
