"""The real sentence encoder: shape, agreement, long texts, golden values, and its cache."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator, Sequence, Tuple

import numpy as np
import pytest

from assistant.nlu import sentence_encoder
from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.nlu.sentence_encoder import (
    HEAD_TOKENS,
    MANIFEST,
    MAX_TOKENS,
    WIDTH,
    EncoderMissing,
    SentenceEncoder,
    default_encoder,
    encode_with_cache,
    load_sentence_encoder,
)
from assistant.settings import PROJECT, load_settings

# Measured with the float graph, which agrees with a plain numpy MPNet to seven digits, and with
# the int8 graph on a processor with VNNI.
GOLDEN = [
    ("what is prp", "platelet rich plasma explained", 0.374, 0.389),
    ("is it safe", "opening hours", 0.007, -0.014),
]
NEAR_INT8, NEAR_FLOAT = 0.03, 0.05
ODD_TEXTS = ["", " ", "?", "\U0001f600", "\x00", "\ud800", "это безопасно", "a" * 3000, "\n\t\r"]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return default_encoder()


@pytest.fixture
def folder() -> Path:
    return load_settings().encoder_folder


@pytest.mark.parametrize("text", ["is it safe", "What is PRP?", *ODD_TEXTS])
def test_embedding_has_length_one(encoder: SentenceEncoder, text: str) -> None:
    """Whatever the text, the embedding is float32 of 768 finite numbers and of length 1."""
    embedding = encoder.encode(text)
    assert embedding.shape == (WIDTH,)
    assert embedding.dtype == np.float32
    assert float(np.linalg.norm(embedding)) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize(("one", "other", "exact", "measured"), GOLDEN)
def test_cosine_is_as_measured(
    encoder: SentenceEncoder, one: str, other: str, exact: float, measured: float
) -> None:
    """Fixed pairs keep their cosine: a changed graph or runtime does not go unnoticed."""
    cosine = float(encoder.encode(one) @ encoder.encode(other))
    assert cosine == pytest.approx(exact, abs=NEAR_FLOAT)
    if " int8 " in encoder.id:
        assert cosine == pytest.approx(measured, abs=NEAR_INT8)


def test_meaning_counts_more_than_words(encoder: SentenceEncoder) -> None:
    """Two ways to ask the price are nearer than two questions with the same words."""
    price = encoder.encode("how much does it cost")
    same = encoder.encode("what is the price")
    other = encoder.encode("how long does it last")
    assert float(price @ same) > float(price @ other) + 0.1


def test_threads_agree(encoder: SentenceEncoder) -> None:
    """Eight threads that share the session get the very numbers that one gets."""
    texts = [f"question {number} about my knee" for number in range(8)] * 3
    alone = [encoder.encode(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(encoder.encode, texts))
    np.testing.assert_array_equal(alone, together)


def test_processes_agree(encoder: SentenceEncoder) -> None:
    """Another process gets the same embedding."""
    program = (
        "from assistant.nlu.sentence_encoder import _open_encoder;"
        "from assistant.settings import load_settings;"
        "encoder = _open_encoder(load_settings().encoder_folder);"
        "print(encoder.encode('is it safe').tobytes().hex())"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    other = np.frombuffer(bytes.fromhex(done.stdout.strip()), dtype=np.float32)
    assert float(encoder.encode("is it safe") @ other) > 0.9999


def test_long_text_keeps_its_head_and_tail(encoder: SentenceEncoder) -> None:
    """Of 5,000 words the first and last are read: the middle changes nothing, the ends do."""
    middle = ["word"] * 5000

    def encode(words: Sequence[str]) -> np.ndarray:
        return encoder.encode(" ".join(words))

    whole = encode(["prp", *middle, "safe"])
    np.testing.assert_array_equal(whole, encode(["prp", *middle[:2000], "price", *middle, "safe"]))
    assert float(whole @ encode(["price", *middle, "safe"])) < 0.999
    assert float(whole @ encode(["prp", *middle, "price"])) < 0.999


def test_long_text_is_cut_to_the_tokens_of_the_graph(encoder: SentenceEncoder) -> None:
    """The graph holds 160 positions; a text of exactly as many tokens is not cut."""
    whole = encoder._token_ids("prp " + "word " * 5000 + "safe")
    assert len(whole) == MAX_TOKENS
    # The marks of begin and end stay at their ends.
    short = encoder._token_ids("prp safe")
    assert (whole[0], whole[-1]) == (short[0], short[-1])
    words = encoder._token_ids("word " * (MAX_TOKENS - 2))
    assert len(words) == MAX_TOKENS
    longer = encoder._token_ids(
        " ".join(["word"] * (HEAD_TOKENS - 1) + ["middle"] * 3 + ["word"] * (MAX_TOKENS - 65))
    )
    assert longer == words


def test_many_texts_get_the_embeddings_of_one(encoder: SentenceEncoder) -> None:
    """Each text comes out once for each time it went in, with the embedding it has alone."""
    texts = ["is it safe", "is it safe", "how much is it", "what is platelet rich plasma then", ""]
    found = list(encoder.encode_all(texts))
    assert sorted(text for text, _ in found) == sorted(texts)
    for text, vector in found:
        np.testing.assert_array_equal(vector, encoder.encode(text))
        assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-4)
    assert list(encoder.encode_all([])) == []


def test_encoder_is_opened_once_a_process(folder: Path) -> None:
    """Everybody shares one session: it is most of the memory."""
    assert load_sentence_encoder(folder) is load_sentence_encoder(folder) is default_encoder()


@pytest.mark.parametrize("manifest", [None, "", "{", "not json"])
def test_missing_encoder_says_how_to_make_it(tmp_path: Path, manifest: "str | None") -> None:
    """No manifest, or half of one, ends with the command that makes the encoder."""
    if manifest is not None:
        (tmp_path / MANIFEST).write_text(manifest, encoding="utf-8")
    for open_it in (
        lambda: load_sentence_encoder(tmp_path),
        lambda: encode_with_cache(["a"], tmp_path, tmp_path / "cache.db"),
    ):
        with pytest.raises(EncoderMissing, match=f"{tmp_path}. Run 'make encoder' once."):
            open_it()


def test_only_new_texts_are_encoded(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second training encodes what is new only, and gets the old vectors bit by bit."""
    cache = tmp_path / "cache.db"
    first = encode_with_cache(["is it safe", "hello", "is it safe"], folder, cache)
    assert "Encoding 2 new phrasings" in capsys.readouterr().out
    second = encode_with_cache(["hello", "is it safe", "what is prp"], folder, cache)
    assert "Encoding 1 new phrasings" in capsys.readouterr().out
    assert set(second) == {"hello", "is it safe", "what is prp"}
    np.testing.assert_array_equal(first["hello"], second["hello"])
    encode_with_cache(["hello"], folder, cache)
    assert capsys.readouterr().out == ""
    assert encode_with_cache([], folder, cache) == {}


