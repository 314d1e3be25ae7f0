"""Embeddings of phrasings: the assistant's own encoder and the cache of its trainings."""

from pathlib import Path
from typing import List, Tuple

import numpy as np

from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.nlu.sentence_encoder import WIDTH, default_encoder, encoder_id
from assistant.phrasings.phrasing_encoder import CachedPhrasingEncoder
from assistant.settings import load_settings


def read_cache(file: Path, *texts: str) -> List[str]:
    """Which of the texts the cache file holds."""
    with EmbeddingCache(file, encoder_id(load_settings().encoder_folder), WIDTH) as cache:
        return list(cache.read(texts))


def test_only_training_data_is_kept_on_disk(tmp_path: Path) -> None:
    """A text that is only checked stays in memory; saved, it is encoded no second time."""
    cache = tmp_path / "embeddings.db"
    folder = load_settings().encoder_folder
    encoder = CachedPhrasingEncoder(folder, cache)
    told: List[Tuple[int, int]] = []
    rows = encoder.encode_known(["is it safe", "a price", "is it safe"], lambda *n: told.append(n))
    assert rows.shape == (3, WIDTH)
    assert np.array_equal(rows[0], default_encoder().encode("is it safe"))
    assert np.array_equal(rows[0], rows[2])
    assert told == [(1, 2), (2, 2)]
    new = encoder.encode_new(["my neighbour says hello"])
    assert read_cache(cache, "is it safe", "my neighbour says hello") == ["is it safe"]
    assert np.array_equal(encoder.encode_known(["my neighbour says hello"]), new)
    assert read_cache(cache, "my neighbour says hello") == ["my neighbour says hello"]
    assert encoder.encode_new([]).shape == encoder.encode_known([]).shape == (0, WIDTH)
