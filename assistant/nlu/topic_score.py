"""What understanding a message comes to: topic scores and what is done. Knows nothing of Rasa."""

from dataclasses import dataclass

# How many of the best topics are looked at.
CANDIDATES = 5

ANSWER, CLARIFY, DECLINE, SAFETY = "answer", "clarify", "decline", "safety"


@dataclass(frozen=True)
class TopicScore:
    """How sure the assistant is of a topic, from 0 to 1."""

    topic: str
    confidence: float
