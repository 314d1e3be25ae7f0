"""Gives phrasings their embeddings: known ones from the cache that training uses as well."""

from pathlib import Path
from typing import Callable, Dict, Iterator, Optional, Protocol, Sequence, Tuple

import numpy as np

from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.nlu.sentence_encoder import WIDTH, encoder_id, load_sentence_encoder

# Embeddings of phrasings that are only being checked stay in memory, never on disk: the text may
# be one that must not be kept. They are needed again when it is saved a moment later.
MOST_REMEMBERED = 5000

# Called with how many are encoded and how many there are.
Progress = Callable[[int, int], None]


class PhrasingEncoder(Protocol):
    """Embeddings of length 1, one row a text."""

    def encode_known(
        self, texts: Sequence[str], on_progress: Optional[Progress] = None
    ) -> np.ndarray:
        """Of phrasings that are training data: float32, shape (texts, width)."""

    def encode_new(self, texts: Sequence[str]) -> np.ndarray:
        """Of phrasings that nobody has saved yet: float32, shape (texts, width)."""


class CachedPhrasingEncoder:
    """The assistant's own encoder, with the cache file of its trainings."""

    def __init__(self, folder: Path, cache_file: Path) -> None:
        self._folder = folder
        self._cache_file = cache_file
        self._remembered: Dict[str, np.ndarray] = {}

    def encode_known(
        self, texts: Sequence[str], on_progress: Optional[Progress] = None
    ) -> np.ndarray:
        """From the cache; what it lacks is encoded and added. Raises EncoderMissing."""
        with EmbeddingCache(self._cache_file, encoder_id(self._folder), WIDTH) as cache:
            wanted = list(dict.fromkeys(texts))
            known = cache.read(wanted)
            missing = [text for text in wanted if text not in known]
            for done, (text, vector) in enumerate(self._encode(missing), start=1):
                known[text] = vector
                cache.add(text, vector)
                if on_progress is not None:
                    on_progress(done, len(missing))
        return _stack([known[text] for text in texts])

    def encode_new(self, texts: Sequence[str]) -> np.ndarray:
        """Encoded, and remembered for a while. Raises EncoderMissing."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        if len(self._remembered) + len(missing) > MOST_REMEMBERED:
            self._remembered.clear()
            missing = list(dict.fromkeys(texts))
        self._remembered.update(self._encode(missing))
        return _stack([self._remembered[text] for text in texts])

    def _encode(self, texts: Sequence[str]) -> Iterator[Tuple[str, np.ndarray]]:
        unknown = [text for text in texts if text not in self._remembered]
        yield from ((text, self._remembered[text]) for text in texts if text in self._remembered)
        if unknown:
            yield from load_sentence_encoder(self._folder).encode_all(unknown)


def _stack(vectors: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack(vectors) if vectors else np.zeros((0, WIDTH), dtype=np.float32)
