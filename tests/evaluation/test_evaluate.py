"""The evaluation command, with a hand-written agent and with the trained model."""

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
import structlog

from assistant.evaluation import evaluate
from assistant.evaluation.labelled_messages import LabelledMessage
from assistant.nlu.topic_prediction import ANSWER, DECLINE, SAFETY, TopicScore
from tests.evaluation.agents import TableAgent, decided


def test_decision_of_the_pipeline_is_the_prediction() -> None:
    """Topic, confidence, decision and candidates are taken over, rounded to four digits."""
    found = decided(ANSWER, ("faq/safety", 0.123456), ("clinic/cost", 0.1))
    agent: Any = TableAgent({"is it safe": (found, {})})
    (prediction,) = evaluate.predict(agent, [LabelledMessage("is it safe", "faq/safety")])
    assert (prediction.text, prediction.topic) == ("is it safe", "faq/safety")
    assert (prediction.predicted, prediction.confidence) == ("faq/safety", 0.1235)
    assert prediction.candidates == (
        TopicScore("faq/safety", 0.1235),
        TopicScore("clinic/cost", 0.1),
    )


def test_message_that_nothing_was_found_for_is_out_of_scope() -> None:
    """No topic is treated as none of ours."""
    agent: Any = TableAgent({"qwe": (decided(DECLINE), {})})
    (prediction,) = evaluate.predict(agent, [LabelledMessage("qwe", None)])
    assert (prediction.predicted, prediction.decision) == ("out_of_scope", DECLINE)
    assert prediction.candidates == ()


def test_commands_in_messages_are_inert() -> None:
    """A labelled "/restart" is read as the channel would read it."""
    texts = ("...", "restart", "/restart")
    agent: Any = TableAgent(dict.fromkeys(texts, (decided(DECLINE), {})))
    (prediction,) = evaluate.predict(agent, [LabelledMessage("/restart", None)])
    assert not agent.processor.seen[0].startswith("/")
    assert prediction.text == "/restart"


def test_predictions_are_written_a_line_each(tmp_path: Path) -> None:
    """Every key of the contract is there, in the messages' order and in readable letters."""
    table = {
        "größer?": (decided(SAFETY, ("emergency/medical", 1.0)), {}),
        "b": (decided(ANSWER, ("greet", 0.5), ("thanks", 0.25)), {}),
    }
    agent: Any = TableAgent(table)
    messages = [LabelledMessage("größer?", None), LabelledMessage("b", "greet")]
    out = tmp_path / "out.jsonl"
    evaluate.write_predictions(list(evaluate.predict(agent, messages)), out)
    text = out.read_text(encoding="utf-8")
    assert "größer?" in text
    assert [json.loads(line) for line in text.splitlines()] == [
        {
            "text": "größer?",
            "topic": None,
            "predicted": "emergency/medical",
            "confidence": 1.0,
            "decision": "safety",
            "candidates": [{"topic": "emergency/medical", "confidence": 1.0}],
        },
        {
            "text": "b",
            "topic": "greet",
            "predicted": "greet",
            "confidence": 0.5,
            "decision": "answer",
            "candidates": [
                {"topic": "greet", "confidence": 0.5},
                {"topic": "thanks", "confidence": 0.25},
            ],
        },
    ]


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    file = tmp_path / "messages.jsonl"
    file.write_text('{"text": "is it safe?", "topic": "faq/safety"}\n', encoding="utf-8")
    return file


def test_bad_input_ends_with_words(
    messages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad line is told with status 2, before a model is loaded or anything written."""
    with messages.open("a", encoding="utf-8") as file:
        file.write("oops\n")
    out = tmp_path / "new" / "out.jsonl"
    assert evaluate.main([str(messages), str(out), "--model", str(tmp_path)]) == 2
    assert f"{messages}, line 2: not JSON" in capsys.readouterr().err
    assert not out.parent.exists()


def test_missing_model_says_what_to_do(
    messages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a model the command that trains one is named."""
    out = tmp_path / "out.jsonl"
    assert evaluate.main([str(messages), str(out), "--model", str(tmp_path / "none")]) == 2
    assert "There is no trained model in " in capsys.readouterr().err
    assert not out.exists()


def test_output_that_cannot_be_written_is_told_at_once(
    messages: Path, tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder, or a file in the way, is found before the minutes of work."""
    for out in (tmp_path, messages / "out.jsonl"):
        assert evaluate.main([str(messages), str(out), "--model", str(model.parent)]) == 2
        assert f"{out} cannot be written: " in capsys.readouterr().err


@pytest.fixture
def log_settings() -> Iterator[None]:
    """The command sets the logging of its process; the other tests keep theirs."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("log_settings")
def test_trained_model_is_measured(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole command on the real model: a line a message, and the report."""
    rows: List[Dict[str, str]] = [
        {"text": "hello", "topic": "greet"},
        {"text": "my chest hurts and i cannot breathe", "topic": "emergency/medical"},
        {"text": "\U0001f600"},
        {"text": "how much does a prp injection cost"},
    ]
    file, out = tmp_path / "messages.jsonl", tmp_path / "deep" / "out.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert evaluate.main([str(file), str(out), "--model", str(model.parent)]) == 0
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in found] == [row["text"] for row in rows]
    assert [line["decision"] for line in found[:3]] == [ANSWER, SAFETY, DECLINE]
    assert found[1]["predicted"] == "emergency/medical"
    assert found[3]["predicted"] == "clinic/cost"
    assert len(found[3]["candidates"]) == 5
    shown = capsys.readouterr().out
    assert shown.startswith("2 labelled messages\n")
    assert shown.endswith(f"\nPredictions: {out}\n")
