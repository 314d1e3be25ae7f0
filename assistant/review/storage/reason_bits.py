"""Keeps reasons in one number, a bit each, which databases filter by quickly."""

from typing import Dict, Iterable, Tuple

from assistant.review.turns import Reason

# Written into databases: a bit is never given another meaning.
BITS: Dict[Reason, int] = {
    Reason.DECLINED: 1,
    Reason.ASKED_BACK: 2,
    Reason.LOW_MARGIN: 4,
    Reason.THUMBS_DOWN: 8,
    Reason.ASKED_FOR_PERSON: 16,
}


def write_reasons(reasons: Iterable[Reason]) -> int:
    """The reasons as a number."""
    return sum(BITS[reason] for reason in set(reasons))


def read_reasons(number: int) -> Tuple[Reason, ...]:
    """The reasons of a number."""
    return tuple(reason for reason, bit in BITS.items() if number & bit)
