"""Every phrasing that the training folder holds, whoever wrote it, with its words."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import yaml

from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.errors import UnreadablePhrasings
from assistant.phrasings.phrasing_text import ENTITY

# The folder holds a megabyte of YAML; libyaml reads it twenty times faster than plain Python.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class KnownPhrasing:
    """A phrasing, its normalised words, and the name of the file it stands in."""

    topic: str
    text: str
    words: str
    file: str


# What tells a changed folder from an unchanged one: each file's path, time of change and size.
FolderState = Tuple[Tuple[Path, int, int], ...]


def know_phrasing(topic: str, text: str, file: str) -> KnownPhrasing:
    """A phrasing with its words."""
    return KnownPhrasing(topic, text, normalise_phrasing(text), file)


def observe_folder(folder: Path, leave_out: Path) -> FolderState:
    """The state of the folder's training files but one."""
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in (".yml", ".yaml") and path != leave_out and path.name[0] != "."
    )
    return tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files)


def read_known_phrasings(state: FolderState) -> List[KnownPhrasing]:
    """All phrasings of these files as Rasa reads them. Raises UnreadablePhrasings."""
    return [one for path, _, _ in state for one in _read_file(path)]


def _read_file(path: Path) -> Iterator[KnownPhrasing]:
    try:
        # Its loaders are safe ones: they build plain values only.
        data = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise UnreadablePhrasings(
            f"'{path}'{line}: this training file cannot be read, so that nothing can be compared "
            "with it. Ask whoever changed it last. Nothing was changed."
        ) from error
    items = data.get("nlu") if isinstance(data, dict) else None
    for item in items or []:
        if isinstance(item, dict) and isinstance(item.get("intent"), str):
            for text in _read_examples(item):
                yield know_phrasing(item["intent"], ENTITY.sub(r"\g<text>", text), path.name)


def _read_examples(item: Dict[str, Any]) -> Iterator[str]:
    examples = item.get("examples") or ""
    if isinstance(examples, str):
        lines = [line[1:] for line in examples.splitlines() if line.startswith("-")]
    else:
        lines = [str(one.get("text", "")) for one in examples if isinstance(one, dict)]
    return (line.strip("\n\r ") for line in lines)
