"""Where phrasings lie among those that are known: which are alike, and which topic is nearest."""

from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

import numpy as np

from assistant.phrasing_words import find_light_edits
from assistant.phrasings.known_phrasings import KnownPhrasing

# Two phrasings whose embeddings are this near say the same in nearly the same words: among the
# 14,000 of the project one in fifty has such a neighbour.
ALIKE = 0.93
# A topic is as near as the mean of its nearest phrasings: one stray neighbour decides nothing.
NEAREST = 3
MOST_SHOWN = 3
_ROWS_AT_ONCE = 256


@dataclass(frozen=True)
class Alike:
    """A known phrasing that is nearly the same; `similarity` from 0 to 1."""

    known: KnownPhrasing
    similarity: float


@dataclass(frozen=True)
class NearTopic:
    """How near a topic is, from 0 to 1, and its nearest phrasings, the nearest first."""

    topic: str
    nearness: float
    nearest: Tuple[Alike, ...]


class PhrasingMap:
    """Known phrasings with their embeddings: float32, shape (phrasings, width), each of length 1.

    The phrasings of a topic stand together, so that a topic is a slice of columns.
    """

    def __init__(self, phrasings: Sequence[KnownPhrasing], embeddings: np.ndarray) -> None:
        order = sorted(range(len(phrasings)), key=lambda index: phrasings[index].topic)
        self._phrasings = [phrasings[index] for index in order]
        self._words = [one.words for one in self._phrasings]
        self._embeddings = embeddings[order]
        self._columns: Dict[str, slice] = {}
        for column, one in enumerate(self._phrasings):
            start = self._columns[one.topic].start if one.topic in self._columns else column
            self._columns[one.topic] = slice(start, column + 1)

    def find_alike(self, words: Sequence[str], embeddings: np.ndarray) -> List[List[Alike]]:
        """For each text the known phrasings that are nearly the same, the nearest first."""
        found: List[Dict[int, float]] = [{} for _ in words]
        for start in range(0, len(words), _ROWS_AT_ONCE):
            cosines = self._compare(embeddings[start : start + _ROWS_AT_ONCE])
            for row, column in zip(*np.nonzero(cosines >= ALIKE), strict=True):
                found[start + int(row)][int(column)] = min(1.0, float(cosines[row, column]))
        for edit in find_light_edits(words, self._words):
            near = found[edit.text]
            near[edit.other] = max(near.get(edit.other, 0.0), edit.similarity)
        return [
            [
                Alike(self._phrasings[column], similarity)
                for column, similarity in sorted(near.items(), key=lambda item: -item[1])
            ]
            for near in found
        ]

    def rank_topics(self, embeddings: np.ndarray) -> List[List[NearTopic]]:
        """For each embedding every topic, the nearest first."""
        ranked = []
        for start in range(0, len(embeddings), _ROWS_AT_ONCE):
            cosines = self._compare(embeddings[start : start + _ROWS_AT_ONCE])
            ranked.extend([self._rank(row) for row in cosines])
        return ranked

    def _compare(self, embeddings: np.ndarray) -> np.ndarray:
        cosines: np.ndarray = embeddings @ self._embeddings.T
        return cosines

    def _rank(self, cosines: np.ndarray) -> List[NearTopic]:
        topics = []
        for topic, columns in self._columns.items():
            count = min(NEAREST, columns.stop - columns.start)
            nearest = np.argpartition(-cosines[columns], count - 1)[:count] + columns.start
            topics.append((float(cosines[nearest].mean()), topic, nearest))
        topics.sort(key=lambda entry: -entry[0])
        return [
            NearTopic(
                topic,
                nearness,
                tuple(
                    Alike(self._phrasings[column], float(cosines[column]))
                    for column in sorted(nearest, key=lambda column: -cosines[column])
                ),
            )
            for nearness, topic, nearest in topics
        ]
