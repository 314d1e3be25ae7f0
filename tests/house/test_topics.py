"""Every topic of the catalogue has all that it needs, and nothing else has a place among them."""

from typing import Dict, Set

import pytest

from assistant.phrasing_words import normalise_phrasing
from assistant.settings import PROJECT
from assistant.topics import Topic, load_topics, split_topic
from tests.house.data_files import (
    read_conversation_topics,
    read_phrasings,
    read_responses,
    read_rule_intents,
    read_variations,
    read_yaml,
)

# Phrasings that differ in more than case and punctuation.
PHRASINGS_NEEDED = {
    **{"faq": 60, "clinic": 60, "booking": 60, "safety": 60},
    **{"smalltalk": 20, "none": 250},
}
CONTROL_INTENTS = {"restart", "repeat", "two_questions"}
# Set by the pipeline where nothing is understood, so that nobody writes phrasings for it.
FALLBACK_INTENT = "nlu_fallback"

TOPICS = list(load_topics().values())
each_topic = pytest.mark.parametrize("topic", TOPICS, ids=[topic.id for topic in TOPICS])


@pytest.fixture(scope="module")
def phrasings() -> Dict[str, Set[str]]:
    """The different phrasings of each intent, without case and punctuation."""
    found: Dict[str, Set[str]] = {}
    for intent, text in read_phrasings():
        found.setdefault(intent, set()).add(normalise_phrasing(text))
    return found


# What these are answered with depends on what is said in the form (tests/house/test_forms.py).
OPENS_A_FORM = ("book_appointment", "change_appointment", "talk_to_human")


@each_topic
def test_topic_has_enough_phrasings(topic: Topic, phrasings: Dict[str, Set[str]]) -> None:
    """As many different phrasings as its family needs."""
    assert len(phrasings.get(topic.id, ())) >= PHRASINGS_NEEDED[topic.family]


@each_topic
def test_topic_has_an_answer_and_a_rule(topic: Topic) -> None:
    """A response of its name, unless a form answers it, and a rule that begins with its intent."""
    assert topic.id in OPENS_A_FORM or read_responses().get(f"utter_{topic.id}"), "no answer"
    assert split_topic(topic.id)[0] in read_rule_intents(), "no rule"


@each_topic
def test_topic_stands_in_a_live_conversation(topic: Topic) -> None:
    """At least one conversation of evaluation/conversations expects it."""
    assert topic.id in set(read_conversation_topics())


@each_topic
def test_title_of_a_button_is_a_known_phrasing(
    topic: Topic, phrasings: Dict[str, Set[str]]
) -> None:
    """What a button sends is understood word by word, as exactly the topic it offers."""
    if topic.title is None:
        return
    title = normalise_phrasing(topic.title)
    assert [intent for intent, texts in phrasings.items() if title in texts] == [topic.id]


def test_conversations_name_known_topics_only() -> None:
    """A topic that a live conversation expects is one of the catalogue."""
    assert set(read_conversation_topics()) - set(load_topics()) == set()


def test_intents_are_the_topics(phrasings: Dict[str, Set[str]]) -> None:
    """Rasa sees the catalogue's topics and the control intents in data/nlu, and nothing else."""
    assert set(phrasings) == set(load_topics()) | CONTROL_INTENTS


def test_domain_lists_the_plain_intents() -> None:
    """The domain names every intent that is not a retrieval intent, and no other."""
    plain = {topic.id for topic in TOPICS if split_topic(topic.id)[1] is None}
    listed = read_yaml(PROJECT / "domain.yml")["intents"]
    assert sorted(listed) == sorted(plain | CONTROL_INTENTS | {FALLBACK_INTENT})


def test_related_topics_can_be_offered() -> None:
    """Every related topic is in the catalogue, has a button, and is not the answer's own."""
    topics = load_topics()
    for name, number, _, metadata in read_variations():
        for related in metadata.get("related", ()):
            assert related in topics, (name, number)
            assert topics[related].title, (name, number, related)
            assert name != f"utter_{related}", (name, number)


def test_answers_lead_on() -> None:
    """Every answer about the field and the clinic offers two or three related questions."""
    for name, number, _, metadata in read_variations():
        if name.startswith(("utter_faq/", "utter_clinic/")):
            related = metadata.get("related", [])
            assert 2 <= len(set(related)) == len(related) <= 3, (name, number)
