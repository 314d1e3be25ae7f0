"""A hand-written agent for the tests: it understands messages from a table."""

from typing import Any, Dict, List, Mapping, Tuple

from rasa.core.channels.channel import UserMessage

from assistant.nlu.topic_prediction import PART_SCORES, TOPIC_DECISION, TOPIC_SCORES

# By text: what was decided, and what the gate looked at.
Table = Mapping[str, Tuple[Dict[str, Any], Dict[str, Any]]]


class TableProcessor:
    """Stands where Rasa's message processor stands; the real one gives the same two forms."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.seen: List[str] = []

    async def parse_message(
        self, message: UserMessage, only_output_properties: bool = True
    ) -> Dict[str, Any]:
        """What the pipeline's last component would have put out."""
        assert message.text is not None
        self.seen.append(message.text)
        decided, inner = self._table[message.text]
        return {TOPIC_DECISION: decided, **({} if only_output_properties else inner)}


class TableAgent:
    """An agent with such a processor."""

    def __init__(self, table: Table) -> None:
        self.processor = TableProcessor(table)


def decided(decision: str, *ranking: Tuple[str, float]) -> Dict[str, Any]:
    """What the gate puts out for a ranking."""
    candidates = [{"topic": topic, "confidence": confidence} for topic, confidence in ranking]
    topic, confidence = ranking[0] if ranking else (None, 0.0)
    return {
        "decision": decision,
        "topic": topic,
        "topics": [topic] if topic else [],
        "confidence": confidence,
        "reason": None,
        "candidates": candidates,
    }


def inner(scores: Any, parts: Any = ()) -> Dict[str, Any]:
    """What the components hand on inside the pipeline."""
    return {TOPIC_SCORES: scores, PART_SCORES: list(parts)}
