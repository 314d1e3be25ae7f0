"""The component that knows every training phrasing by heart."""

import json
from pathlib import Path

import pytest

from assistant.nlu.known_phrasing_classifier import PHRASINGS_FILE, KnownPhrasingClassifier
from assistant.nlu.topic_prediction import (
    ANSWER,
    SAFETY,
    TOPIC_SCORES,
    TopicScore,
    write_decision,
)
from tests.nlu.components import (
    PHRASINGS,
    Workbench,
    decision_of,
    make_message,
    make_training_data,
    make_workbench,
    process,
)


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return make_workbench(tmp_path)


def train(bench: Workbench, phrasings: "dict[str, list[str]] | None" = None) -> None:
    component = bench.create(KnownPhrasingClassifier, {})
    data = make_training_data(PHRASINGS if phrasings is None else phrasings)
    assert component.train(data) is bench.resource


@pytest.mark.parametrize("is_loaded", [False, True])
def test_phrasing_has_its_topic_before_and_after_loading(bench: Workbench, is_loaded: bool) -> None:
    """Every phrasing gets its topic with confidence 1 from the trained and the loaded component."""
    component = bench.create(KnownPhrasingClassifier, {})
    component.train(make_training_data())
    if is_loaded:
        component = bench.load(KnownPhrasingClassifier, {})
    for topic, texts in PHRASINGS.items():
        for text in texts:
            (message,) = process(component, make_message(f"  {text.upper()}?!"))
            assert message.get(TOPIC_SCORES) == [TopicScore(topic, 1.0)]
            assert decision_of(message) == {}


def test_only_json_is_persisted(bench: Workbench) -> None:
    """What is stored can be read by a person and holds no code."""
    train(bench)
    with bench.storage.read_from(bench.resource) as folder:
        assert [path.name for path in folder.iterdir()] == [PHRASINGS_FILE]
        assert json.loads((folder / PHRASINGS_FILE).read_text())["is it safe"] == "faq/safety"


def test_phrasing_under_two_topics_is_left_to_the_model(bench: Workbench) -> None:
    """Nobody's word is taken where phrasings contradict each other, also not the third's."""
    train(
        bench,
        {"affirm": ["ok", "yes"], "thanks": ["OK!"], "greet": ["ok"], "goodbye": ["yes?", "bye"]},
    )
    component = bench.load(KnownPhrasingClassifier, {})
    ok, yes, bye = process(component, make_message("ok"), make_message("yes"), make_message("bye"))
    assert ok.get(TOPIC_SCORES) is None
    assert yes.get(TOPIC_SCORES) is None
    assert bye.get(TOPIC_SCORES) == [TopicScore("goodbye", 1.0)]


def test_same_phrasing_twice_under_one_topic_is_known(bench: Workbench) -> None:
    """A repetition is no contradiction."""
    train(bench, {"greet": ["Hello", "hello!"]})
    (message,) = process(bench.load(KnownPhrasingClassifier, {}), make_message("hello"))
    assert message.get(TOPIC_SCORES) == [TopicScore("greet", 1.0)]


@pytest.mark.parametrize("intent", ["restart", "repeat"])
def test_control_of_the_conversation_is_decided_here(bench: Workbench, intent: str) -> None:
    """Restart and repeat are no topics, so the gate could not decide on them."""
    train(bench, {intent: ["once more"], "greet": ["hello"]})
    (message,) = process(bench.load(KnownPhrasingClassifier, {}), make_message("Once more."))
    assert message.get("intent")["name"] == intent
    assert decision_of(message)["decision"] == ANSWER
    assert decision_of(message)["topic"] is None


def test_unknown_intents_and_wordless_phrasings_are_not_learned(bench: Workbench) -> None:
    """An intent beside the catalogue, and a phrasing of marks only, are passed over."""
    train(bench, {"mood_great": ["wonderful"], "greet": ["!!!", "hello"]})
    component = bench.load(KnownPhrasingClassifier, {})
    messages = process(component, make_message("wonderful"), make_message("?"), make_message(None))
    assert [message.get(TOPIC_SCORES) for message in messages] == [None, None, None]


def test_empty_training_data_knows_nothing(bench: Workbench) -> None:
    """Training on nothing persists nothing and predicts nothing."""
    train(bench, {})
    (message,) = process(bench.load(KnownPhrasingClassifier, {}), make_message("hello"))
    assert message.get(TOPIC_SCORES) is None


def test_decided_message_is_left_alone(bench: Workbench) -> None:
    """An emergency stays one, even where its words are also a phrasing."""
    train(bench, {"greet": ["help me"]})
    message = make_message("help me")
    write_decision(message, SAFETY, [TopicScore("emergency/medical", 1.0)])
    process(bench.load(KnownPhrasingClassifier, {}), message)
    assert decision_of(message)["decision"] == SAFETY
    assert message.get(TOPIC_SCORES) is None
