"""Catches messages that no model can read: no words at all, or another script."""

import unicodedata
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.topic_prediction import (
    DECLINE,
    TopicScore,
    get_text,
    has_prediction,
    write_decision,
)
from assistant.topics import OUT_OF_SCOPE

NO_WORDS = "no_text"
OTHER_LANGUAGE = "unsupported_language"


def find_unreadable(text: str) -> Optional[str]:
    """Why the text cannot be read (`no_text`, `unsupported_language`), or None where it can."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return NO_WORDS
    latin = sum(1 for letter in letters if unicodedata.name(letter, "").startswith("LATIN"))
    return None if 2 * latin >= len(letters) else OTHER_LANGUAGE


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ReadableTextGuard(GraphComponent):
    """Declines what has no readable words: an encoder answers noise with confidence."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ReadableTextGuard":
        """Make the component; it has no settings."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Decide `decline` for unreadable messages and say why in the decision."""
        for message in messages:
            reason = None if has_prediction(message) else find_unreadable(get_text(message))
            if reason:
                scores = [TopicScore(OUT_OF_SCOPE, 1.0)]
                intent = DEFAULT_NLU_FALLBACK_INTENT_NAME
                write_decision(message, DECLINE, scores, intent, reason=reason)
        return messages
