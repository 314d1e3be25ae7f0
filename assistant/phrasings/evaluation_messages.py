"""The messages that the assistant is examined with, for the check that none of them is taught."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from assistant.phrasing_words import find_light_edits, normalise_phrasing
from assistant.phrasings.errors import UnreadablePhrasings

# Which of the folder's files hold labelled messages.
MESSAGE_FILES = "*messages*.jsonl"


def find_evaluation_files(folder: Path) -> Tuple[Path, ...]:
    """The files of labelled messages in the folder; none where there is no folder."""
    return tuple(sorted(folder.glob(MESSAGE_FILES)))


def find_taken(texts: Sequence[str], files: Sequence[Path]) -> Dict[int, str]:
    """Numbers of the texts that equal a message or are a light edit of one, with its file's name.

    The messages themselves are not given: who writes phrasings must not read them. Raises
    UnreadablePhrasings.
    """
    words = [normalise_phrasing(text) for text in texts]
    taken: Dict[int, str] = {}
    for file in files:
        for edit in find_light_edits(words, _read_words(file, _state_of(file))):
            taken.setdefault(edit.text, file.name)
    return taken


@lru_cache(maxsize=32)
def _read_words(file: Path, state: Tuple[int, int]) -> List[str]:
    try:
        # Not splitlines(): a JSON string may hold the rarer line ends of Unicode.
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadablePhrasings(
            f"The evaluation file '{file}' cannot be read. Without it nobody can say whether a "
            "phrasing is in it. Nothing was changed."
        ) from error
    words = {_read_line(file, number, line) for number, line in enumerate(lines, 1) if line.strip()}
    return sorted(words - {""})


def _read_line(file: Path, number: int, line: str) -> str:
    try:
        return normalise_phrasing(json.loads(line)["text"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadablePhrasings(
            f"'{file}', line {number}: this is no labelled message. Nothing was changed."
        ) from error


def _state_of(file: Path) -> Tuple[int, int]:
    try:
        state = file.stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size
