"""The fixed topic catalogue: every thing a visitor can mean, and the words on its button."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, Optional, Tuple

import yaml

from assistant.settings import PROJECT

CATALOGUE = PROJECT / "knowledge" / "topics.yml"
TITLES = PROJECT / "knowledge" / "topic_titles.yml"
OUT_OF_SCOPE = "out_of_scope"
SAFETY_FAMILY = "safety"


@dataclass(frozen=True)
class Topic:
    """One topic: `id` is its intent, `family` its group in the catalogue, `title` its button."""

    id: str
    family: str
    title: Optional[str]

    @property
    def is_emergency(self) -> bool:
        return self.id.startswith("emergency/")

    @property
    def is_about_safety(self) -> bool:
        """Whether it is an emergency or a wish for medical advice."""
        return self.family == SAFETY_FAMILY

    @property
    def name(self) -> str:
        """What staff call it: its title, or else its id in plain words: "Emergency: self harm"."""
        plain = self.id.replace("/", ": ").replace("_", " ")
        return self.title or f"{plain[:1].upper()}{plain[1:]}"


@lru_cache(maxsize=None)
def load_topics(catalogue: Path = CATALOGUE, titles: Path = TITLES) -> Dict[str, Topic]:
    """All topics by id, in the catalogue's order."""
    title_of = yaml.safe_load(titles.read_text(encoding="utf-8"))["titles"]
    families = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
    return {
        topic: Topic(topic, family, title_of.get(topic))
        for family, topics in families.items()
        for topic in topics
    }


def split_topic(topic: str) -> Tuple[str, Optional[str]]:
    """A topic's Rasa intent and, for a retrieval intent, its full name: ("faq", "faq/safety")."""
    intent, slash, _ = topic.partition("/")
    return intent, topic if slash else None
