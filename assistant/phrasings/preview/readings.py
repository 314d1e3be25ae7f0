"""How messages are read: what the pipeline would do with each, given the head's scores."""

from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Sequence, Set, Tuple

from assistant.nlu.emergency_patterns import find_emergency
from assistant.nlu.gate_rule import Thresholds, decide
from assistant.nlu.question_parts import choose_parts, split_clauses, split_question_parts
from assistant.nlu.topic_score import CLARIFY, DECLINE, TopicScore
from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.phrasing_text import is_readable
from assistant.topics import load_topics

# Gives the ranking of a text.
Rank = Callable[[str], Sequence[TopicScore]]


@dataclass(frozen=True)
class Reading:
    """What the assistant does with a message, and the topics that it answers or offers."""

    decision: str
    topics: Tuple[str, ...] = ()

    def is_same_reply(self, other: "Reading") -> bool:
        """Whether a visitor would be told the same; the order of what is offered matters little."""
        if self.decision != other.decision or self.decision == DECLINE:
            return self.decision == other.decision
        if self.decision == CLARIFY:
            return set(self.topics) == set(other.topics)
        return self.topics == other.topics


def can_be_taught(text: str) -> bool:
    """Whether the head reads the message at all: emergencies and unreadable ones never reach it."""
    return is_readable(text) and find_emergency(text) is None


def list_texts_to_rank(text: str) -> List[str]:
    """The message and every part of it that may be ranked."""
    return list(dict.fromkeys([text, *split_question_parts(text), *split_clauses(text)]))


def read_message(
    text: str, topic_of: Callable[[str], Optional[str]], rank: Rank, thresholds: Thresholds
) -> Optional[Reading]:
    """What the pipeline does with a message; None for a phrasing that belongs to no topic.

    `topic_of` gives the intent that these very words teach.
    """
    known = topic_of(normalise_phrasing(text))
    if known is None:
        scores = rank(text)
        parts = [rank(part) for part in choose_parts(text, scores[0].confidence)]
    elif known in load_topics():
        scores, parts = [TopicScore(known, 1.0)], []
    else:
        return None
    verdict = decide(scores, parts, thresholds)
    return Reading(verdict.decision, tuple(verdict.topics))


def map_words(pairs: Sequence[Tuple[str, str]]) -> Dict[str, str]:
    """The intent of each phrasing's words, from (words, intent); none where two claim them."""
    intents: Dict[str, str] = {}
    contested: Set[str] = set()
    for words, intent in pairs:
        if words and intents.setdefault(words, intent) != intent:
            contested.add(words)
    return {words: intent for words, intent in intents.items() if words not in contested}
