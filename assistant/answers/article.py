"""The guide's own lines, shown beside an answer that is drawn from them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Sequence, Tuple

from assistant.settings import PROJECT

ARTICLE = PROJECT / "knowledge" / "article.txt"


@dataclass(frozen=True)
class ArticleLine:
    """A line of the guide; `number` counts from 1, as in the metadata of the answers."""

    number: int
    text: str


@lru_cache(maxsize=None)
def read_article(path: Path = ARTICLE) -> Tuple[str, ...]:
    """Every line of the guide, as it is written."""
    return tuple(path.read_text(encoding="utf-8").split("\n"))


def read_article_lines(numbers: Sequence[int]) -> Tuple[ArticleLine, ...]:
    """These lines of the guide; numbers that it does not have are left out."""
    lines = read_article()
    return tuple(
        ArticleLine(number, lines[number - 1].strip())
        for number in numbers
        if 1 <= number <= len(lines)
    )
