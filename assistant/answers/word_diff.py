"""Compares two texts word by word, for people."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import List, Tuple

_WORD = re.compile(r"\S+\s*")


class DiffKind(str, Enum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class DiffPart:
    """Some words in a row."""

    kind: DiffKind
    text: str


def compare_words(before: str, after: str) -> Tuple[DiffPart, ...]:
    """The texts laid over each other; what was removed stands before what came in its place."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    # By the words alone: the blank behind the last one is no change.
    matcher = SequenceMatcher(
        None, [w.rstrip() for w in old], [w.rstrip() for w in new], autojunk=False
    )
    parts: List[DiffPart] = []
    for step, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if step == "equal":
            parts.append(DiffPart(DiffKind.SAME, "".join(new[new_from:new_to])))
            continue
        for kind, words in (
            (DiffKind.REMOVED, old[old_from:old_to]),
            (DiffKind.ADDED, new[new_from:new_to]),
        ):
            if words:
                parts.append(DiffPart(kind, "".join(words).rstrip()))
        parts.append(DiffPart(DiffKind.SAME, " "))
    return tuple(parts)
