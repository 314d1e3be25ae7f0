"""Rasa's own test stories, run by Rasa's own command against the trained model."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Set

import pytest
import yaml

from assistant.settings import PROJECT

STORIES = Path(__file__).parent / "test_stories.yml"
RUN_SECONDS = 300


def run_stories(stories: Path, model: Path, results: Path) -> "subprocess.CompletedProcess[str]":
    """Run `rasa test core` on a file or folder of stories, and give its status and output.

    Without --e2e Rasa takes the intents as written and reads no text; without
    --fail-on-prediction-errors a wrong prediction still exits with 0.
    """
    command = [sys.executable, "-m", "rasa", "test", "core", "--e2e", "--no-plot"]
    command += ["--fail-on-prediction-errors", "--stories", str(stories)]
    command += ["--model", str(model), "--out", str(results)]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, **quiet, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
    )


def read_steps(path: Path, kind: str) -> Iterator[str]:
    """Every intent or action ("faq/safety" counts as "faq") of a file of rules or stories."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for item in [*content.get("rules", []), *content.get("stories", [])]:
        for step in item["steps"]:
            if kind in step:
                yield step[kind].split("/")[0]


def test_every_story_goes_as_written(model: Path, tmp_path: Path) -> None:
    """All stories pass, and all of them are found: Rasa exits with 0 where it finds none."""
    finished = run_stories(STORIES.parent, model, tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    report = json.loads((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    written = yaml.safe_load(STORIES.read_text(encoding="utf-8"))["stories"]
    assert len(written) > 0
    assert report["conversation_accuracy"]["total"] == len(written)
    assert report["conversation_accuracy"]["correct"] == len(written)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("action: utter_thanks", "action: utter_greet", "predicted a wrong action"),
        ("intent: faq/safety", "intent: faq/regulation", "predicted a wrong intent"),
    ],
)
def test_story_that_is_wrong_fails(
    right: str, wrong: str, complaint: str, model: Path, tmp_path: Path
) -> None:
    """One wrong action fails the run, and so does one text of another intent."""
    text = STORIES.read_text(encoding="utf-8")
    assert right in text
    broken = tmp_path / "test_broken.yml"
    broken.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    finished = run_stories(broken, model, tmp_path / "results")
    assert finished.returncode != 0
    assert complaint in finished.stdout + finished.stderr


@pytest.mark.parametrize("kind", ["intent", "action"])
def test_every_rule_is_in_a_story(kind: str) -> None:
    """Each intent and each action of the rules occurs in the stories."""
    in_rules: Set[str] = set()
    for file in sorted((PROJECT / "data" / "rules").glob("*.yml")):
        in_rules.update(read_steps(file, kind))
    assert in_rules
    # Waiting for the visitor stands in a story between its turns.
    assert in_rules - {"action_listen"} <= set(read_steps(STORIES, kind))
