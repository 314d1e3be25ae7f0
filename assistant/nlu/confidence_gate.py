"""Decides what the ranked topics of a message lead to: an answer, a question back, or no answer."""

from dataclasses import dataclass, fields
from typing import Any, Dict, List, Optional, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.topic_prediction import (
    ANSWER,
    CLARIFY,
    DECLINE,
    PART_SCORES,
    SAFETY,
    TOPIC_DECISION,
    TOPIC_SCORES,
    TopicScore,
    write_decision,
)
from assistant.topics import OUT_OF_SCOPE, load_topics

TWO_QUESTIONS = "two_questions"
MEDICAL_ADVICE = "medical_advice"
POSSIBLE_EMERGENCY = "possible_emergency"
COURTESIES = ("greet", "goodbye", "thanks", "affirm", "deny")
OFFERED = 3


@dataclass(frozen=True)
class Thresholds:
    """Confidences from 0 to 1, chosen by `make thresholds`.

    answer:    the best topic is answered from here on
    courtesy:  the same for courtesies, where a wrong answer costs nothing and asking back is odd
    clarify:   from here on it is worth asking "did you mean"; below, the message is declined
    emergency: an emergency topic is acted on from here on
    emergency_part: the same in a part of the message, which says less than the whole
    two_topics: both parts of a message must reach it for two answers
    part:      a message that is not clear as a whole is answered by a part that reaches it
    decline:   out_of_scope at this probability is declined without asking
    """

    answer: float
    courtesy: float
    clarify: float
    emergency: float
    emergency_part: float
    two_topics: float
    part: float
    decline: float


@dataclass(frozen=True)
class Verdict:
    """What to do (`decision`), the topics it concerns, best first, and a special reason if any.

    `score` is what the decision rests on where that is not the ranking of the whole message.
    """

    decision: str
    topics: Sequence[str]
    reason: Optional[str] = None
    score: Optional[TopicScore] = None


def decide(
    scores: Sequence[TopicScore],
    part_scores: Sequence[Sequence[TopicScore]],
    thresholds: Thresholds,
) -> Verdict:
    """The gate's rule. `scores` ranks the whole message, `part_scores` each of its parts."""
    emergency = _find_emergency([scores], thresholds.emergency)
    emergency = emergency or _find_emergency(part_scores, thresholds.emergency_part)
    if emergency:
        return Verdict(SAFETY, [emergency.topic], score=emergency)
    best = scores[0]
    pair = _find_two_topics(best.topic, part_scores, thresholds.two_topics)
    if pair:
        return Verdict(ANSWER, pair)
    offers = [s.topic for s in scores if _can_be_offered(s, thresholds.clarify)][:OFFERED]
    is_outside = best.topic == OUT_OF_SCOPE
    if is_outside and best.confidence >= thresholds.decline:
        return Verdict(DECLINE, [OUT_OF_SCOPE])
    if load_topics()[best.topic].is_emergency:
        # Not sure enough to raise an alarm, too near to one to pass over it.
        return Verdict(CLARIFY, offers, POSSIBLE_EMERGENCY)
    needed = thresholds.courtesy if best.topic in COURTESIES else thresholds.answer
    if best.confidence >= needed and not is_outside:
        return Verdict(SAFETY if best.topic == MEDICAL_ADVICE else ANSWER, [best.topic])
    part = _find_clear_part(part_scores, thresholds.part)
    if part:
        return Verdict(ANSWER, [part.topic], score=part)
    if offers:
        return Verdict(CLARIFY, offers)
    if best.topic == MEDICAL_ADVICE:
        # Too unsure to be certain, but what it says is right for any medical question.
        return Verdict(SAFETY, [MEDICAL_ADVICE])
    return Verdict(DECLINE, [OUT_OF_SCOPE] if is_outside else [])


def _find_emergency(
    rankings: Sequence[Sequence[TopicScore]], threshold: float
) -> Optional[TopicScore]:
    topics = load_topics()
    for ranking in rankings:
        if ranking and ranking[0].confidence >= threshold and topics[ranking[0].topic].is_emergency:
            return ranking[0]
    return None


def _find_clear_part(
    part_scores: Sequence[Sequence[TopicScore]], threshold: float
) -> Optional[TopicScore]:
    """The one topic that parts of the message ask for with certainty, if it is one only."""
    topics = load_topics()
    clear = [
        ranking[0]
        for ranking in part_scores
        if ranking[0].confidence >= threshold
        and topics[ranking[0].topic].family in ("faq", "clinic", "booking")
    ]
    return clear[0] if len({score.topic for score in clear}) == 1 else None


def _find_two_topics(
    best: str, part_scores: Sequence[Sequence[TopicScore]], threshold: float
) -> List[str]:
    """The two topics of a message whose parts each ask for one with certainty, in order."""
    topics = load_topics()
    found: List[str] = []
    for ranking in part_scores:
        first = ranking[0]
        if topics[first.topic].family not in ("faq", "clinic") or first.confidence < threshold:
            return []
        if first.topic not in found:
            found.append(first.topic)
    return found if len(found) == 2 and best in found else []


def _can_be_offered(score: TopicScore, threshold: float) -> bool:
    return load_topics()[score.topic].title is not None and score.confidence >= threshold


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
