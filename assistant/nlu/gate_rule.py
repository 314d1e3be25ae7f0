"""The rule by which ranked topics of a message lead to an answer, a question back, or no answer."""

from dataclasses import dataclass
from typing import List, Optional, Sequence

from assistant.nlu.topic_score import ANSWER, CLARIFY, DECLINE, SAFETY, TopicScore
from assistant.topics import OUT_OF_SCOPE, load_topics

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
