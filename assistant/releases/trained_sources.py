"""The model of `make train` and what it was trained on, kept beside it until it is a release."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Mapping, Optional

from assistant.releases.errors import UnusableFolder
from assistant.releases.folder import SOURCES, copy_sources, hash_file

TRAINED, TRAINED_DRAFT = "trained", "trained.draft"
RECORD = "trained.json"


@dataclass(frozen=True)
class TrainedSources:
    """What a model was trained on: files by their name, and the digest of what engineers wrote."""

    files: Dict[str, Path]
    engineers: str


def lay_out_sources(model: Path, files: Mapping[str, Path]) -> Path:
    """Copy the sources to where a training reads them; the folder. Raises UnusableFolder.

    They stand there under their names, as those of a release do: Rasa reads files in the order of
    their paths, so that it must not matter where the settings keep them.
    """
    draft = model.parent / TRAINED_DRAFT
    try:
        if draft.exists():
            shutil.rmtree(draft)
        copy_sources(files, draft / SOURCES)
    except OSError as error:
        raise _unusable(draft, error) from error
    return draft / SOURCES


def keep_sources(model: Path, engineers: str) -> None:
    """Record that the model was trained on what is laid out. Raises UnusableFolder."""
    draft, folder = model.parent / TRAINED_DRAFT, model.parent / TRAINED
    try:
        record = {"model": hash_file(model), "engineers": engineers}
        (draft / RECORD).write_text(f"{json.dumps(record)}\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        # After a kill before this nobody knows what the model was trained on, and it is trained
        # again.
        os.replace(draft, folder)
    except OSError as error:
        raise _unusable(folder, error) from error


def find_sources(model: Path, sha256: Optional[str] = None) -> Optional[TrainedSources]:
    """What the model was trained on; None where it is not known, or there is no model.

    `sha256` is the model's, where the caller knows it.
    """
    folder = model.parent / TRAINED
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        if record["model"] != (sha256 or hash_file(model)):
            return None
        engineers = str(record["engineers"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    sources = folder / SOURCES
    paths = sorted(path for path in sources.rglob("*") if path.is_file())
    return TrainedSources({p.relative_to(sources).as_posix(): p for p in paths}, engineers)


def _unusable(path: Path, error: OSError) -> UnusableFolder:
    return UnusableFolder(
        f"'{error.filename or path}' cannot be used: {error.strerror or type(error).__name__}. "
        "Check that the disk is not full and that this user may write there, and train again."
    )
