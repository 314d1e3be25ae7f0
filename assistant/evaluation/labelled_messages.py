"""Reads messages with their right topics, one JSON object a line."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional

from assistant.topics import load_topics


class InvalidMessageFile(ValueError):
    """A file of labelled messages cannot be used; the message names the line and what is wrong."""


@dataclass(frozen=True)
class LabelledMessage:
    """A visitor's message and, where somebody has said so, its right topic."""

    text: str
    topic: Optional[str]


def read_labelled_messages(path: Path) -> List[LabelledMessage]:
    """All messages of the file. Raises InvalidMessageFile."""
    try:
        # Not splitlines(): a JSON string may hold the rarer line ends of Unicode.
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise InvalidMessageFile(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise InvalidMessageFile(f"{path} is not UTF-8 text.") from error
    except OSError as error:
        raise InvalidMessageFile(f"{path} cannot be read: {error.strerror}.") from error
    messages = [_read_line(path, i, line) for i, line in enumerate(lines, 1) if line.strip()]
    if not messages:
        raise InvalidMessageFile(f"{path} holds no messages.")
    return messages


def _read_line(path: Path, number: int, line: str) -> LabelledMessage:
    where = f"{path}, line {number}"
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise InvalidMessageFile(f"{where}: not JSON ({error}).") from error
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise InvalidMessageFile(
            f'{where}: wanted an object such as {{"text": "is it safe?", "topic": "faq/safety"}}.'
        )
    try:
        entry["text"].encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidMessageFile(f"{where}: the text holds half a surrogate pair.") from error
    topic = entry.get("topic")
    if topic is not None and (not isinstance(topic, str) or topic not in load_topics()):
        raise InvalidMessageFile(
            f"{where}: '{topic}' is no topic. The topics stand in knowledge/topics.yml."
        )
    return LabelledMessage(entry["text"], topic)
