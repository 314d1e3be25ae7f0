"""The topics as staff choose among them."""

from dataclasses import dataclass
from typing import Dict, List, Tuple

from assistant.phrasings.topic_search import FoundTopic, find_topics
from assistant.topics import load_topics

FAMILIES = {
    "safety": "Emergencies and medical advice",
    "clinic": "The clinic",
    "faq": "Questions about the treatments",
    "booking": "Appointments",
    "smalltalk": "Courtesies",
    "none": "Not for this assistant",
}


@dataclass(frozen=True)
class TopicFamily:
    """Topics that stand together in a list."""

    title: str
    topics: Tuple[FoundTopic, ...]


def list_families() -> List[TopicFamily]:
    """Every topic, by family, in the catalogue's order."""
    catalogue = load_topics()
    families: Dict[str, List[FoundTopic]] = {}
    for topic in find_topics():
        families.setdefault(catalogue[topic.id].family, []).append(topic)
    return [
        TopicFamily(FAMILIES.get(family, family.replace("_", " ").capitalize()), tuple(topics))
        for family, topics in families.items()
    ]


def is_topic(text: str) -> bool:
    """Whether this is the id of a topic."""
    return text in load_topics()
