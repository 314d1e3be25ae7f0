"""The answers as engineers have written them: every response file but that of staff."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Tuple

import yaml

from assistant.answers.errors import UnreadableStaffFile

# A wording of an answer as the file has it: text, metadata, and whatever else Rasa allows there.
Entry = Dict[str, Any]
Entries = Tuple[Entry, ...]


@dataclass(frozen=True)
class OriginalAnswer:
    """An answer in the engineers' words; `family` is the name of its file."""

    name: str
    family: str
    entries: Entries


class ResponseFolder:
    """Reads the folder again only when a file has changed. May be shared by threads."""

    def __init__(self, folder: Path, staff_file: Path) -> None:
        self._folder = folder
        self._staff_file = staff_file
        self._state: Optional[Tuple[Tuple[str, int, int], ...]] = None
        self._answers: Mapping[str, OriginalAnswer] = {}
        self._lock = threading.Lock()

    def read(self) -> Mapping[str, OriginalAnswer]:
        """Every answer by name, in the order of the files. Raises UnreadableStaffFile."""
        with self._lock:
            files = [file for file in self._list_files() if file.name != self._staff_file.name]
            state = tuple(
                (file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files
            )
            if state != self._state:
                answers: Dict[str, OriginalAnswer] = {}
                for file in files:
                    for name, entries in _read_responses(file).items():
                        answers[name] = OriginalAnswer(name, file.stem, tuple(entries))
                self._answers, self._state = answers, state
            return self._answers

    def _list_files(self) -> Tuple[Path, ...]:
        # Rasa takes them in this order, and the last one that words an answer is heard.
        return tuple(sorted(self._folder.glob("*.yml")))


def _read_responses(file: Path) -> Mapping[str, Any]:
    try:
        # The C reader takes a tenth of the time.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load(file.read_bytes(), Loader=loader)  # noqa: S506
        responses = content.get("responses") or {}
        for entries in responses.values():
            if not all(isinstance(entry["text"], str) for entry in entries):
                raise TypeError("a response without a text")
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise UnreadableStaffFile(
            f"'{file}' cannot be read as answers. An engineer has to put it right. Nothing was "
            "changed."
        ) from error
    read: Mapping[str, Any] = responses
    return read
