"""Recognises emergencies by fixed patterns, before and beside the statistical model."""

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.emergency_patterns import find_emergency
from assistant.nlu.topic_prediction import SAFETY, TopicScore, get_text, write_decision


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class EmergencyGuard(GraphComponent):
    """Stands first in the pipeline: what it decides, no later component changes."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EmergencyGuard":
        """Make the component; it has no settings, so that nobody can switch it off by one."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Decide `safety` for every message that shows an emergency sign."""
        for message in messages:
            found = find_emergency(get_text(message))
            if found:
                write_decision(message, SAFETY, [TopicScore(found.topic, 1.0)])
        return messages
