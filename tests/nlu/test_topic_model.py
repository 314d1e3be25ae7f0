"""The trained head, on embeddings made up for the test."""

import dataclasses
import json
import math
import warnings
from pathlib import Path
from typing import Dict, List, Tuple

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.nlu.topic_model import (
    ARRAYS_FILE,
    WORDS_FILE,
    TopicModel,
    TrainingSettings,
    train_topic_model,
)
from assistant.nlu.topic_prediction import TopicScore
from assistant.topics import OUT_OF_SCOPE
from tests.nlu.components import PHRASINGS

SETTINGS = TrainingSettings(
    inverse_regularisation=30.0, ngram_weight=0.7, iterations=100, scope_bias=0.0
)
WIDTH = 32


def make_examples(
    topics: Tuple[str, ...] = tuple(PHRASINGS),
) -> Tuple[List[str], List[str], np.ndarray]:
    """Phrasings whose embeddings of length 1 lie about one direction a topic."""
    random = np.random.default_rng(0)
    texts, labels, rows = [], [], []
    for index, topic in enumerate(topics):
        for text in PHRASINGS[topic]:
            row = random.normal(0, 0.12, WIDTH)
            row[index] += 1
            texts.append(text)
            labels.append(topic)
            rows.append(row / np.linalg.norm(row))
    return texts, labels, np.array(rows, dtype=np.float32)


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train_topic_model(*make_examples(), SETTINGS)


def direction(*shares: float) -> np.ndarray:
    """An embedding made of the directions of the topics, in their order."""
    vector = np.zeros(WIDTH, dtype=np.float32)
    vector[: len(shares)] = shares
    return vector / np.linalg.norm(vector)


def by_topic(scores: List[TopicScore]) -> Dict[str, float]:
    return {score.topic: score.confidence for score in scores}


def test_trained_phrasings_have_their_topic(model: TopicModel) -> None:
    """Each phrasing's own topic comes first, with a plain float as Rasa needs it."""
    for text, topic, embedding in zip(*make_examples(), strict=True):
        best = model.score(text, embedding, 5)[0]
        assert best.topic == topic
        assert type(best.confidence) is float
        assert best.confidence > 0.5


def test_count_limits_the_ranking(model: TopicModel) -> None:
    """At most the wanted number of topics comes out, each once, never more than there are."""
    assert [len(model.score("is it safe", direction(1), count)) for count in (1, 3, 9)] == [1, 3, 4]
    topics = [score.topic for score in model.score("is it safe", direction(1), 9)]
    assert sorted(topics) == sorted(PHRASINGS)


@pytest.mark.parametrize("topics", [tuple(PHRASINGS), ("faq/safety", OUT_OF_SCOPE)])
def test_probabilities_are_those_of_the_regression(topics: Tuple[str, ...]) -> None:
    """Folding the reduced n-grams into the weights changes nothing, with two topics either.

    The whole regression on [embedding | reduced n-grams] is fitted here once more with
    scikit-learn's own pipeline of parts; `out_of_scope` shows its bare probability.
    """
    texts, labels, embeddings = make_examples(topics)
    model = train_topic_model(texts, labels, embeddings, SETTINGS)
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True, dtype=np.float32
    )
    counts = vectorizer.fit_transform(texts)
    dimensions = min(counts.shape[1] - 1, len(texts) - 1)
    reduction = TruncatedSVD(dimensions, n_iter=3, random_state=0).fit(counts)
    regression = LogisticRegression(C=30.0, max_iter=100, tol=1e-3, multi_class="multinomial")

    def features(some: List[str], vectors: np.ndarray) -> np.ndarray:
        reduced = reduction.transform(vectorizer.transform(some))
        return np.hstack([vectors, 0.7 * reduced]).astype(np.float32)

    regression.fit(features(texts, embeddings), labels)
    embedding = direction(*[0.5] * len(topics), 0.3)
    for text in ("is it safe to fix my car", "hello what would that cost", "", "zzz"):
        wanted = regression.predict_proba(features([text], embedding[None]))[0]
        probability = dict(zip(regression.classes_, wanted, strict=True))
        found = model.score(text, embedding, 9)
        assert by_topic(found)[OUT_OF_SCOPE] == pytest.approx(probability[OUT_OF_SCOPE], abs=0.02)
        ranked = sorted(probability, key=lambda topic: -probability[topic])
        assert found[0].topic == ranked[0]
        # What is left once the cosine to the nearest phrasing is taken out.
        for topic, confidence in by_topic(found).items():
            if topic != OUT_OF_SCOPE:
                rows = embeddings[[label == topic for label in labels]]
                nearness = float((rows @ embedding).max())
                assert confidence == pytest.approx(probability[topic] * nearness, abs=0.02)


