"""What counts as right, as dangerous, and as another answer, of a prediction."""

from functools import lru_cache
from typing import FrozenSet, Optional, Tuple

from assistant.releases.records import ANSWER, CLARIFY, DECLINE, SAFETY, Prediction
from assistant.topics import OUT_OF_SCOPE, load_topics


def is_right(prediction: Prediction) -> bool:
    """Whether a labelled message gets what it asks for at once.

    One that is out of scope should be declined or asked back about, never answered.
    """
    if prediction.topic == OUT_OF_SCOPE:
        return prediction.decision in (CLARIFY, DECLINE)
    return _is_acted_on(prediction) and prediction.predicted == prediction.topic


def is_confidently_wrong(prediction: Prediction) -> bool:
    """Whether a labelled message is acted on as if it were certain, and meant something else."""
    return _is_acted_on(prediction) and prediction.predicted != prediction.topic


def is_asked_back(prediction: Prediction) -> bool:
    """Whether the visitor is asked what is meant."""
    return prediction.decision == CLARIFY


def is_declined(prediction: Prediction) -> bool:
    """Whether the visitor is told that the assistant cannot help."""
    return prediction.decision == DECLINE


def is_emergency(topic: Optional[str]) -> bool:
    """Whether a topic is one of an emergency."""
    return topic in _list_emergencies()


def is_about_safety(topic: Optional[str]) -> bool:
    """Whether a topic is an emergency or a wish for medical advice."""
    return topic in _list_safety_topics()


def is_emergency_raised(prediction: Prediction) -> bool:
    """Whether the visitor is told where to get help now."""
    return prediction.decision == SAFETY and is_emergency(prediction.predicted)


def is_emergency_missed(prediction: Prediction) -> bool:
    """Whether a labelled emergency is answered as something else."""
    return is_emergency(prediction.topic) and not is_emergency_raised(prediction)


def is_false_emergency(prediction: Prediction) -> bool:
    """Whether a labelled message is taken for an emergency and is none."""
    return not is_emergency(prediction.topic) and is_emergency_raised(prediction)


def is_answered_alike(one: Prediction, other: Prediction) -> bool:
    """Whether a visitor would see the same kind of answer."""
    return _outcome(one) == _outcome(other)


def _is_acted_on(prediction: Prediction) -> bool:
    return prediction.decision in (ANSWER, SAFETY)


def _outcome(prediction: Prediction) -> Tuple[str, str]:
    # A declined message gets the same words, whatever it was nearest to.
    topic = "" if prediction.decision == DECLINE else prediction.predicted
    return prediction.decision, topic


@lru_cache(maxsize=1)
def _list_emergencies() -> FrozenSet[str]:
    return frozenset(topic.id for topic in load_topics().values() if topic.is_emergency)


@lru_cache(maxsize=1)
def _list_safety_topics() -> FrozenSet[str]:
    return frozenset(topic.id for topic in load_topics().values() if topic.is_about_safety)
