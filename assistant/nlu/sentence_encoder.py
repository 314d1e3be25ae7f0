"""Turns a text into a sentence embedding: all-mpnet-base-v2, run by onnxruntime."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Dict, Iterator, List, Sequence, Tuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.settings import load_settings

MANIFEST = "encoder.json"
WIDTH = 768
MAX_TOKENS = 160
# Of a longer text the beginning and the end are read: people state the matter first or ask last.
HEAD_TOKENS = 64
BATCH = 16


class EncoderMissing(RuntimeError):
    """The encoder has not been set up; the message says how."""


class SentenceEncoder:
    """One shared, single-threaded session. `id` tells apart encoders whose vectors differ."""

    def __init__(self, graph: Path, tokenizer: Path, id: str, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.id = id

    def encode(self, text: str) -> np.ndarray:
        """The embedding of one text: float32, shape (768,), length 1."""
        return self._run([self._token_ids(text)])[0]

    def encode_all(self, texts: Sequence[str]) -> Iterator[Tuple[str, np.ndarray]]:
        """Embeddings of many texts, in an order of the encoder's choosing."""
        by_length: Dict[int, List[Tuple[str, List[int]]]] = {}
        for text in texts:
            ids = self._token_ids(text)
            by_length.setdefault(len(ids), []).append((text, ids))
        for _, items in sorted(by_length.items()):
            for start in range(0, len(items), BATCH):
                batch = items[start : start + BATCH]
                vectors = self._run([ids for _, ids in batch])
                yield from zip((text for text, _ in batch), vectors, strict=True)

    def _token_ids(self, text: str) -> List[int]:
        ids: List[int] = self._tokenizer.encode(text).ids
        if len(ids) > MAX_TOKENS:
            ids = ids[:HEAD_TOKENS] + ids[HEAD_TOKENS - MAX_TOKENS :]
        return ids

    def _run(self, ids: List[List[int]]) -> np.ndarray:
        inputs = {"input_ids": np.array(ids, dtype=np.int64)}
        return np.asarray(self._session.run(None, inputs)[0])


@lru_cache(maxsize=None)
def load_sentence_encoder(folder: Path) -> SentenceEncoder:
    """The process's encoder for serving. Raises EncoderMissing."""
    return _open_encoder(folder, threads=1)


def encode_with_cache(
    texts: Sequence[str], folder: Path, cache_file: Path
) -> Dict[str, np.ndarray]:
    """Embeddings by text; only texts that the cache does not hold are encoded, on two threads."""
    manifest = _manifest(folder)
    with EmbeddingCache(cache_file, manifest, WIDTH) as cache:
        wanted = list(dict.fromkeys(texts))
        known = cache.read(wanted)
        missing = [text for text in wanted if text not in known]
        if missing:
            print(f"Encoding {len(missing)} new phrasings ...", flush=True)
            encoder = _open_encoder(folder, threads=2)
            for done, (text, vector) in enumerate(encoder.encode_all(missing), start=1):
                known[text] = vector
                cache.add(text, vector)
                if done % 1000 == 0 or done == len(missing):
                    print(f"  {done} of {len(missing)}", flush=True)
    return known


def _open_encoder(folder: Path, threads: int) -> SentenceEncoder:
    return SentenceEncoder(
        folder / "encoder.onnx", folder / "tokenizer.json", _manifest(folder), threads
    )


def _manifest(folder: Path) -> str:
    """The encoder's identity. Raises EncoderMissing."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise EncoderMissing(
            f"There is no sentence encoder in {folder}. Run 'make encoder' once."
        ) from error
    return f"{manifest['name']} {manifest['precision']} {manifest['made_from']}"


def default_encoder() -> SentenceEncoder:
    """The encoder that the settings name. Raises EncoderMissing."""
    return load_sentence_encoder(load_settings().encoder_folder)
