"""Adds the sentence embedding of a message to the pipeline."""

from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu import sentence_encoder
from assistant.nlu.sentence_encoder import default_encoder, encode_with_cache, encoder_id
from assistant.nlu.source_fingerprint import fingerprint_sources
from assistant.nlu.topic_prediction import get_text, has_prediction
from assistant.settings import load_settings


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(GraphComponent):
    """Dense sentence features, shape (1, 768), from the pinned encoder; nothing is trained."""

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """What Rasa's training cache must know beside this class."""
        return fingerprint_sources(
            sentence_encoder, extra=encoder_id(load_settings().encoder_folder)
        )

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoderFeaturizer":
        """Make the component. The encoder itself is opened at the first message."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to every phrasing; unchanged ones come from the embedding cache."""
        settings = load_settings()
        examples = training_data.intent_examples
        vectors = encode_with_cache(
            [get_text(example) for example in examples],
            settings.encoder_folder,
            settings.embedding_cache,
        )
        for example in examples:
            example.add_features(_sentence_features(vectors[get_text(example)]))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add features to what no earlier component has understood."""
        for message in messages:
            if has_prediction(message):
                continue
            vector = default_encoder().encode(get_text(message))
            message.add_features(_sentence_features(vector))
        return messages


def _sentence_features(vector: np.ndarray) -> Features:
    return Features(
        vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, SentenceEncoderFeaturizer.__name__
    )
