"""Tells Rasa's training cache what a component depends on beside its own class."""

import hashlib
from pathlib import Path
from types import ModuleType

from assistant.topics import CATALOGUE


def fingerprint_sources(*modules: ModuleType, extra: str = "") -> str:
    """A digest of the modules' sources, the topic catalogue and `extra`.

    Rasa fingerprints the source of the component's class only: a change in a helper module would
    go unnoticed, and an old result would be taken from its cache.
    """
    digest = hashlib.sha256(extra.encode())
    for path in [*(Path(str(module.__file__)) for module in modules), CATALOGUE]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
