"""Owns the small pattern language in which the emergency signs are written."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import FrozenSet, Pattern, Tuple


class Kind(Enum):
    """How much the sentence around a sign must say before it counts."""

    PLAIN = "only a denial speaks against it"
    STATED = "a state that the sentence reports: not past, lasting for years or asked about"
    NOUN = "a noun that counts unless it is past, asked about or told of others"
    NAMED = "a noun that also needs a word of having it, of now, or of its force"


@dataclass(frozen=True)
class Sign:
    """One way to say one sign. `name` is for logs and tests, never shown to a visitor."""

    name: str
    kind: Kind
    expression: Pattern[str]


def compiled(pattern: str) -> Pattern[str]:
    """Compile a pattern of whole words; `<3>` stands for up to three words of the same clause.

    Repeated groups are bounded, so that a search takes time in proportion to the text.
    """
    pattern = re.sub(r"<(\d)>", r"(?:[\\w'.]+ ){0,\1}", pattern)
    pattern = pattern.replace(")*", "){0,6}").replace(")+", "){1,6}")
    return re.compile(rf"(?<![\w'])(?:{pattern})(?![\w'])")


def signs(name: str, kind: Kind, *patterns: str) -> Tuple[Sign, ...]:
    """One `Sign` for each pattern."""
    return tuple(Sign(name, kind, compiled(pattern)) for pattern in patterns)


def words_of_text(text: str) -> FrozenSet[str]:
    """The words of `text`, which is easier to read and to change than a list of quoted words."""
    return frozenset(text.split())
