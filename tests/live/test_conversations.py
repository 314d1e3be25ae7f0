"""Whole conversations over HTTP with the real servers, written in YAML."""

import uuid
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
import yaml

from tests.conftest import Product

FOLDER = Path(__file__).parent / "conversations"
KNOWN = {"say", "messages", "topic", "topics", "decision", "source", "text", "not_text", "buttons"}
KNOWN |= {"no_buttons", "status", "field", "body"}


def read_conversations() -> Iterator[Any]:
    """Every conversation of the folder as one test case."""
    for file in sorted(FOLDER.glob("*.yml")):
        for conversation in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield pytest.param(conversation["turns"], id=f"{file.stem}: {conversation['name']}")


@pytest.mark.parametrize("turns", read_conversations())
def test_conversation_goes_as_written(turns: List[Dict[str, Any]], product: Product) -> None:
    """Each turn gets the status, topics, decision, words and buttons that the file names."""
    sender = f"test-{uuid.uuid4()}"
    for number, turn in enumerate(turns, start=1):
        check_turn(product, sender, turn, f"turn {number}, {turn.get('say', turn.get('body'))!r}")


def test_there_are_enough_conversations() -> None:
    """At least sixty conversations of several turns stand in the folder."""
    several = [case for case in read_conversations() if len(case.values[0]) > 1]
    assert len(several) >= 60


def check_turn(product: Product, sender: str, turn: Dict[str, Any], where: str) -> None:
    """Send one turn and compare everything that it names."""
    assert set(turn) <= KNOWN, where
    body = turn["body"] if "body" in turn else {"sender": sender, "message": turn["say"]}
    answer = product.post(body)
    assert answer.status_code == turn.get("status", 200), (where, answer.text)
    if answer.status_code != 200:
        assert answer.json()["error"].get("field") == turn.get("field"), where
        return
    replies = answer.json()
    assert replies, where
    metadata = [reply.get("metadata", {}) for reply in replies]
    text = "\n".join(reply["text"] for reply in replies)
    titles = [button["title"] for reply in replies for button in reply.get("buttons", [])]
    assert all(reply["recipient_id"] == sender for reply in replies), where
    assert all(m.get("decision") for m in metadata), where
    if "messages" in turn:
        assert len(replies) == turn["messages"], (where, text)
    if "topic" in turn:
        assert metadata[0]["topic"] == turn["topic"], (where, metadata)
    if "topics" in turn:
        assert [m["topic"] for m in metadata] == turn["topics"], (where, metadata)
    if "decision" in turn:
        assert metadata[0]["decision"] == turn["decision"], (where, metadata)
    if "source" in turn:
        assert metadata[0]["source"] == turn["source"], (where, metadata)
    for words in _list(turn.get("text")):
        assert words.lower() in text.lower(), (where, text)
    for words in _list(turn.get("not_text")):
        assert words.lower() not in text.lower(), (where, text)
    for title in _list(turn.get("buttons")):
        assert title in titles, (where, titles)
    if turn.get("no_buttons"):
        assert not titles, (where, titles)


def _list(value: Any) -> List[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
