"""Finds the new phrasings that have most likely made a message be understood otherwise."""

from typing import Callable, List, Sequence, Tuple

import numpy as np

MOST_BLAMED = 3

# A phrasing as (topic, text).
Phrasing = Tuple[str, str]


class Culprits:
    """New phrasings by their meaning."""

    def __init__(self, phrasings: Sequence[Phrasing], encode: Callable[[str], np.ndarray]) -> None:
        self._phrasings = phrasings
        self._encode = encode
        self._vectors = np.array([encode(text) for _, text in phrasings])

    def blame(self, text: str, predicted: str) -> Tuple[Phrasing, ...]:
        """Up to three, nearest first: of the topic that was wrongly found, or else of any."""
        if not self._phrasings:
            return ()
        own = [i for i, (topic, _) in enumerate(self._phrasings) if topic == predicted]
        rows = np.array(own or range(len(self._phrasings)))
        nearness = self._vectors[rows] @ self._encode(text)
        nearest: List[int] = rows[np.argsort(-nearness, kind="stable")].tolist()
        return tuple(self._phrasings[row] for row in nearest[:MOST_BLAMED])
