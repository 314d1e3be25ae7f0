"""The classifier as a graph component, on the real encoder and a handful of phrasings."""

from pathlib import Path
from typing import Any, Iterator, List, Tuple

import pytest
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu import question_parts
from assistant.nlu.sentence_encoder_featurizer import SentenceEncoderFeaturizer
from assistant.nlu.topic_classifier import TopicClassifier
from assistant.nlu.topic_prediction import (
    ANSWER,
    PART_SCORES,
    TOPIC_SCORES,
    TopicScore,
    write_decision,
)
from tests.nlu.components import (
    PHRASINGS,
    Workbench,
    make_message,
    make_training_data,
    make_workbench,
    process,
)

UNSEEN = {
    "are stem cell injections safe for old people": "faq/safety",
    "whats the price": "clinic/cost",
    "good evening": "greet",
    "who is the president": "out_of_scope",
}


@pytest.fixture(scope="module")
def featurizer(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SentenceEncoderFeaturizer]:
    folder = tmp_path_factory.mktemp("featurizer")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("EMBEDDING_CACHE", str(folder / "embeddings.db"))
        yield make_workbench(folder).create(SentenceEncoderFeaturizer, {})


@pytest.fixture(scope="module")
def trained(
    featurizer: SentenceEncoderFeaturizer, tmp_path_factory: pytest.TempPathFactory
) -> Tuple[Workbench, TopicClassifier]:
    """A bench on which a classifier was trained, and that classifier."""
    bench = make_workbench(tmp_path_factory.mktemp("classifier"))
    classifier = bench.create(TopicClassifier, {})
    assert classifier.train(featurizer.process_training_data(make_training_data())) is (
        bench.resource
    )
    return bench, classifier


def scores_of(featurizer: Any, classifier: Any, text: str) -> List[TopicScore]:
    (message,) = process(classifier, *process(featurizer, make_message(text)))
    found: List[TopicScore] = message.get(TOPIC_SCORES)
    return found


@pytest.mark.parametrize(("text", "topic"), UNSEEN.items())
def test_unseen_message_is_understood(
    featurizer: Any, trained: Tuple[Workbench, Any], text: str, topic: str
) -> None:
    """A message in words never trained on gets its topic first, all topics are ranked."""
    scores = scores_of(featurizer, trained[1], text)
    assert scores[0].topic == topic
    assert {score.topic for score in scores} == set(PHRASINGS)
    assert all(type(s.confidence) is float and 0 <= s.confidence <= 1 for s in scores)


def test_loaded_classifier_predicts_the_same(
    featurizer: Any, trained: Tuple[Workbench, Any]
) -> None:
    """What a server loads gives the very scores of what was trained."""
    loaded = trained[0].load(TopicClassifier, {})
    for text in (*UNSEEN, "", "größer \U0001f600", "what is it and how much is it"):
        before = scores_of(featurizer, trained[1], text)
        assert scores_of(featurizer, loaded, text) == before


def test_parts_of_a_message_are_ranked_too(featurizer: Any, trained: Tuple[Workbench, Any]) -> None:
    """Each question of a message has a ranking of its own; a single one has none."""
    two, one = process(
        trained[1],
        *process(
            featurizer,
            make_message("is this safe and how much do you charge"),
            make_message("hello"),
        ),
    )
    parts = two.get(PART_SCORES)
    assert [ranking[0].topic for ranking in parts] == ["faq/safety", "clinic/cost"]
    assert one.get(PART_SCORES) == []


@pytest.mark.parametrize("text", ["", "   ", None])
def test_empty_text_gets_a_ranking(
    featurizer: Any, trained: Tuple[Workbench, Any], text: Any
) -> None:
    """Text without words breaks nothing here either."""
    assert len(scores_of(featurizer, trained[1], text)) == len(PHRASINGS)


