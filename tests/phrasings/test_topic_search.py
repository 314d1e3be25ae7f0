"""Finding a topic by words."""

from assistant.phrasings.topic_search import find_topics, resolve_topic
from assistant.topics import load_topics


def test_words_find_topics() -> None:
    """Beginnings of words count, a name more than a description, most hits first."""
    assert next(iter(find_topics("Insur"))).id == "clinic/insurance"
    assert find_topics("doctors")[0].id == "clinic/providers"
    assert find_topics("stem cells sources")[0].id == "faq/stem_cell_sources"
    assert find_topics("zzz") == []


def test_without_words_all_are_listed() -> None:
    """In the order of the catalogue, with title and what is asked for."""
    topics = find_topics()
    assert [topic.id for topic in topics] == list(load_topics())
    assert all(topic.asks for topic in topics)
    assert topics[0].title == "What is regenerative medicine?"


def test_topic_is_known_by_id_and_title() -> None:
    """What is neither stays as it was written."""
    assert resolve_topic(" Clinic/Cost ") == "clinic/cost"
    assert resolve_topic("how much does it cost") == "clinic/cost"
    assert resolve_topic("price") == "price"
