"""Staff name topics as they know them."""

import pytest

from assistant.review.inbox_records import ImpossibleDecision
from assistant.review.topic_names import find_topic
from assistant.topics import load_topics


@pytest.mark.parametrize("text", ["faq/safety", "safety", "Safety ", "FAQ/safety"])
def test_a_topic_is_found_by_its_name(text: str) -> None:
    """The whole id or the end of it."""
    assert find_topic(text) == "faq/safety"


@pytest.mark.parametrize("topic", [topic for topic in load_topics().values() if topic.title])
def test_a_topic_is_found_by_its_button(topic: object) -> None:
    """The words that visitors see."""
    assert find_topic(topic.title) == topic.id  # type: ignore[attr-defined]


def test_a_mistyped_topic_is_guessed_and_not_taken() -> None:
    """Staff decide, not the computer."""
    with pytest.raises(ImpossibleDecision, match=r"'saftey' is not one.*mean: faq/safety"):
        find_topic("saftey")
    with pytest.raises(ImpossibleDecision, match="'topics' lists"):
        find_topic("zeppelins")
