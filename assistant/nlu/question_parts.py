"""Splits a message into the questions it may hold."""

import re
from typing import List, Pattern

# From this confidence on the whole message is trusted, and only the questions joined in it are
# looked at: each part costs an encoding.
CLEAR = 0.6
MAX_PARTS = 4
MIN_WORDS = 2
SENTENCE_END = re.compile(r"(?<=[.?!;])\s+|\n+")
# "what is prp and how much is it": a joining word with a new question behind it.
JOINED_QUESTION = re.compile(
    r",?\s+(?:and|also|plus|&|but)\s+(?:also\s+|then\s+)?"
    r"(?=(?:how|what|whats|where|when|who|whose|which|why|is|are|do|does|did|can|could|will|would|"
    r"should|u|you|i'd|id|i want|i need|book|tell)\b)",
    re.IGNORECASE,
)
CLAUSE = re.compile(r",\s+|,?\s+(?:and|also|plus|but)\s+", re.IGNORECASE)


def choose_parts(text: str, confidence: float) -> List[str]:
    """The parts to look at, given how clear the whole is: its questions, or every clause."""
    return split_question_parts(text) if confidence >= CLEAR else split_clauses(text)


def split_question_parts(text: str) -> List[str]:
    """The questions of a message in order, two to four; empty where it is one thing.

    Parts of fewer than two words join their neighbour ("Hi. Is it safe?" is one part).
    """
    return _split(text, JOINED_QUESTION)


def split_clauses(text: str) -> List[str]:
    """Like `split_question_parts`, at commas and joining words too."""
    return _split(text, CLAUSE)


def _split(text: str, separator: Pattern[str]) -> List[str]:
    pieces: List[str] = []
    for sentence in SENTENCE_END.split(text):
        pieces += separator.split(sentence)
    parts: List[str] = []
    carried = ""
    for piece in pieces:
        carried = f"{carried} {piece}".strip()
        if len(carried.split()) >= MIN_WORDS:
            parts.append(carried)
            carried = ""
    if carried and parts:
        parts[-1] = f"{parts[-1]} {carried}"
    while len(parts) > MAX_PARTS:
        # The two shortest neighbours say least on their own.
        lengths = [len(parts[i]) + len(parts[i + 1]) for i in range(len(parts) - 1)]
        shortest = lengths.index(min(lengths))
        parts[shortest : shortest + 2] = [f"{parts[shortest]} {parts[shortest + 1]}"]
    return parts if len(parts) > 1 else []