def test_interrupted_encoding_goes_on_where_it_stopped(
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What was encoded before Ctrl-C is not encoded again."""

    class InterruptedEncoder:
        def encode_all(self, texts: Sequence[str]) -> Iterator[Tuple[str, np.ndarray]]:
            yield texts[0], np.ones(WIDTH, dtype=np.float32)
            raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(sentence_encoder, "_open_encoder", lambda folder: InterruptedEncoder())
        with pytest.raises(KeyboardInterrupt):
            encode_with_cache(["one", "two"], folder, tmp_path / "cache.db")
    found = encode_with_cache(["one", "two"], folder, tmp_path / "cache.db")
    assert "Encoding 1 new phrasings" in capsys.readouterr().out
    np.testing.assert_array_equal(found["one"], np.ones(WIDTH))


def test_vectors_of_another_encoder_are_not_taken(tmp_path: Path, folder: Path) -> None:
    """A cache filled by another encoder is as good as empty."""
    cache = tmp_path / "cache.db"
    with EmbeddingCache(cache, "another encoder", WIDTH) as other:
        other.add("hello", np.ones(WIDTH, dtype=np.float32))
    found = encode_with_cache(["hello"], folder, cache)["hello"]
    assert float(np.linalg.norm(found)) == pytest.approx(1.0, abs=1e-4)
