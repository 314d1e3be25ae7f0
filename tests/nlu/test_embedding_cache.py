"""The cache of embeddings between trainings."""

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.nlu.embedding_cache import MANY, EmbeddingCache

WIDTH = 4


def vector(start: float) -> np.ndarray:
    return np.arange(start, start + WIDTH, dtype=np.float32)


def test_vector_is_found_again(tmp_path: Path) -> None:
    """What was added is read by a later block, exactly; unknown texts are left out."""
    file = tmp_path / "deep" / "cache.db"
    with EmbeddingCache(file, "encoder", WIDTH) as cache:
        cache.add("one", vector(0.1))
        cache.add("größer \U0001f600 'quoted'", vector(5))
    with EmbeddingCache(file, "encoder", WIDTH) as cache:
        found = cache.read(["one", "größer \U0001f600 'quoted'", "unknown"])
    assert set(found) == {"one", "größer \U0001f600 'quoted'"}
    assert found["one"].dtype == np.float32
    np.testing.assert_array_equal(found["one"], vector(0.1))


def test_added_vector_is_read_in_the_same_block(tmp_path: Path) -> None:
    """Nobody has to close the cache to see what is in it; the last word for a text counts."""
    with EmbeddingCache(tmp_path / "cache.db", "encoder", WIDTH) as cache:
        cache.add("one", vector(1))
        cache.add("one", vector(2))
        np.testing.assert_array_equal(cache.read(["one"])["one"], vector(2))


def test_views_and_wider_floats_are_kept_as_they_look(tmp_path: Path) -> None:
    """A row of a transposed float64 array is stored as plain float32."""
    matrix = np.arange(WIDTH * 2, dtype=np.float64).reshape(WIDTH, 2)
    with EmbeddingCache(tmp_path / "cache.db", "encoder", WIDTH) as cache:
        cache.add("column", matrix[:, 1])
        np.testing.assert_array_equal(cache.read(["column"])["column"], [1, 3, 5, 7])


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_interruption_keeps_what_was_written(tmp_path: Path, error: Any) -> None:
    """Ctrl-C in the middle of a long encoding does not throw the first half away."""
    file = tmp_path / "cache.db"

    def encode_and_stop() -> None:
        with EmbeddingCache(file, "encoder", WIDTH) as cache:
            cache.add("one", vector(1))
            raise error

    with pytest.raises(error):
        encode_and_stop()
    with EmbeddingCache(file, "encoder", WIDTH) as cache:
        assert set(cache.read(["one", "two"])) == {"one"}


def test_other_encoders_vectors_are_not_mixed_in(tmp_path: Path) -> None:
    """Each encoder has its own vector of a text, in one file."""
    file = tmp_path / "cache.db"
    with EmbeddingCache(file, "int8", WIDTH) as cache:
        cache.add("one", vector(1))
    with EmbeddingCache(file, "float32", WIDTH) as cache:
        assert cache.read(["one"]) == {}
        cache.add("one", vector(2))
    with EmbeddingCache(file, "int8", WIDTH) as cache:
        np.testing.assert_array_equal(cache.read(["one"])["one"], vector(1))


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\x00" * 5,
        b"\x00" * (WIDTH * 4 - 1),
        b"\x00" * (WIDTH * 4 - 4),
        b"\x00" * (WIDTH * 4 + 4),
        None,
        "text",
        7,
    ],
)
def test_damaged_row_counts_as_none(tmp_path: Path, stored: Any) -> None:
    """A half-written vector, or one of another width, is encoded anew; its neighbour is kept."""
    file = tmp_path / "cache.db"
    with EmbeddingCache(file, "encoder", WIDTH) as cache:
        cache.add("bad", vector(1))
        cache.add("good", vector(2))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE embeddings SET vector = ? WHERE text = 'bad'", (stored,))
    connection.close()
    with EmbeddingCache(file, "encoder", WIDTH) as cache:
        assert set(cache.read(["bad", "good"])) == {"good"}
        cache.add("bad", vector(3))
        np.testing.assert_array_equal(cache.read(["bad"])["bad"], vector(3))


def test_more_texts_than_one_query_takes(tmp_path: Path) -> None:
    """Thousands of texts are read in several queries, none is lost at the borders."""
    texts = [f"text {number}" for number in range(2 * MANY + 1)]
    with EmbeddingCache(tmp_path / "cache.db", "encoder", WIDTH) as cache:
        for number, text in enumerate(texts):
            cache.add(text, vector(number))
        found = cache.read(texts)
        assert list(map(float, (found[text][0] for text in texts))) == list(range(len(texts)))
        assert cache.read([]) == {}
