"""Forgets visitors' words in the folders of releases once the inbox has forgotten them."""

from pathlib import Path
from typing import AbstractSet

from assistant.releases.errors import MissingFiles
from assistant.releases.folder import BASE_PREDICTIONS, PREDICTIONS, RECENT
from assistant.releases.measurements import (
    read_predictions,
    read_texts,
    write_predictions,
    write_texts,
)
from assistant.releases.records import RECENT_MESSAGES


def forget_recent_words(releases: Path, kept: AbstractSet[str]) -> int:
    """Remove recent messages that are not among `kept`; answers from how many files.

    A comparison that was made with them shows fewer of them from then on; its verdict stays.
    Raises UnusableFolder.
    """
    changed = 0
    for folder in sorted(releases.glob("[0-9]*")):
        changed += _forget_texts(folder / RECENT, kept)
        changed += _forget_predictions(folder / PREDICTIONS, kept)
        changed += _forget_predictions(folder / BASE_PREDICTIONS, kept)
    return changed


def _forget_texts(file: Path, kept: AbstractSet[str]) -> bool:
    try:
        texts = read_texts(file)
    except MissingFiles:
        return False
    left = [text for text in texts if text in kept]
    if len(left) < len(texts):
        write_texts(file, left)
    return len(left) < len(texts)


def _forget_predictions(file: Path, kept: AbstractSet[str]) -> bool:
    try:
        predictions = read_predictions(file)
    except MissingFiles:
        return False
    left = [one for one in predictions if one.set != RECENT_MESSAGES or one.text in kept]
    if len(left) < len(predictions):
        write_predictions(file, left)
    return len(left) < len(predictions)
