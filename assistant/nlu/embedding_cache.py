"""Keeps embeddings of phrasings between trainings, so that only new ones are encoded."""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Dict, Optional, Sequence, Type

import numpy as np

MANY = 500
FLOAT_BYTES = 4


class EmbeddingCache:
    """A SQLite file of float32 vectors by encoder and text. Use it in a `with` block."""

    def __init__(self, file: Path, encoder_id: str, width: int) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, timeout=30)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS embeddings "
            "(encoder TEXT, text TEXT, vector BLOB, PRIMARY KEY (encoder, text)) WITHOUT ROWID"
        )
        self._encoder_id = encoder_id
        self._width = width

    def __enter__(self) -> "EmbeddingCache":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        # What was encoded before an interruption is kept.
        self._connection.commit()
        self._connection.close()

    def read(self, texts: Sequence[str]) -> Dict[str, np.ndarray]:
        """The vectors that are held, by text: float32, shape (width,)."""
        found: Dict[str, np.ndarray] = {}
        for start in range(0, len(texts), MANY):
            some = texts[start : start + MANY]
            marks = ",".join("?" * len(some))
            rows = self._connection.execute(
                # Only question marks are put in, one for each text.
                f"SELECT text, vector FROM embeddings WHERE encoder = ? AND text IN ({marks})",  # noqa: S608
                [self._encoder_id, *some],
            )
            for text, vector in rows:
                # A damaged row is as good as none: its text is encoded anew.
                if isinstance(vector, bytes) and len(vector) == self._width * FLOAT_BYTES:
                    found[text] = np.frombuffer(vector, dtype=np.float32)
        return found

    def add(self, text: str, vector: np.ndarray) -> None:
        """Keep one vector; it is written when the block ends."""
        self._connection.execute(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
            (self._encoder_id, text, np.ascontiguousarray(vector, dtype=np.float32).tobytes()),
        )
