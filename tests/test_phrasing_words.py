"""How phrasings are compared, the same everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.nlu import topic_prediction
from assistant.phrasing_words import LightEdit, find_light_edits, normalise_phrasing


@given(st.text())
def test_words_are_those_that_the_assistant_knows_by_heart(text: str) -> None:
    """What staff are told is a duplicate is one for KnownPhrasingClassifier, and no other."""
    assert normalise_phrasing(text) == topic_prediction.normalise_phrasing(text)


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
