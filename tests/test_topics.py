"""The topic catalogue: ids, families, button titles."""

from pathlib import Path

import pytest

from assistant.topics import OUT_OF_SCOPE, load_topics, split_topic


def test_catalogue_has_its_49_topics() -> None:
    """All topics of the catalogue are there, in its six families."""
    topics = load_topics()
    assert len(topics) == 49
    families = list(dict.fromkeys(topic.family for topic in topics.values()))
    assert families == ["faq", "clinic", "booking", "safety", "smalltalk", "none"]
    assert topics[OUT_OF_SCOPE].family == "none"
    assert all(topic.id == key for key, topic in topics.items())


def test_title_is_the_words_of_the_button() -> None:
    """A topic that can be offered has a title of at most 45 characters, others have none."""
    topics = load_topics()
    assert topics["clinic/cost"].title == "How much does it cost?"
    assert topics["emergency/medical"].title is None
    titles = [topic.title for topic in topics.values() if topic.title]
    assert max(map(len, titles)) <= 45
    assert len(set(titles)) == len(titles)


def test_only_emergency_topics_are_emergencies() -> None:
    """The safety family holds medical_advice as well, which is none."""
    emergencies = {topic.id for topic in load_topics().values() if topic.is_emergency}
    assert emergencies == {"emergency/medical", "emergency/self_harm"}


@pytest.mark.parametrize(
    ("topic", "parts"),
    [
        ("faq/safety", ("faq", "faq/safety")),
        ("emergency/self_harm", ("emergency", "emergency/self_harm")),
        ("greet", ("greet", None)),
    ],
)
def test_topic_is_split_into_intent_and_full_name(
    topic: str, parts: "tuple[str, str | None]"
) -> None:
    """A retrieval topic gives its intent and full name, another only its intent."""
    assert split_topic(topic) == parts


def test_other_files_can_be_read(tmp_path: Path) -> None:
    """The order of the file is kept, and a topic without a title has None."""
    catalogue, titles = tmp_path / "topics.yml", tmp_path / "titles.yml"
    catalogue.write_text("b:\n  b/one: {}\n  two: {}\na:\n  three: {}\n", encoding="utf-8")
    titles.write_text("titles:\n  two: Second?\n", encoding="utf-8")
    topics = load_topics(catalogue, titles)
    assert list(topics) == ["b/one", "two", "three"]
    assert [topic.title for topic in topics.values()] == [None, "Second?", None]
    assert topics["two"].family == "b"
