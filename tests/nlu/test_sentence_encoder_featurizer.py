"""The component that adds the embedding of a message to the pipeline."""

from pathlib import Path
from typing import List

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.sentence_encoder import EncoderMissing, default_encoder
from assistant.nlu.sentence_encoder_featurizer import SentenceEncoderFeaturizer
from assistant.nlu.topic_prediction import (
    ANSWER,
    TOPIC_SCORES,
    TopicScore,
    write_decision,
)
from tests.nlu.components import make_message, make_training_data, make_workbench, process


@pytest.fixture
def featurizer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SentenceEncoderFeaturizer:
    monkeypatch.setenv("EMBEDDING_CACHE", str(tmp_path / "embeddings.db"))
    made: SentenceEncoderFeaturizer = make_workbench(tmp_path).create(SentenceEncoderFeaturizer, {})
    return made


def features_of(message: Message) -> List[np.ndarray]:
    """Every feature of the message that names our featurizer as its origin."""
    origin = SentenceEncoderFeaturizer.__name__
    return [feature.features for feature in message.features if feature.origin == origin]


def test_message_gets_its_embedding(featurizer: SentenceEncoderFeaturizer) -> None:
    """One dense sentence feature of shape (1, 768), as Rasa's own classifiers expect it."""
    (message,) = process(featurizer, make_message("is it safe"))
    (found,) = features_of(message)
    np.testing.assert_array_equal(found, [default_encoder().encode("is it safe")])
    _, sentence = message.get_dense_features(TEXT, [])
    assert sentence is not None
    assert sentence.features.shape == (1, 768)


@pytest.mark.parametrize("text", ["", None])
def test_empty_text_has_features_too(featurizer: SentenceEncoderFeaturizer, text: str) -> None:
    """A text of no words breaks no later component."""
    (message,) = process(featurizer, make_message(text))
    assert features_of(message)[0].shape == (1, 768)


def test_understood_message_is_not_encoded(featurizer: SentenceEncoderFeaturizer) -> None:
    """What is decided or known already costs no encoding."""
    decided, known = make_message("one"), make_message("two")
    write_decision(decided, ANSWER, [TopicScore("greet", 1.0)])
    known.set(TOPIC_SCORES, [TopicScore("greet", 1.0)])
    for message in process(featurizer, decided, known):
        assert features_of(message) == []


def test_every_phrasing_of_a_training_gets_features(featurizer: SentenceEncoderFeaturizer) -> None:
    """Training data is featurised whole, a phrasing under two topics included."""
    data = make_training_data({"greet": ["hello", "hi"], "goodbye": ["hello"], "thanks": ["ta"]})
    assert featurizer.process_training_data(data) is data
    assert [features_of(example)[0].shape for example in data.intent_examples] == [(1, 768)] * 4
    first, _, again, _ = [features_of(example)[0] for example in data.intent_examples]
    np.testing.assert_array_equal(first, again)


def test_empty_training_data_is_passed_on(featurizer: SentenceEncoderFeaturizer) -> None:
    """Nothing to encode is no error; the classifier says what it lacks."""
    data = make_training_data({})
    assert featurizer.process_training_data(data).intent_examples == []


def test_missing_encoder_is_told_at_training(
    featurizer: SentenceEncoderFeaturizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A training without the encoder ends with the command that makes it."""
    monkeypatch.setenv("ENCODER_FOLDER", str(tmp_path / "none"))
    with pytest.raises(EncoderMissing, match="Run 'make encoder' once"):
        featurizer.process_training_data(make_training_data())
    with pytest.raises(EncoderMissing, match="Run 'make encoder' once"):
        process(featurizer, make_message("is it safe"))
