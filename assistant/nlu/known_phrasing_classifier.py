"""Knows every training phrasing by heart: an exact match needs no model."""

import json
from typing import Any, Dict, List, Optional, Set

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant import phrasing_words
from assistant.nlu import topic_prediction
from assistant.nlu.source_fingerprint import fingerprint_sources
from assistant.nlu.topic_prediction import (
    ANSWER,
    TOPIC_SCORES,
    TopicScore,
    get_text,
    has_prediction,
    write_decision,
)
from assistant.phrasing_words import normalise_phrasing
from assistant.topics import load_topics

PHRASINGS_FILE = "phrasings.json"
# Intents beside the catalogue that are recognised by exact phrasing only.
CONTROL_INTENTS = ("restart", "repeat")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KnownPhrasingClassifier(GraphComponent):
    """Maps the words of a phrasing to its topic; case and punctuation do not matter."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, intent_of: Dict[str, str]
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._intent_of = intent_of

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """What Rasa's training cache must know beside this class."""
        return fingerprint_sources(topic_prediction, phrasing_words)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "KnownPhrasingClassifier":
        """Make an untrained component."""
        return cls(model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "KnownPhrasingClassifier":
        """Read the phrasings of a trained model."""
        with model_storage.read_from(resource) as folder:
            phrasings = json.loads((folder / PHRASINGS_FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, phrasings)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the phrasings; one that stands under two topics is left to the model."""
        known = {*load_topics(), *CONTROL_INTENTS}
        ambiguous: Set[str] = set()
        for example in training_data.intent_examples:
            intent, words = example.get_full_intent(), normalise_phrasing(get_text(example))
            if not words or intent not in known:
                continue
            if self._intent_of.setdefault(words, intent) != intent:
                ambiguous.add(words)
        for words in ambiguous:
            del self._intent_of[words]
        with self._model_storage.write_to(self._resource) as folder:
            text = json.dumps(self._intent_of, ensure_ascii=False, sort_keys=True)
            (folder / PHRASINGS_FILE).write_text(text, encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Give an exact phrasing its topic with confidence 1."""
        for message in messages:
            if has_prediction(message):
                continue
            intent = self._intent_of.get(normalise_phrasing(get_text(message)))
            if intent in CONTROL_INTENTS:
                write_decision(message, ANSWER, [], intent)
            elif intent:
                # The confidence gate decides what a known topic leads to.
                message.set(TOPIC_SCORES, [TopicScore(intent, 1.0)])
        return messages
