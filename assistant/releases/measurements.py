"""What was measured on a model, one JSON a line: predictions, conversations, messages."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, Iterable, List, Sequence

from assistant.releases.errors import MissingFiles, UnusableFolder
from assistant.releases.records import ConversationResult, Prediction
from assistant.staff_changes.atomic_files import write_content
from assistant.staff_changes.errors import UnwritableStaffFile

# Some of it are words of visitors, which are for this user's processes only.
_MODE = 0o600


def write_predictions(file: Path, predictions: Iterable[Prediction]) -> None:
    """Write the whole file or nothing. Raises UnusableFolder."""
    _write(file, (vars(one) for one in predictions))


def read_predictions(file: Path) -> List[Prediction]:
    """Every prediction of the file. Raises MissingFiles."""
    return [
        Prediction(
            set=entry["set"],
            text=entry["text"],
            topic=entry["topic"],
            predicted=entry["predicted"],
            confidence=entry["confidence"],
            decision=entry["decision"],
            candidates=tuple((topic, share) for topic, share in entry["candidates"]),
            blamed=tuple((topic, text) for topic, text in entry["blamed"]),
        )
        for entry in _read(file)
    ]


def write_conversations(file: Path, results: Iterable[ConversationResult]) -> None:
    """Write the whole file or nothing. Raises UnusableFolder."""
    _write(file, (asdict(one) for one in results))


def read_conversations(file: Path) -> List[ConversationResult]:
    """Every result of the file. Raises MissingFiles."""
    return [
        ConversationResult(entry["name"], entry["passed"], entry["problem"])
        for entry in _read(file)
    ]


def write_texts(file: Path, texts: Sequence[str]) -> None:
    """Write the whole file or nothing. Raises UnusableFolder."""
    _write(file, ({"text": text} for text in texts))


def read_texts(file: Path) -> List[str]:
    """Every text of the file. Raises MissingFiles."""
    return [str(entry["text"]) for entry in _read(file)]


def _write(file: Path, entries: Iterable[Dict[str, Any]]) -> None:
    lines = "".join(f"{json.dumps(entry, ensure_ascii=False)}\n" for entry in entries)
    try:
        # Half a surrogate pair, which a hostile visitor may send, is no UTF-8.
        write_content(file, lines.encode("utf-8", errors="backslashreplace"), _MODE)
    except UnwritableStaffFile as error:
        raise UnusableFolder(f"{error} The live release is untouched.") from error


def _read(file: Path) -> List[Dict[str, Any]]:
    try:
        # Not splitlines(): a JSON string may hold the rarer line ends of Unicode.
        lines = file.read_text(encoding="utf-8").split("\n")
        return [json.loads(line) for line in lines if line]
    except FileNotFoundError as error:
        raise MissingFiles(
            f"'{file}' is not there: the files of old releases are removed after a while."
        ) from error
    except (OSError, ValueError) as error:
        raise MissingFiles(f"'{file}' cannot be read. Train a new release.") from error
