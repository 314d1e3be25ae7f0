"""Turns a text into a sentence embedding: all-mpnet-base-v2, run by onnxruntime."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Protocol, Sequence, Tuple

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
# An int8 embedding depends on what shares its batch, so every text is encoded by itself: the same
# text has the same embedding in training and in serving, whatever was encoded with it.
WORKERS = 2


class EncoderMissing(RuntimeError):
    """The encoder has not been set up; the message says how."""


class TextEncoder(Protocol):
    """What the pipeline's components ask for embeddings."""

    def encode(self, text: str) -> np.ndarray:
        """The embedding of one text: float32, shape (768,), length 1."""


class SentenceEncoder:
    """One shared, single-threaded session. `id` tells apart encoders whose vectors differ."""

    def __init__(self, graph: Path, tokenizer: Path, id: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
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
        inputs = {"input_ids": np.array([self._token_ids(text)], dtype=np.int64)}
        return np.asarray(self._session.run(None, inputs)[0][0])

    def encode_all(self, texts: Sequence[str]) -> Iterator[Tuple[str, np.ndarray]]:
        """Embeddings of many texts in their order, some at a time on several processors."""
        pool = ThreadPoolExecutor(WORKERS)
        try:
            yield from zip(texts, pool.map(self.encode, texts), strict=True)
        finally:
            # After Ctrl-C the rest is not waited for.
            pool.shutdown(cancel_futures=True)

    def _token_ids(self, text: str) -> List[int]:
        ids: List[int] = self._tokenizer.encode(text).ids
        if len(ids) > MAX_TOKENS:
            ids = ids[:HEAD_TOKENS] + ids[HEAD_TOKENS - MAX_TOKENS :]
        return ids


@lru_cache(maxsize=None)
def load_sentence_encoder(folder: Path) -> SentenceEncoder:
    """The process's encoder for serving. Raises EncoderMissing."""
    return _open_encoder(folder)


def encode_with_cache(
    texts: Sequence[str], folder: Path, cache_file: Path
) -> Dict[str, np.ndarray]:
    """Embeddings by text; only texts that the cache does not hold are encoded."""
    manifest = encoder_id(folder)
    with EmbeddingCache(cache_file, manifest, WIDTH) as cache:
        wanted = list(dict.fromkeys(texts))
        known = cache.read(wanted)
        missing = [text for text in wanted if text not in known]
        if missing:
            print(f"Encoding {len(missing)} new phrasings ...", flush=True)
            encoder = _open_encoder(folder)
            for done, (text, vector) in enumerate(encoder.encode_all(missing), start=1):
                known[text] = vector
                cache.add(text, vector)
                if done % 1000 == 0 or done == len(missing):
                    print(f"  {done} of {len(missing)}", flush=True)
    return known


def _open_encoder(folder: Path) -> SentenceEncoder:
    return SentenceEncoder(folder / "encoder.onnx", folder / "tokenizer.json", encoder_id(folder))


def encoder_id(folder: Path) -> str:
    """Names the encoder: other ids, other embeddings. Raises EncoderMissing."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise EncoderMissing(
            f"There is no sentence encoder in {folder}. Run 'make encoder' once."
        ) from error
    return f"{manifest['name']} {manifest['precision']} {manifest['made_from']} alone"


# What `encoding_with` has put in the place of the settings' encoder. Serving never does.
_stand_in: Optional[TextEncoder] = None


def default_encoder() -> TextEncoder:
    """The encoder that the settings name. Raises EncoderMissing."""
    return _stand_in or load_sentence_encoder(load_settings().encoder_folder)


@contextmanager
def encoding_with(encoder: TextEncoder) -> Iterator[None]:
    """Have the components of this process encode with `encoder` while the block runs."""
    global _stand_in
    before, _stand_in = _stand_in, encoder
    try:
        yield
    finally:
        _stand_in = before
