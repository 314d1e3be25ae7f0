"""How the components of the pipeline hand a prediction on, and how Rasa gets to see it."""

from typing import Any, Dict, List, Optional, Sequence

from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    RESPONSE,
    RESPONSE_SELECTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.topic_score import ANSWER as ANSWER
from assistant.nlu.topic_score import CANDIDATES as CANDIDATES
from assistant.nlu.topic_score import CLARIFY as CLARIFY
from assistant.nlu.topic_score import DECLINE as DECLINE
from assistant.nlu.topic_score import SAFETY as SAFETY
from assistant.nlu.topic_score import TopicScore as TopicScore
from assistant.topics import load_topics, split_topic

# Attributes of a message between our components; only TOPIC_DECISION leaves the pipeline.
TOPIC_SCORES = "topic_scores"
PART_SCORES = "part_scores"
TOPIC_DECISION = "topic_decision"


def get_text(message: Message) -> str:
    """The text of a message; a message without one has the empty text."""
    return message.get(TEXT) or ""


def has_prediction(message: Message) -> bool:
    """Whether an earlier component has already said what the message means."""
    return bool(message.get(TOPIC_DECISION) or message.get(TOPIC_SCORES))


def write_decision(
    message: Message,
    decision: str,
    scores: Sequence[TopicScore],
    intent: Optional[str] = None,
    topics: Sequence[str] = (),
    reason: Optional[str] = None,
) -> None:
    """Write what the assistant will do, in our form and as Rasa's intent and retrieval result.

    `scores` is the ranking, best first. `intent` replaces the intent of the best topic where what
    is done is not that topic's answer; `topics` are then the topics it concerns. `reason` names the
    response that says why nothing could be answered, where there is a special one.
    """
    best = scores[0] if scores else None
    topic = best.topic if best else None
    confidence = best.confidence if best else 0.0
    name = intent or (split_topic(topic)[0] if topic else None)
    message.set(INTENT, {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}, True)
    message.set(INTENT_RANKING_KEY, _intent_ranking(scores, intent, confidence), True)
    message.set(RESPONSE_SELECTOR, _response_selector(scores), True)
    found: Dict[str, Any] = {
        "decision": decision,
        "topic": topic,
        "topics": list(topics) or ([topic] if topic else []),
        "confidence": confidence,
        "reason": reason,
        "candidates": [
            {"topic": score.topic, "confidence": score.confidence} for score in scores[:CANDIDATES]
        ],
    }
    message.set(TOPIC_DECISION, found, add_to_output=True)


def _intent_ranking(
    scores: Sequence[TopicScore], intent: Optional[str], confidence: float
) -> List[Dict[str, Any]]:
    best_of: Dict[str, float] = {intent: confidence} if intent else {}
    for score in scores[:CANDIDATES]:
        best_of.setdefault(split_topic(score.topic)[0], score.confidence)
    return [
        {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: value} for name, value in best_of.items()
    ]


def _response_selector(scores: Sequence[TopicScore]) -> Dict[str, Any]:
    """The best retrieval answer of each retrieval intent, in the form of Rasa's selectors."""
    retrieval_intents = {split_topic(t)[0] for t in load_topics() if split_topic(t)[1]}
    selected: Dict[str, Any] = {"all_retrieval_intents": sorted(retrieval_intents)}
    for score in scores[:CANDIDATES]:
        intent, full_name = split_topic(score.topic)
        if full_name and intent not in selected:
            response = {
                PREDICTED_CONFIDENCE_KEY: score.confidence,
                INTENT_RESPONSE_KEY: full_name,
                "utter_action": f"utter_{full_name}",
            }
            selected[intent] = {RESPONSE: response, "ranking": []}
    return selected
