"""Rehearsed conversations: which can be, and how they go with the trained model."""

from pathlib import Path

import pytest
import yaml
from rasa.core.agent import Agent

from assistant.evaluation.conversations import (
    ExpectedTurn,
    WrittenConversation,
    load_rehearsing_agent,
    read_written_conversations,
    rehearse,
)
from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.nlu.remembering_encoder import RememberingEncoder
from assistant.nlu.sentence_encoder import WIDTH, encoder_id, encoding_with
from assistant.settings import PROJECT, load_settings


@pytest.fixture(scope="module")
def agent(model: Path) -> Agent:
    return load_rehearsing_agent(model)


def expect(say: str, **expected: object) -> ExpectedTurn:
    values = {"topic": None, "topics": None, "decision": None, "source": None, "messages": None}
    return ExpectedTurn(say, **{**values, **expected})  # type: ignore[arg-type]


def test_only_plain_conversations_are_rehearsed(tmp_path: Path) -> None:
    """Forms, raw requests, other visitors and what a test fills in are left to the live tests."""
    left_out = [
        {"body": {"message": "hi"}, "status": 400},
        {"say": "book me", "topic": "book_appointment"},
        {"say": "book me", "decision": "booking"},
        {"say": "hi", "visitor": "b"},
        {"say": "Ana", "asks": "contact"},
        {"say": "{20 times} hello"},
    ]
    entries = [{"name": f"no {i}", "turns": [{"say": "hi"}, t]} for i, t in enumerate(left_out)]
    kept = {"say": "hi", "topics": ["greet"], "text": "anything", "no_buttons": True, "messages": 1}
    entries.append({"name": "yes", "turns": [kept]})
    (tmp_path / "talk.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    assert read_written_conversations(tmp_path) == [
        WrittenConversation("talk: yes", (expect("hi", topics=("greet",), messages=1),))
    ]


def test_conversation_that_goes_otherwise_is_told_in_words(agent: Agent) -> None:
    """The first turn at fault is named with what was wanted and what came; others go on."""
    turns = [
        (expect("hello", topic="greet"), expect("how safe is this", decision="clarify")),
        (expect("hello", topic="thanks"),),
        (expect("how safe is this", topics=("faq/safety", "clinic/cost")),),
        (expect("hello", topic="greet", messages=1),),
    ]
    written = [WrittenConversation(str(number), turn) for number, turn in enumerate(turns)]
    assert [one.problem for one in rehearse(agent, written)] == [
        'After "how safe is this" (message 2): the decision should be clarify, and is answer.',
        'After "hello" (message 1): the topic should be thanks, and is greet.',
        'After "how safe is this" (message 1): the topics should be faq/safety, clinic/cost, and '
        "is faq/safety.",
        None,
    ]


def test_written_conversations_go_well_with_the_trained_model(agent: Agent) -> None:
    """Those of the project that can be rehearsed go in this process as over HTTP."""
    written = read_written_conversations(PROJECT / "evaluation" / "conversations")
    assert len(written) >= 80
    settings = load_settings()
    with EmbeddingCache(
        settings.embedding_cache, encoder_id(settings.encoder_folder), WIDTH
    ) as cache:
        # As the trainer does: encoded once, not at every run.
        encoder = RememberingEncoder(settings.encoder_folder, cache, {})
        with encoding_with(encoder):
            assert [one for one in rehearse(agent, written) if one.problem] == []
        encoder.save(list(encoder.unsaved))
