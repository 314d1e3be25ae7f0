"""A project of four topics that is trained in a second or two, and its messages to measure with."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import yaml

from assistant.settings import PROJECT, Settings, load_settings
from tests.nlu.components import PHRASINGS

TAUGHT: Mapping[str, Sequence[str]] = {
    **PHRASINGS,
    "emergency/medical": ("i think i am having a heart attack", "he cannot breathe", "call 911"),
}
RESPONSES: Dict[str, str] = {
    "utter_emergency/medical": "Call 911 now.",
    "utter_faq/safety": "It is studied, and every treatment has risks.",
    "utter_clinic/cost": "Prices depend on the treatment.",
    "utter_greet": "Hello, I am the clinic's assistant.",
    "utter_out_of_scope": "That is not something I know about.",
    "utter_fallback": "I did not understand.",
    "utter_clarify": "Did you mean one of these?",
    "utter_offer_person": "The clinic's staff can help.",
    "utter_notice": "Please leave out private details.",
}
MESSAGES: Sequence[Tuple[str, str]] = (
    ("is it safe for me", "faq/safety"),
    ("how safe is it", "faq/safety"),
    ("how much is it", "clinic/cost"),
    ("what does it cost", "clinic/cost"),
    ("hello friend", "greet"),
    ("can you fix my car please", "out_of_scope"),
)
EMERGENCY = ("my chest hurts and i cannot breathe", "emergency/medical")
CONVERSATIONS = [
    {
        "name": "two questions, one after the other",
        "turns": [
            {"say": "hello", "topic": "greet", "messages": 1},
            {"say": "is it safe", "topic": "faq/safety", "decision": "answer"},
            {"say": "how much does it cost", "topics": ["clinic/cost"]},
        ],
    },
    {"name": "a form", "turns": [{"say": "book me", "topic": "book_appointment"}]},
    {"name": "a raw request", "turns": [{"body": {}, "status": 400}]},
]


def write_project(project: Path) -> None:
    """Write everything that a training reads."""
    pipeline = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    _write(project / "config.yml", pipeline)
    intents = [topic for topic in TAUGHT if "/" not in topic]
    _write(
        project / "domain.yml",
        {"version": "3.1", "intents": [*intents, "nlu_fallback"], "entities": ["condition"]},
    )
    write_phrasings(project / "data" / "nlu" / "all.yml", TAUGHT)
    write_responses(project / "data" / "responses" / "all.yml", RESPONSES)
    rules = {name: f"utter_{name}" for name in ("faq", "clinic", "emergency", *intents)}
    rules["nlu_fallback"] = "utter_fallback"
    steps: List[Dict[str, Any]] = [
        {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}
        for intent, action in rules.items()
    ]
    _write(project / "data" / "rules" / "all.yml", {"version": "3.1", "rules": steps})


def write_phrasings(file: Path, phrasings: Mapping[str, Sequence[str]]) -> None:
    """Write a training file."""
    blocks = [
        {"intent": topic, "examples": "".join(f"- {text}\n" for text in texts)}
        for topic, texts in phrasings.items()
    ]
    _write(file, {"version": "3.1", "nlu": blocks})


def write_responses(file: Path, responses: Mapping[str, str]) -> None:
    """Write a file of answers."""
    variations = {name: [{"text": text}] for name, text in responses.items()}
    _write(file, {"version": "3.1", "responses": variations})


def write_evaluation(folder: Path) -> None:
    """Write the messages, conversations and gates that a model is measured by."""
    folder.mkdir(parents=True)
    for name in ("dev_messages", "calibration_messages", "safety_messages"):
        messages = [*MESSAGES, *([EMERGENCY] if name == "safety_messages" else [])]
        lines = [json.dumps({"text": text, "topic": topic}) for text, topic in messages]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    gates = (PROJECT / "evaluation" / "gates.yml").read_text(encoding="utf-8")
    (folder / "gates.yml").write_text(gates, encoding="utf-8")
    _write(folder / "conversations" / "small.yml", CONVERSATIONS)


def make_settings(folder: Path, embedding_cache: Path) -> Settings:
    """Settings whose files all stand in the folder; no assistant server answers."""
    return replace(
        load_settings(),
        evaluation_folder=folder / "evaluation",
        releases_folder=folder / "releases",
        release_database=f"sqlite:///{folder / 'releases.db'}",
        staff_phrasings=folder / "project" / "data" / "nlu" / "staff_phrasings.yml",
        staff_answers=folder / "project" / "data" / "responses" / "staff_answers.yml",
        embedding_cache=embedding_cache,
        release_secret="a secret of the tests, long enough",
        assistant_servers=("http://127.0.0.1:9",),
    )


def _write(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
