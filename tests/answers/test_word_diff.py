"""Two texts are compared word by word."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.word_diff import DiffKind, compare_words


def test_changed_words_stand_beside_each_other() -> None:
    """First what was removed, then what came in its place."""
    parts = compare_words("Call us today or tomorrow.", "Call us now or tomorrow.")
    assert [(part.kind.value, part.text.strip()) for part in parts if part.text.strip()] == [
        ("same", "Call us"),
        ("removed", "today"),
        ("added", "now"),
        ("same", "or tomorrow."),
    ]


@given(before=st.text("ab \n", max_size=40), after=st.text("ab \n", max_size=40))
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    """No word is lost."""
    parts = compare_words(before, after)
    old = " ".join(part.text for part in parts if part.kind is not DiffKind.ADDED)
    new = " ".join(part.text for part in parts if part.kind is not DiffKind.REMOVED)
    assert (old.split(), new.split()) == (before.split(), after.split())
