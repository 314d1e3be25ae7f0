"""Encodes messages with the assistant's own sentence encoder."""

from functools import partial
from pathlib import Path
from typing import Sequence, Tuple

import numpy as np

from assistant.nlu.sentence_encoder import encoder_id, load_sentence_encoder
from assistant.review.grouping import Encode


def load_message_encoder(folder: Path) -> Tuple[str, Encode]:
    """The encoder's id and what encodes with it. Raises EncoderMissing.

    The weights are read with the first message: there may be none to encode.
    """
    return encoder_id(folder), partial(_encode, folder)


def _encode(folder: Path, texts: Sequence[str]) -> np.ndarray:
    # Without the cache of training phrasings: it would keep visitors' words for ever.
    return np.stack([vector for _, vector in load_sentence_encoder(folder).encode_all(texts)])
