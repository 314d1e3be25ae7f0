"""How phrasings are compared, the same everywhere."""

import pytest

from assistant.nlu import known_phrasing_classifier
from assistant.phrasing_words import LightEdit, find_light_edits, normalise_phrasing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What's PRP?", "whats prp"),
        ("what\u2019s prp", "whats prp"),
        ("  IS   it_safe!!! ", "is it safe"),
        ("Straße", "strasse"),
        ("e-mail, please", "e mail please"),
        ("?!", ""),
        ("", ""),
    ],
)
def test_phrasing_is_compared_by_its_words(text: str, words: str) -> None:
    """Case, punctuation and spaces do not matter, apostrophes join."""
    assert normalise_phrasing(text) == words


def test_words_are_those_that_the_assistant_knows_by_heart() -> None:
    """What staff are told is a duplicate is one for KnownPhrasingClassifier, and no other."""
    assert known_phrasing_classifier.normalise_phrasing is normalise_phrasing


def test_a_letter_or_a_word_makes_a_light_edit() -> None:
    """Equal and nearly equal texts are found with their numbers, others and empty ones are not."""
    texts = ["", "how much does one visit to you cost", "are you open"]
    others = ["", "how much does a visit to you cost", "is it safe", "are you open"]
    assert list(find_light_edits(texts, others)) == [
        LightEdit(1, 1, pytest.approx(32 / 35)),
        LightEdit(2, 3, 1.0),
    ]
    assert list(find_light_edits([], others)) == []
    assert list(find_light_edits(texts, [])) == []
