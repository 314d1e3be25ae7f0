"""Encodes texts that are asked about again and again once only."""

from pathlib import Path
from typing import Dict, Iterable, Mapping, Sequence

import numpy as np

from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.nlu.sentence_encoder import load_sentence_encoder


class RememberingEncoder:
    """The encoder of `folder` with an open cache in front of it. For one thread.

    What the cache lacks comes from `known` or is encoded, and stays in memory, in `unsaved`: only
    `save` adds it to the cache, so that nothing of a visitor's message gets to the disk by itself.
    """

    def __init__(
        self, folder: Path, cache: EmbeddingCache, known: Mapping[str, np.ndarray]
    ) -> None:
        self._folder = folder
        self._cache = cache
        self._known = known
        self._saved: Dict[str, np.ndarray] = {}
        self.unsaved: Dict[str, np.ndarray] = {}

    def encode(self, text: str) -> np.ndarray:
        """The embedding of one text: float32, shape (768,), length 1. Raises EncoderMissing."""
        for held in (self._saved, self.unsaved):
            if text in held:
                return held[text]
        self.prepare([text])
        if text not in self._saved:
            found = self._known.get(text)
            if found is None:
                found = load_sentence_encoder(self._folder).encode(text)
            self.unsaved[text] = found
            return found
        return self._saved[text]

    def prepare(self, texts: Sequence[str]) -> None:
        """Read many texts from the cache at once; what it lacks is encoded when asked for."""
        self._saved.update(self._cache.read(texts))

    def save(self, texts: Iterable[str]) -> None:
        """Add those of the texts to the cache that it lacked when they were asked for."""
        for text in texts:
            if text in self.unsaved:
                self._cache.add(text, self.unsaved[text])