def test_text_that_resembles_nothing_gets_little_confidence(model: TopicModel) -> None:
    """Far from every phrasing a topic is not certain, however sure the regression is."""
    near = by_topic(model.score("is it safe", direction(1), 4))["faq/safety"]
    off = np.zeros(WIDTH, dtype=np.float32)
    off[20] = 10.0
    far = direction(0.3) * 0.3 + off / np.linalg.norm(off) * 0.95
    assert near > 0.6
    assert by_topic(model.score("is it safe", far, 4))["faq/safety"] < 0.6 * near


@pytest.mark.parametrize("topics", [tuple(PHRASINGS), ("faq/safety", OUT_OF_SCOPE)])
def test_scope_bias_shifts_the_odds_of_out_of_scope(topics: Tuple[str, ...]) -> None:
    """A bias of -1 divides the odds of out_of_scope by e, for every text."""
    examples = make_examples(topics)
    plain = train_topic_model(*examples, SETTINGS)
    shifted = train_topic_model(*examples, dataclasses.replace(SETTINGS, scope_bias=-1.0))
    for embedding in (direction(1, 1, 1, 1), direction(1)):
        before = by_topic(plain.score("is it my car", embedding, 9))[OUT_OF_SCOPE]
        after = by_topic(shifted.score("is it my car", embedding, 9))[OUT_OF_SCOPE]
        odds = before / (1 - before) / math.e
        assert after == pytest.approx(odds / (1 + odds), rel=1e-3)


def test_confidence_is_never_negative(model: TopicModel) -> None:
    """A text opposite to all phrasings of a topic has confidence 0, not less."""
    scores = model.score("is it safe", -direction(1, 1, 1, 1), 4)
    assert all(0.0 <= score.confidence <= 1.0 for score in scores)
    assert by_topic(scores)["faq/safety"] == 0.0


def test_misspelt_words_help_where_the_embedding_is_lost(model: TopicModel) -> None:
    """The n-grams tell apart what the embedding leaves open."""
    open_question = direction(1, 1)
    safe = by_topic(model.score("iz it saffe", open_question, 4))
    cost = by_topic(model.score("wats the coste", open_question, 4))
    assert safe["faq/safety"] > cost["faq/safety"]
    assert cost["clinic/cost"] > safe["clinic/cost"]


def test_written_model_is_read_back_the_same(model: TopicModel, tmp_path: Path) -> None:
    """A model read from disk gives the very scores, and its files are arrays and JSON."""
    model.write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([ARRAYS_FILE, WORDS_FILE])
    assert json.loads((tmp_path / WORDS_FILE).read_text())["topics"] == sorted(PHRASINGS)
    with np.load(tmp_path / ARRAYS_FILE, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)
    read = TopicModel.read(tmp_path)
    for text in ("is it safe", "wats the coste", "", "größer \U0001f600"):
        for embedding in (direction(1, 1), direction(0, 0, 1, 2)):
            assert read.score(text, embedding, 4) == model.score(text, embedding, 4)


def test_training_twice_gives_the_same_model(model: TopicModel) -> None:
    """Nothing in a training is left to chance."""
    again = train_topic_model(*make_examples(), SETTINGS)
    for text, _, embedding in zip(*make_examples(), strict=True):
        assert again.score(text, embedding, 4) == model.score(text, embedding, 4)


def test_limited_iterations_are_no_warning() -> None:
    """Stopping early is on purpose, so it says nothing (a warning would fail this test)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train_topic_model(*make_examples(), dataclasses.replace(SETTINGS, iterations=1))
