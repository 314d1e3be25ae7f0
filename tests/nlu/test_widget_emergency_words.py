"""The widget's short list of emergency phrases agrees with the server's own guard."""

import json
from pathlib import Path
from typing import Dict, List, Tuple

import pytest

from assistant.nlu.emergency_patterns import find_emergency

WORDS = Path(__file__).parents[2] / "widget" / "src" / "emergency_words.json"
CARRIERS = ("My knee was treated yesterday. {}", "help {} please")
# After "help" these do not read as a sentence, so that they are put as somebody would.
SUBJECTS: Dict[str, str] = {
    "passed out": "my wife passed out, please help",
    "won't wake up": "my mother won't wake up, please help",
    "harm myself": "i am going to harm myself, please help",
    "cutting myself": "i keep cutting myself, please help",
}


def _phrases() -> List[Tuple[str, str]]:
    lists: Dict[str, List[str]] = json.loads(WORDS.read_text(encoding="utf-8"))
    return [(kind, phrase) for kind, phrases in lists.items() for phrase in phrases]


def _messages() -> List[Tuple[str, str]]:
    messages = list(_phrases())
    for kind, phrase in _phrases():
        first, second = CARRIERS
        messages.append((kind, first.format(phrase)))
        messages.append((kind, SUBJECTS.get(phrase, second.format(phrase))))
    return messages


@pytest.mark.parametrize(("kind", "message"), _messages())
def test_guard_knows_what_the_widget_knows(kind: str, message: str) -> None:
    """What the widget takes for an emergency without the server, the server takes for the same."""
    found = find_emergency(message)
    assert found is not None, message
    assert found.topic == f"emergency/{kind}"


def test_list_is_short_and_has_no_doubles() -> None:
    """The list travels with every page, so that it stays short and says everything once."""
    phrases = [phrase for _, phrase in _phrases()]
    assert len(phrases) == len(set(phrases))
    assert len(phrases) <= 130
