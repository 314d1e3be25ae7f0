"""One classifier over all topics of the catalogue, retrieval intents included."""

import logging
import math
from dataclasses import asdict
from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu import logistic_regression, topic_model
from assistant.nlu.question_parts import choose_parts
from assistant.nlu.sentence_encoder import default_encoder
from assistant.nlu.sentence_encoder_featurizer import SentenceEncoderFeaturizer
from assistant.nlu.source_fingerprint import fingerprint_sources
from assistant.nlu.topic_model import TopicModel, train_topic_model
from assistant.nlu.topic_prediction import (
    CANDIDATES,
    PART_SCORES,
    TOPIC_SCORES,
    TopicScore,
    get_text,
    has_prediction,
)
from assistant.nlu.training_settings import DEFAULT_TRAINING, TrainingSettings
from assistant.topics import load_topics

# Rasa's own training logs this way, and whoever follows a training listens to one kind of log.
_log = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent):
    """Ranks the topics of a message and of its parts; the confidence gate decides on them."""

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[TopicModel] = None,
    ) -> None:
        self._settings = _training_settings(config)
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> List[Type]:
        """The encoder must stand before this classifier."""
        return [SentenceEncoderFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Chosen in `docs/understanding.md`."""
        return asdict(DEFAULT_TRAINING)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """What Rasa's training cache must know beside this class."""
        return fingerprint_sources(topic_model, logistic_regression)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TopicClassifier":
        """Make an untrained classifier. Raises InvalidConfigException."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TopicClassifier":
        """Read a trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TopicModel.read(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every phrasing of a catalogue topic and persist the result."""
        known = load_topics()
        examples = [e for e in training_data.intent_examples if e.get_full_intent() in known]
        if len({example.get_full_intent() for example in examples}) < 2:
            raise InvalidConfigException(
                "TopicClassifier needs phrasings of at least two topics of knowledge/topics.yml."
            )
        self._model = train_topic_model(
            [get_text(example) for example in examples],
            [example.get_full_intent() for example in examples],
            np.vstack([_embedding(example) for example in examples]),
            self._settings,
            _log_progress,
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.write(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the topic scores of the message and of each part."""
        for message in messages:
            if has_prediction(message) or self._model is None:
                continue
            text = get_text(message)
            scores = self._model.score(text, _embedding(message), CANDIDATES)
            message.set(TOPIC_SCORES, scores)
            message.set(PART_SCORES, self._score_parts(text, scores[0]))
        return messages

    def _score_parts(self, text: str, best: TopicScore) -> List[List[TopicScore]]:
        """Rankings of the questions in the text; of every clause where the whole is not clear."""
        encoder, model = default_encoder(), self._model
        assert model is not None  # noqa: S101
        return [
            model.score(part, encoder.encode(part), CANDIDATES)
            for part in choose_parts(text, best.confidence)
        ]


def _log_progress(done: int, most: int) -> None:
    _log.info("Fitted %d of %d times", done, most)


def _embedding(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT, [SentenceEncoderFeaturizer.__name__])
    if sentence is None:
        raise InvalidConfigException(
            "TopicClassifier found no sentence embedding. Put "
            "assistant.nlu.sentence_encoder_featurizer.SentenceEncoderFeaturizer before it."
        )
    return np.asarray(sentence.features, dtype=np.float32)[0]


def _training_settings(config: Dict[str, Any]) -> TrainingSettings:
    for name in ("inverse_regularisation", "ngram_weight", "iterations"):
        value = config.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
            raise InvalidConfigException(
                f"TopicClassifier: {name} is {value!r}. Use a number above 0."
            )
    bias = config.get("scope_bias")
    if isinstance(bias, bool) or not isinstance(bias, (int, float)) or not math.isfinite(bias):
        raise InvalidConfigException(f"TopicClassifier: scope_bias is {bias!r}. Use a number.")
    return TrainingSettings(
        float(config["inverse_regularisation"]),
        float(config["ngram_weight"]),
        int(config["iterations"]),
        float(bias),
    )
