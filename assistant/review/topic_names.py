"""Finds the topic that staff mean, by its id, the end of it, or the words on its button."""

from difflib import get_close_matches
from typing import Dict, List

from assistant.phrasing_words import normalise_phrasing
from assistant.review.inbox_records import ImpossibleDecision
from assistant.topics import load_topics

SHOWN = 3


def find_topic(text: str) -> str:
    """The id of the topic: "faq/safety", "safety" or "Is it safe?". Raises ImpossibleDecision."""
    topics = load_topics()
    if text in topics:
        return text
    wanted = normalise_phrasing(text)
    names: Dict[str, List[str]] = {}
    for topic in topics.values():
        ways = {topic.id, topic.id.partition("/")[2], topic.title or ""}
        for name in filter(None, set(map(normalise_phrasing, ways))):
            names.setdefault(name, []).append(topic.id)
    found = names.get(wanted, [])
    if len(found) == 1:
        return found[0]
    near = found or [
        one for name in get_close_matches(wanted, names, n=SHOWN) for one in names[name]
    ]
    # Words in the middle of a name count as well: "cells" for "stem cell sources".
    near = near or [one for name, ids in names.items() if wanted and wanted in name for one in ids]
    hint = ", ".join(dict.fromkeys(near[:SHOWN]))
    said = f"Did you mean: {hint}?" if hint else "'topics' lists all of them."
    raise ImpossibleDecision(f"'{text}' is not one topic of the assistant. {said}")
