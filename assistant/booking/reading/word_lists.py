"""Makes sets of words out of text, so that long lists stay readable."""

from typing import FrozenSet


def split_words(text: str) -> FrozenSet[str]:
    """The words of `text`, which are parted by spaces and line ends."""
    return frozenset(text.split())
