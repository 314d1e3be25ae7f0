"""The training phrasings: fair to the evaluation, clear among themselves, and in step."""

from typing import Dict, List, Set, Tuple

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from assistant.conditions import load_conditions
from assistant.evaluation.labelled_messages import read_labelled_messages
from assistant.phrasing_words import find_light_edits, normalise_phrasing
from assistant.settings import PROJECT
from tests.house.data_files import DATA, read_phrasings


@pytest.fixture(scope="module")
def phrasings() -> List[Tuple[str, str]]:
    """Topic and normalised text of every phrasing."""
    return [(intent, normalise_phrasing(text)) for intent, text in read_phrasings()]


@pytest.mark.parametrize(
    "name", ["dev_messages.jsonl", "calibration_messages.jsonl", "safety_messages.jsonl"]
)
def test_no_phrasing_is_taken_from_the_evaluation(
    name: str, phrasings: List[Tuple[str, str]]
) -> None:
    """None equals a message that understanding is measured with, or is a light edit of one."""
    messages = [
        normalise_phrasing(message.text)
        for message in read_labelled_messages(PROJECT / "evaluation" / name)
    ]
    texts = sorted({text for _, text in phrasings if text})
    # The message itself is not shown: who writes phrasings must not read it.
    taken = [
        f"message {edit.text + 1}: '{texts[edit.other]}'"
        for edit in find_light_edits(messages, texts)
    ]
    assert taken == []


def test_no_phrasing_stands_under_two_topics(phrasings: List[Tuple[str, str]]) -> None:
    """The same words, whatever their case and punctuation, mean one topic."""
    topics: Dict[str, Set[str]] = {}
    for intent, text in phrasings:
        # Shown as examples of their form only; the parts are what is recognised.
        if intent != "two_questions":
            topics.setdefault(text, set()).add(intent)
    assert {text: found for text, found in topics.items() if len(found) > 1} == {}


def test_every_phrasing_has_words(phrasings: List[Tuple[str, str]]) -> None:
    """What has none, an emoji alone, is answered by a guard and would teach nothing."""
    assert [intent for intent, text in phrasings if not text] == []


def test_look_up_table_is_that_of_the_conditions() -> None:
    """data/nlu/conditions.yml holds the names and synonyms of knowledge/conditions.yml."""
    data = load_data(str(DATA / "nlu" / "conditions.yml"))
    conditions = load_conditions()
    (table,) = data.lookup_tables
    assert table["name"] == "condition"
    # Rasa looks them up without regard to case, so "ADHD" and "adhd" are one.
    listed = [word.lower() for word in table["elements"]]
    written = {word.lower() for c in conditions.values() for word in (c.name, *c.synonyms)}
    assert set(listed) == written
    assert len(listed) == len(set(listed))
    names = {word: c.name for c in conditions.values() for word in c.synonyms}
    assert {word.lower(): name for word, name in data.entity_synonyms.items()} == names
