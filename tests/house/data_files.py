"""Reads the project's YAML files as they are written, for the house tests."""

from pathlib import Path
from typing import Any, Dict, Iterator, List, Set, Tuple

import yaml
from rasa.shared.nlu.training_data.loading import load_data

from assistant.settings import PROJECT, load_settings

DATA = PROJECT / "data"
CONVERSATIONS = PROJECT / "evaluation" / "conversations"


def read_yaml(path: Path) -> Any:
    """The content of a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_phrasings() -> List[Tuple[str, str]]:
    """Every phrasing of data/nlu as Rasa reads it: its topic or control intent, and its text."""
    examples = load_data(str(DATA / "nlu")).intent_examples
    return [(str(example.get_full_intent()), str(example.get("text"))) for example in examples]


def read_responses() -> Dict[str, List[Dict[str, Any]]]:
    """Every response of data/responses with its variations, in the engineers' words.

    What staff have put in their place is checked before it is saved (assistant/answers).
    """
    responses: Dict[str, List[Dict[str, Any]]] = {}
    staff_file = load_settings().staff_answers.name
    for path in sorted((DATA / "responses").glob("*.yml")):
        if path.name == staff_file:
            continue
        for name, variations in read_yaml(path)["responses"].items():
            assert name not in responses, f"{name} is written twice"
            responses[name] = variations
    return responses


def read_variations() -> "List[Tuple[str, int, str, Dict[str, Any]]]":
    """Every variation of every response: name, number, text, metadata."""
    return [
        (name, number, variation["text"], variation.get("metadata") or {})
        for name, variations in read_responses().items()
        for number, variation in enumerate(variations)
    ]


def read_rule_intents() -> Set[str]:
    """Every intent that a rule begins with."""
    steps = [
        rule["steps"][0]
        for path in sorted((DATA / "rules").glob("*.yml"))
        for rule in read_yaml(path)["rules"]
    ]
    return {step["intent"] for step in steps if "intent" in step}


def read_conversation_topics() -> Iterator[str]:
    """Every topic that a turn of a live conversation expects."""
    for path in sorted(CONVERSATIONS.glob("*.yml")):
        for conversation in read_yaml(path):
            for turn in conversation["turns"]:
                yield from filter(None, [turn.get("topic"), *(turn.get("topics") or [])])