def test_understood_message_is_left_alone(trained: Tuple[Workbench, Any]) -> None:
    """A decided or known message is not scored, so it needs no embedding."""
    decided, known = make_message("one"), make_message("two")
    write_decision(decided, ANSWER, [TopicScore("greet", 1.0)])
    known.set(TOPIC_SCORES, [TopicScore("thanks", 1.0)])
    process(trained[1], decided, known)
    assert decided.get(TOPIC_SCORES) is None
    assert known.get(TOPIC_SCORES) == [TopicScore("thanks", 1.0)]


def test_untrained_classifier_predicts_nothing(featurizer: Any, tmp_path: Path) -> None:
    """Rasa may run a component before it is trained; it says nothing then."""
    classifier = make_workbench(tmp_path).create(TopicClassifier, {})
    assert scores_of(featurizer, classifier, "is it safe") is None


def test_intents_beside_the_catalogue_are_not_learned(
    featurizer: SentenceEncoderFeaturizer, tmp_path: Path
) -> None:
    """Control of the conversation is known by heart only, never guessed."""
    bench = make_workbench(tmp_path)
    data = make_training_data({**PHRASINGS, "restart": ("start over", "start again", "restart")})
    classifier = bench.create(TopicClassifier, {})
    classifier.train(featurizer.process_training_data(data))
    assert {score.topic for score in scores_of(featurizer, classifier, "start over now")} == set(
        PHRASINGS
    )


@pytest.mark.parametrize(
    "phrasings",
    [{}, {"greet": PHRASINGS["greet"]}, {"greet": ("hello",), "restart": ("again",)}],
)
def test_too_little_training_data_is_refused(
    featurizer: SentenceEncoderFeaturizer, tmp_path: Path, phrasings: Any
) -> None:
    """Fewer than two topics of the catalogue cannot be told apart, and the message says so."""
    data = featurizer.process_training_data(make_training_data(phrasings))
    classifier = make_workbench(tmp_path).create(TopicClassifier, {})
    with pytest.raises(InvalidConfigException, match="at least two topics of knowledge/topics"):
        classifier.train(data)


def test_clauses_count_where_the_whole_is_not_clear(
    featurizer: Any, trained: Tuple[Workbench, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below CLEAR every clause is ranked, from CLEAR on only the questions joined in the text."""
    text = "my cousin had it done, is it safe"
    for clear, parts in ((1.1, 2), (0.0, 0)):
        monkeypatch.setattr(question_parts, "CLEAR", clear)
        (message,) = process(trained[1], *process(featurizer, make_message(text)))
        assert len(message.get(PART_SCORES)) == parts
    assert message.get(TOPIC_SCORES)


def test_missing_encoder_in_the_pipeline_is_named(trained: Tuple[Workbench, Any]) -> None:
    """Without embeddings the message names the component to put before this one."""
    with pytest.raises(InvalidConfigException, match=r"Put assistant\.nlu\.sentence_encoder_fea"):
        process(trained[1], make_message("is it safe"))
    with pytest.raises(InvalidConfigException, match=r"Put assistant\.nlu\.sentence_encoder_fea"):
        trained[1].train(TrainingData(make_training_data().training_examples))
    assert TopicClassifier.required_components() == [SentenceEncoderFeaturizer]


@pytest.mark.parametrize("value", ["-0.6", None, True, float("nan"), float("inf")])
def test_bad_scope_bias_is_refused(tmp_path: Path, value: Any) -> None:
    """The bias may be any finite number, also below 0."""
    bench = make_workbench(tmp_path)
    with pytest.raises(InvalidConfigException, match=r"scope_bias is .*\. Use a number"):
        bench.create(TopicClassifier, {"scope_bias": value})
    bench.create(TopicClassifier, {"scope_bias": -2})


@pytest.mark.parametrize("name", ["inverse_regularisation", "ngram_weight", "iterations"])
@pytest.mark.parametrize("value", [0, -1, "30", None, True, [1], float("nan")])
def test_bad_config_is_refused(tmp_path: Path, name: str, value: Any) -> None:
    """A setting that is no number above 0 is named with its value, before any training."""
    with pytest.raises(InvalidConfigException, match=f"TopicClassifier: {name} is .* above 0"):
        make_workbench(tmp_path).create(TopicClassifier, {name: value})
