"""The training folder as the checks see it: read again, and mapped again, only when it changed."""

from pathlib import Path
from typing import Collection, List, Optional, Sequence, Tuple

import numpy as np

from assistant.phrasings.known_phrasings import (
    FolderState,
    KnownPhrasing,
    know_phrasing,
    observe_folder,
    read_known_phrasings,
)
from assistant.phrasings.meaning import PhrasingMap
from assistant.phrasings.phrasing_encoder import PhrasingEncoder, Progress
from assistant.phrasings.training_file import Phrasing


class TaughtFolder:
    """Everything that is taught: the other files of the folder, and what staff's file holds."""

    def __init__(
        self,
        training_file: Path,
        encoder: PhrasingEncoder,
        topics: Collection[str],
        on_progress: Optional[Progress] = None,
    ) -> None:
        self._file = training_file
        self._encoder = encoder
        self._topics = topics
        self._on_progress = on_progress
        self._state: Optional[FolderState] = None
        self._others: List[KnownPhrasing] = []
        # The other files are large and seldom change; staff's file is small and often does.
        self._embeddings: Optional[np.ndarray] = None
        self._map: Optional[Tuple[Tuple[Phrasing, ...], PhrasingMap]] = None

    def read(self, staff: Sequence[Phrasing]) -> List[KnownPhrasing]:
        """Every phrasing that is taught now. Raises UnreadablePhrasings."""
        state = observe_folder(self._file.parent, self._file)
        if state != self._state:
            self._others = read_known_phrasings(state)
            self._state, self._embeddings, self._map = state, None, None
        return [*self._others, *self._know(staff)]

    def map(self, staff: Sequence[Phrasing]) -> PhrasingMap:
        """Where they all lie, as they were last read. Raises EncoderMissing."""
        held = tuple(staff)
        if self._map is None or self._map[0] != held:
            others, own = self._topical(self._others), self._topical(self._know(staff))
            if self._embeddings is None:
                self._embeddings = self._encode(others)
            embeddings = np.concatenate([self._embeddings, self._encode(own)])
            self._map = held, PhrasingMap([*others, *own], embeddings)
        return self._map[1]

    def _know(self, staff: Sequence[Phrasing]) -> List[KnownPhrasing]:
        return [know_phrasing(one.topic, one.text, self._file.name) for one in staff]

    def _topical(self, phrasings: Sequence[KnownPhrasing]) -> List[KnownPhrasing]:
        """Those of topics: the other intents are known by their words only, never by likeness."""
        return [one for one in phrasings if one.topic in self._topics and one.words]

    def _encode(self, phrasings: Sequence[KnownPhrasing]) -> np.ndarray:
        return self._encoder.encode_known([one.text for one in phrasings], self._on_progress)
