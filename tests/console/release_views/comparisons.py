"""Small comparisons, made by the releases room's own comparison of predictions."""

from typing import List, Optional, Sequence, Tuple

from assistant.releases.comparison import compare_predictions
from assistant.releases.records import (
    ANSWER,
    CLARIFY,
    DECLINE,
    DEV_MESSAGES,
    RECENT_MESSAGES,
    SAFETY,
    SAFETY_MESSAGES,
    Comparison,
    ConversationResult,
    Prediction,
)

COST, HOURS, EMERGENCY = "clinic/cost", "clinic/hours", "emergency/medical"
GOOD_TALK, BAD_TALK = "a visitor books", "a visitor goes on"
# Each message: its set, its words, its topic, and what is made of it before and after.
Reading = Tuple[str, float, str]
MESSAGES: Sequence[Tuple[str, str, Optional[str], Reading, Reading]] = (
    (DEV_MESSAGES, "what do you charge", COST, (COST, 0.9, ANSWER), (COST, 0.95, ANSWER)),
    (DEV_MESSAGES, "the damage to my purse", COST, (HOURS, 0.3, DECLINE), (COST, 0.8, ANSWER)),
    (DEV_MESSAGES, "open on sunday", HOURS, (HOURS, 0.8, ANSWER), (COST, 0.7, ANSWER)),
    (DEV_MESSAGES, "hm", HOURS, (COST, 0.4, CLARIFY), (HOURS, 0.2, DECLINE)),
    (SAFETY_MESSAGES, "he fell down", EMERGENCY, (EMERGENCY, 1.0, SAFETY), (HOURS, 0.5, CLARIFY)),
    (RECENT_MESSAGES, "and for two", None, (HOURS, 0.6, ANSWER), (COST, 0.6, ANSWER)),
)


def read_before() -> List[Prediction]:
    """What the live release made of the messages."""
    return [_predict(*message[:3], message[3]) for message in MESSAGES]


def read_after() -> List[Prediction]:
    """What the candidate makes of them: a staff phrasing is to blame for what got worse."""
    return [_predict(*message[:3], message[4]) for message in MESSAGES]


def make_comparison(*, has_base: bool = True) -> Comparison:
    """The candidate 2 beside release 1, or on its own."""
    talks = [ConversationResult(GOOD_TALK, True), ConversationResult(BAD_TALK, False, "no answer")]
    if not has_base:
        return compare_predictions(2, read_after(), talks)
    before = [ConversationResult(GOOD_TALK, True), ConversationResult(BAD_TALK, True)]
    return compare_predictions(2, read_after(), talks, 1, read_before(), before)


def _predict(name: str, text: str, topic: Optional[str], reading: Reading) -> Prediction:
    predicted, confidence, decision = reading
    is_wrong = topic is not None and predicted != topic
    return Prediction(
        set=name,
        text=text,
        topic=topic,
        predicted=predicted,
        confidence=confidence,
        decision=decision,
        candidates=((predicted, confidence),),
        blamed=((predicted, "how late is it"),) if is_wrong else (),
    )
