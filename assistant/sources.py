"""What a model is made from: the project's own files, and those that staff write."""

import hashlib
from pathlib import Path
from typing import Dict, Iterable, List

from assistant.settings import Settings

# What Rasa reads when it trains. Response texts are part of it: Rasa keeps them in the model.
TRAINING_FILES = ("config.yml", "domain.yml")
TRAINING_FOLDERS = (("data", "*.yml"), ("knowledge", "topic*.yml"))
# What a model depends on besides.
CODE_FILES = ("requirements/runtime.txt", "assistant/phrasing_words.py")
CODE_FOLDERS = (("assistant/nlu", "*.py"),)
# Where the files of staff stand among the sources, wherever the settings keep them.
STAFF_PHRASINGS = "data/nlu/staff_phrasings.yml"
STAFF_ANSWERS = "data/responses/staff_answers.yml"


def list_training_files(project: Path, settings: Settings) -> Dict[str, Path]:
    """The files that training reads, without those of staff, by their path in the project."""
    return _list_files(project, settings, TRAINING_FILES, TRAINING_FOLDERS)


def list_staff_files(settings: Settings) -> Dict[str, Path]:
    """The files that staff write, by their path among the sources; those that are there."""
    files = {STAFF_PHRASINGS: settings.staff_phrasings, STAFF_ANSWERS: settings.staff_answers}
    return {name: file for name, file in files.items() if file.exists()}


def hash_engineers_sources(project: Path, settings: Settings) -> str:
    """A digest of everything that a model is made from but the files of staff."""
    files = list_training_files(project, settings)
    files.update(_list_files(project, settings, CODE_FILES, CODE_FOLDERS))
    files["encoder.json"] = settings.encoder_folder / "encoder.json"
    digest = hashlib.sha256()
    for name, file in sorted(files.items()):
        content = file.read_bytes() if file.exists() else b""
        # The lengths keep the end of one file from being taken for the beginning of the next.
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _list_files(
    project: Path,
    settings: Settings,
    names: Iterable[str],
    folders: Iterable[tuple[str, str]],
) -> Dict[str, Path]:
    paths: List[Path] = [project / name for name in names]
    for folder, pattern in folders:
        paths += sorted((project / folder).rglob(pattern))
    of_staff = {settings.staff_phrasings.resolve(), settings.staff_answers.resolve()}
    # Also where a copy of theirs would stand, if the settings keep them elsewhere.
    reserved = {STAFF_PHRASINGS, STAFF_ANSWERS}
    return {
        name: path
        for path in paths
        if (name := path.relative_to(project).as_posix()) not in reserved
        and path.resolve() not in of_staff
    }
