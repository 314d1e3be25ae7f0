"""The folders of the releases: their sources, models and measurements, written whole or not."""

import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Optional, Sequence

from assistant.releases.errors import MissingFiles, UnusableFolder
from assistant.releases.live_model import (
    LiveModel,
    read_live_model,
    sync_folder,
    write_live_model,
)
from assistant.releases.measurements import read_texts, write_texts
from assistant.sources import STAFF_ANSWERS, STAFF_PHRASINGS

SOURCES = "sources"
MODEL = "model.tar.gz"
LOG = "training.log"
PREDICTIONS, CONVERSATIONS = "predictions.jsonl", "conversations.jsonl"
# What the candidate was compared with, so that it can be looked at when that release has gone.
BASE_PREDICTIONS, BASE_CONVERSATIONS = "base_predictions.jsonl", "base_conversations.jsonl"
RECENT = "recent_messages.jsonl"
# All that a request makes, and a trainer's log of what happened.
_KEPT_OF_INTERRUPTED = (SOURCES, RECENT, LOG)
_DRAFT = ".draft"
_MODEL_DRAFT = f"{MODEL}{_DRAFT}"
_LONGEST_LOG_BYTES = 2 * 1024 * 1024
# Visitors' words stand in some of the files, and the log may tell of them.
_FOLDER_MODE = 0o700


class ReleasesFolder:
    """All folders of releases, below `path`. Methods raise UnusableFolder besides what they say."""

    def __init__(self, path: Path) -> None:
        with _translated(path):
            path.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)
        self.path = path

    def of(self, number: int) -> Path:
        """Where the files of a release stand."""
        return self.path / f"{number:04d}"

    def live(self) -> Optional[LiveModel]:
        """What live.json says."""
        return read_live_model(self.path)

    def set_live(self, live: Optional[LiveModel]) -> None:
        """Replace what live.json says, in one step."""
        write_live_model(self.path, live)

    def live_of(self, number: int, sha256: str) -> LiveModel:
        """What live.json says when this release is live."""
        return LiveModel(number, f"{self.of(number).name}/{MODEL}", sha256)

    def highest_number(self) -> int:
        """The highest release that has a model here; 0 for none."""
        with _translated(self.path):
            return max(
                (int(m.parent.name) for m in self.path.glob(f"[0-9]*/{MODEL}") if _is_release(m)),
                default=0,
            )

    def make(
        self,
        number: int,
        sources: Mapping[str, Path],
        recent: Sequence[str] = (),
        model: Optional[Path] = None,
    ) -> None:
        """Make a release's folder: it is there with all of this in it, or not at all.

        A model is not in its place before `settle_model`. What stood where the folder goes was
        left by a process that was killed. Only the holder of the room's transaction may call this.
        """
        folder, draft = self.of(number), self.path / f"{number:04d}{_DRAFT}"
        with _translated(self.path):
            for left in (*self.path.glob(f"[0-9]*{_DRAFT}"), folder):
                shutil.rmtree(left, ignore_errors=True)
            draft.mkdir(_FOLDER_MODE)
            copy_sources(sources, draft / SOURCES)
            if recent:
                write_texts(draft / RECENT, recent)
            if model is not None:
                _copy(model, draft / _MODEL_DRAFT)
            sync_folder(draft)
            os.replace(draft, folder)
            sync_folder(self.path)

    def staff_files_of(self, number: int) -> Dict[str, Path]:
        """The files of staff that a release was trained on. Raises MissingFiles."""
        sources = self.of(number) / SOURCES
        if not sources.is_dir():
            raise MissingFiles(
                f"The files of release {number} were removed: those of old releases are kept for a "
                "while only."
            )
        names = (STAFF_PHRASINGS, STAFF_ANSWERS)
        return {name: sources / name for name in names if (sources / name).exists()}

    def read_recent(self, number: int) -> List[str]:
        """The real messages that were given with the request."""
        file = self.of(number) / RECENT
        with _translated(file):
            return read_texts(file) if file.exists() else []

    def settle_model(self, number: int) -> None:
        """Put the model that the folder was made with in its place; once is enough.

        Until then the folder counts as one that a killed process has left.
        """
        folder = self.of(number)
        with _translated(folder):
            if (folder / _MODEL_DRAFT).exists():
                os.replace(folder / _MODEL_DRAFT, folder / MODEL)
                sync_folder(folder)

    def place_model(self, number: int, model: Path) -> str:
        """Move a trained model to its place, on disk when this returns. Its SHA-256."""
        target = self.of(number) / MODEL
        with _translated(self.path):
            if model.resolve() != target.resolve():
                draft = target.with_name(_MODEL_DRAFT)
                # It may have been trained on another disk, from where nothing moves in one step.
                shutil.move(str(model), draft)
                _sync_file(draft)
                os.replace(draft, target)
                sync_folder(target.parent)
            return hash_file(target)

    def check_model(self, number: int, sha256: Optional[str]) -> None:
        """Raises MissingFiles unless the model is there, to the last bit."""
        model = self.of(number) / MODEL
        with _translated(model):
            if not model.is_file() or not (self.of(number) / SOURCES).is_dir():
                raise MissingFiles(
                    f"The files of release {number} are not in '{self.of(number)}' any more. "
                    "Choose another release, or train a new one."
                )
            if hash_file(model) != sha256:
                raise MissingFiles(
                    f"The model of release {number} is damaged: '{model}' is not the file that was "
                    "tested. Choose another release, or train a new one."
                )

    def remove_half_written(self, number: int) -> None:
        """Leave only what a trainer needs to begin anew."""
        folder = self.of(number)
        with _translated(folder):
            for path in folder.iterdir() if folder.is_dir() else ():
                if path.name in _KEPT_OF_INTERRUPTED:
                    continue
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def remove(self, number: int) -> None:
        """Remove every file of a release."""
        folder = self.of(number)
        with _translated(folder):
            if folder.exists():
                shutil.rmtree(folder)

    def read_log(self, number: int) -> str:
        """The end of the training's log; empty where there is none."""
        file = self.of(number) / LOG
        with _translated(file):
            if not file.exists():
                return ""
            with file.open("rb") as stream:
                stream.seek(max(0, file.stat().st_size - _LONGEST_LOG_BYTES))
                return stream.read().decode("utf-8", errors="replace")


def hash_file(file: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1024 * 1024):
            digest.update(block)
    return digest.hexdigest()


def copy_sources(sources: Mapping[str, Path], folder: Path) -> None:
    """Copy each file to its name in a folder, which may be new. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in sources.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, target)


def _is_release(model: Path) -> bool:
    return model.parent.name.isdecimal()


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    _sync_file(target)


def _sync_file(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or path
        raise UnusableFolder(
            f"'{where}' cannot be used: {error.strerror or type(error).__name__}. Check that the "
            "disk is not full and that this user may write to the folder of the releases. The live "
            "release is untouched."
        ) from error
