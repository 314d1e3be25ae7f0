"""The encoder of evaluations: what it takes from the cache, and what it writes there."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.nlu.remembering_encoder import RememberingEncoder
from assistant.nlu.sentence_encoder import WIDTH, default_encoder, encoding_with
from assistant.settings import load_settings

FOLDER = load_settings().encoder_folder


@pytest.fixture
def cache(tmp_path: Path) -> EmbeddingCache:
    return EmbeddingCache(tmp_path / "embeddings.db", "an encoder", WIDTH)


def vector(number: float) -> np.ndarray:
    return np.full(WIDTH, number, dtype=np.float32)


def test_what_is_known_is_not_encoded(cache: EmbeddingCache) -> None:
    """The cache comes first, then what the caller knows; there is no encoder in this folder."""
    cache.add("saved", vector(1))
    encoder = RememberingEncoder(Path("/nowhere"), cache, {"saved": vector(2), "told": vector(3)})
    assert (encoder.encode("saved") == vector(1)).all()
    assert (encoder.encode("told") == vector(3)).all()
    assert set(encoder.unsaved) == {"told"}


def test_new_texts_are_encoded_as_ever_and_written_only_if_told(cache: EmbeddingCache) -> None:
    """The embedding is the encoder's own; nothing gets into the cache by itself."""
    encoder = RememberingEncoder(FOLDER, cache, {})
    for text in ("is it safe", "my name is otto"):
        assert (encoder.encode(text) == default_encoder().encode(text)).all()
    assert cache.read(["is it safe", "my name is otto"]) == {}
    encoder.save(["is it safe", "never asked for"])
    assert set(cache.read(["is it safe", "my name is otto", "never asked for"])) == {"is it safe"}


def test_components_encode_with_it_in_its_block_only(cache: EmbeddingCache) -> None:
    """Serving has the plain encoder, also after an error in the block."""
    plain = default_encoder()
    encoder = RememberingEncoder(FOLDER, cache, {})
    with suppress(ZeroDivisionError), encoding_with(encoder):
        assert default_encoder() is encoder
        raise ZeroDivisionError
    assert default_encoder() is plain
