"""Finds a topic by words, for staff who do not know the topics' ids."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Optional

import yaml

from assistant.phrasing_words import normalise_phrasing
from assistant.topics import CATALOGUE, load_topics

# Words as they begin, so that "price" finds "prices" and "doc" finds "doctor".
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class FoundTopic:
    """A topic: its id, the words on its button if it has one, and what it is asked for."""

    id: str
    title: Optional[str]
    asks: str


def find_topics(words: str = "") -> List[FoundTopic]:
    """Topics that hold the most of these words first; all in the catalogue's order without any."""
    asks = _read_asks(CATALOGUE)
    topics = [FoundTopic(one.id, one.title, asks[one.id]) for one in load_topics().values()]
    wanted = normalise_phrasing(words).split()
    if not wanted:
        return topics
    scored = [(_count_hits(topic, wanted), topic) for topic in topics]
    # Sorting is stable: among equals the catalogue's order stays.
    scored.sort(key=lambda entry: -entry[0])
    return [topic for score, topic in scored if score > 0]


def resolve_topic(text: str) -> str:
    """The id of the topic whose id or title was written; the text itself if there is none."""
    words = " ".join(text.split())
    for one in load_topics().values():
        title = normalise_phrasing(one.title) if one.title else None
        if words.casefold() == one.id or (title and normalise_phrasing(words) == title):
            return one.id
    return words


def _count_hits(topic: FoundTopic, wanted: List[str]) -> float:
    name = normalise_phrasing(f"{topic.id} {topic.title or ''}").split()
    asks = normalise_phrasing(topic.asks).split()
    # What stands in the name says more than what stands in the description.
    return sum(2 * _holds(name, word) + _holds(asks, word) for word in wanted)


def _holds(words: List[str], wanted: str) -> bool:
    if len(wanted) < _SHORTEST_BEGINNING:
        return wanted in words
    return any(word.startswith(wanted) for word in words)


@lru_cache(maxsize=None)
def _read_asks(catalogue: Path) -> Dict[str, str]:
    families = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
    return {
        topic: str((facts or {}).get("asks", ""))
        for family in families.values()
        for topic, facts in family.items()
    }
