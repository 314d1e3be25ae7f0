"""Reads a YAML file of staff so that every complaint names the line and what to do."""

import io
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from assistant.staff_changes.errors import UnreadableStaffFile

_MERGE_MARK = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(\s|$)")


def decode_yaml(path: Path, content: bytes) -> str:
    """The file's text. Raises UnreadableStaffFile, also for the marks of an unfinished merge."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise make_unreadable(path, line, "is not UTF-8 text") from error
    for number, line_text in enumerate(text.splitlines(), 1):
        if _MERGE_MARK.match(line_text):
            raise make_unreadable(
                path, number, "holds the marks of a merge in git that was not finished"
            )
    return text


def load_yaml(path: Path, text: str) -> Any:
    """What the text holds, with the lines of everything (`.lc`). Raises UnreadableStaffFile."""
    reader = YAML(typ="rt")
    try:
        return reader.load(io.StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise make_unreadable(path, line, f"is not valid YAML ({error.problem})") from error
    except (YAMLError, ValueError) as error:
        raise make_unreadable(path, 1, "is not valid YAML") from error


def make_unreadable(path: Path, line: int, what: str) -> UnreadableStaffFile:
    """The error for a line of the file, counted from 1."""
    return UnreadableStaffFile(
        f"'{path}', line {line}: this {what}. Put it right there (or take an earlier version of "
        "the file from git). Nothing was changed."
    )
