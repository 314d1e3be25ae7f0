"""Decides what the ranked topics of a message lead to: an answer, a question back, or no answer."""

from dataclasses import fields
from typing import Any, Dict, List, Optional, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.gate_rule import COURTESIES as COURTESIES
from assistant.nlu.gate_rule import MEDICAL_ADVICE as MEDICAL_ADVICE
from assistant.nlu.gate_rule import OFFERED as OFFERED
from assistant.nlu.gate_rule import POSSIBLE_EMERGENCY as POSSIBLE_EMERGENCY
from assistant.nlu.gate_rule import Thresholds as Thresholds
from assistant.nlu.gate_rule import Verdict as Verdict
from assistant.nlu.gate_rule import decide as decide
from assistant.nlu.topic_prediction import (
    ANSWER,
    CLARIFY,
    DECLINE,
    PART_SCORES,
    TOPIC_DECISION,
    TOPIC_SCORES,
    TopicScore,
    write_decision,
)

TWO_QUESTIONS = "two_questions"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ConfidenceGate(GraphComponent):
    """Stands last: writes the decision, Rasa's intent and the retrieval result."""

    def __init__(self, thresholds: Thresholds) -> None:
        self._thresholds = thresholds

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ConfidenceGate":
        """Make the gate. Raises InvalidConfigException."""
        return cls(_read_thresholds(config))

    def process(self, messages: List[Message]) -> List[Message]:
        """Decide on every message that is not decided yet."""
        for message in messages:
            if message.get(TOPIC_DECISION):
                continue
            scores: List[TopicScore] = message.get(TOPIC_SCORES) or []
            if not scores:
                write_decision(message, DECLINE, [], DEFAULT_NLU_FALLBACK_INTENT_NAME)
                continue
            verdict = decide(scores, message.get(PART_SCORES) or [], self._thresholds)
            if verdict.score:
                scores = _put_first(verdict.score, scores)
            write_decision(
                message,
                verdict.decision,
                scores,
                _intent_of(verdict, scores),
                verdict.topics,
                verdict.reason,
            )
        return messages


def _intent_of(verdict: Verdict, scores: Sequence[TopicScore]) -> Optional[str]:
    """The intent that leads to the verdict's rule, where it is not the best topic's own."""
    if len(verdict.topics) == 2 and verdict.decision == ANSWER:
        return TWO_QUESTIONS
    if verdict.decision == CLARIFY or (verdict.decision == DECLINE and not verdict.topics):
        return DEFAULT_NLU_FALLBACK_INTENT_NAME
    return None


def _put_first(first: TopicScore, scores: Sequence[TopicScore]) -> List[TopicScore]:
    """The ranking with `first` in front: a part may hold what the whole does not lead with."""
    return [first, *(s for s in scores if s.topic != first.topic)]


def _read_thresholds(config: Dict[str, Any]) -> Thresholds:
    values: Dict[str, float] = {}
    for field in fields(Thresholds):
        value = config.get(field.name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise InvalidConfigException(
                f"ConfidenceGate: {field.name} is {value!r}. Use a number from 0 to 1; "
                "'make thresholds' chooses one."
            )
        values[field.name] = float(value)
    return Thresholds(**values)
