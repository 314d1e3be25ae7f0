"""The command that measures a model on labelled messages."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Dict

import pytest

from assistant.settings import PROJECT
from assistant.topics import load_topics

KEYS = {"text", "topic", "predicted", "confidence", "decision", "candidates"}
MESSAGES: "tuple[Dict[str, str], ...]" = (
    {"text": "What is platelet-rich plasma (PRP)?", "topic": "faq/platelet_rich_plasma"},
    {"text": "How much does it cost?", "topic": "clinic/cost"},
    {"text": "I have crushing chest pain", "topic": "emergency/medical"},
    {"text": "zzz qqq xxx"},
    {"text": "\U0001f600"},
    {"text": "/restart"},
)


def evaluate(messages: Path, out: Path) -> "subprocess.CompletedProcess[str]":
    """Run the command to its end."""
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(
        [sys.executable, "-m", "assistant.evaluation.evaluate", str(messages), str(out)],
        cwd=PROJECT,
        env={**environment, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_predictions_are_written_and_counted(model: Path, tmp_path: Path) -> None:
    """Each message gets a line with the documented keys, and the report names its figures."""
    messages, out = tmp_path / "messages.jsonl", tmp_path / "new" / "predictions.jsonl"
    messages.write_text("\n".join(map(json.dumps, MESSAGES)) + "\n", encoding="utf-8")
    run = evaluate(messages, out)
    assert run.returncode == 0, run.stderr[-2000:]
    for words in (
        "3 labelled messages",
        "right topic, in-scope messages",
        "confidently wrong",
        "out-of-scope declined or clarified",
        "emergencies missed                       0 of 1",
        "false emergencies                        0 of 2",
        "right topic by family",
        "worst confusions",
    ):
        assert words in run.stdout, run.stdout
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in lines] == [message["text"] for message in MESSAGES]
    topics = load_topics()
    for line, message in zip(lines, MESSAGES, strict=True):
        assert set(line) == KEYS
        assert line["topic"] == message.get("topic")
        assert line["predicted"] in topics
        assert 0 <= line["confidence"] <= 1
        assert line["decision"] in ("answer", "clarify", "decline", "safety")
        assert len(line["candidates"]) <= 5
        for candidate in line["candidates"]:
            assert set(candidate) == {"topic", "confidence"}
            assert candidate["topic"] in topics
    assert [line["predicted"] for line in lines[:3]] == [line["topic"] for line in lines[:3]]
    assert [line["decision"] for line in lines[:3]] == ["answer", "answer", "safety"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"text": "hello"}\nnot json\n', "line 2: not JSON"),
        ('{"topic": "greet"}\n', "line 1: wanted an object"),
        ('{"text": "hello", "topic": "faq/horoscope"}\n', "line 1: 'faq/horoscope' is no topic"),
        ("\n\n", "holds no messages"),
        (None, "There is no file"),
    ],
    ids=["bad line", "no text", "unknown topic", "empty file", "missing file"],
)
def test_file_that_cannot_be_used_is_said(
    content: "str | None", words: str, tmp_path: Path
) -> None:
    """The command stops with status 2 and one line that names the file and the place."""
    messages, out = tmp_path / "messages.jsonl", tmp_path / "predictions.jsonl"
    if content is not None:
        messages.write_text(content, encoding="utf-8")
    run = evaluate(messages, out)
    assert run.returncode == 2, run.stderr[-2000:]
    said = [line for line in run.stderr.splitlines() if str(messages) in line]
    assert len(said) == 1
    assert words in said[0]
    assert "Traceback" not in run.stderr
    assert not out.exists()
