"""Reads and changes the staff's answers: plain Rasa YAML, sorted, one block a response.

Only the block of a changed answer is written anew, so that whatever engineers have written beside
it stays as it is and a difference in git shows the change. Rasa reads its files in the order of
their names, and this one comes last: a response in it takes the place of the engineers'.
"""

import json
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

import yaml
from ruamel.yaml.comments import CommentedMap

from assistant.answers.errors import UnwritableStaffFile
from assistant.answers.response_files import Entries, Entry
from assistant.staff_changes.atomic_files import digest, read_content
from assistant.staff_changes.yaml_files import decode_yaml, load_yaml, make_unreadable

NEW_FILE = """\
# Answers in the words of the clinic's staff, written by the console, whose page "Answers" says who
# changed what, when and why. Each takes the place of the answer of the same name in the other
# files. The file may be changed by hand as well.
version: "3.1"
responses: {}
"""
_EMPTY = re.compile(r"responses:\s*\{\s*\}")
_WIDTH = 100
_SENTENCE = re.compile(r"(?<=[.?]) ")


@dataclass(frozen=True)
class _Block:
    """An answer's lines, counted from 0; `end` is the first line after, comments left out."""

    start: int
    end: int


@dataclass(frozen=True)
class StaffAnswers:
    """The file as it was read; `digest` names this very content."""

    path: Path
    text: str
    digest: str
    answers: Mapping[str, Entries]
    _blocks: Mapping[str, _Block]
    _head: int

    def change(self, changes: Mapping[str, Optional[Entries]]) -> bytes:
        """The content of the file with these answers; None takes one out.

        Raises UnwritableStaffFile if this cannot be done without touching anything else.
        """
        wanted = {**self.answers, **changes}
        lines = self.text.splitlines(keepends=True)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        edits: List[Tuple[int, int, str, List[str]]] = []
        for name, entries in changes.items():
            block = self._blocks.get(name)
            place = self._place_of(name)
            start, end = (block.start, block.end) if block else (place, place)
            edits.append(
                (start, end, name, [] if entries is None else _write_answer(name, entries))
            )
        # From the end of the file, so that the lines before keep their numbers.
        for start, end, _, new in sorted(edits, key=lambda one: one[:3], reverse=True):
            lines[start:end] = new
        lines[self._head] = _EMPTY.sub("responses:", lines[self._head])
        if not any(wanted.values()):
            # Rasa wants a mapping, even of nothing.
            lines[self._head] = lines[self._head].replace("responses:", "responses: {}")
        content = "".join(lines).encode("utf-8")
        if parse_staff_answers(self.path, content).answers != {
            name: entries for name, entries in wanted.items() if entries is not None
        }:
            raise UnwritableStaffFile(
                f"'{self.path}' was changed by hand into a form that cannot be added to safely. "
                "Ask whoever changed it to move their part to another file of the folder. "
                "Nothing was changed."
            )
        return content

    def _place_of(self, name: str) -> int:
        """The line before which a new answer stands: behind the last one of an earlier name."""
        before = [block.end for other, block in self._blocks.items() if other < name]
        return max(before) if before else self._head + 1


def read_staff_answers(path: Path) -> StaffAnswers:
    """The file as it is now; one that is missing holds nothing. Raises UnreadableStaffFile."""
    return parse_staff_answers(path, read_content(path))


def parse_staff_answers(path: Path, content: bytes) -> StaffAnswers:
    """What the content holds. Raises UnreadableStaffFile, which names the line."""
    text = decode_yaml(path, content)
    if not text.strip():
        text = NEW_FILE
    data: Any = load_yaml(path, text)
    if not isinstance(data, CommentedMap) or "responses" not in data:
        raise make_unreadable(path, 1, "holds no answers: it has no 'responses:'")
    head = int(data.lc.key("responses")[0])
    responses: Any = data["responses"] or CommentedMap()
    if not isinstance(responses, CommentedMap):
        raise make_unreadable(path, head + 1, "should be answers by their names")
    # The values themselves, without what ruamel.yaml knows of their lines.
    plain: Dict[str, Any] = yaml.safe_load(text)["responses"] or {}
    lines = text.splitlines()
    starts = [int(responses.lc.key(name)[0]) for name in responses]
    answers: Dict[str, Entries] = {}
    blocks: Dict[str, _Block] = {}
    for name, start, following in zip(
        responses, starts, [*starts, _end_of(data, head, len(lines))][1:], strict=True
    ):
        entries = plain[name]
        if not isinstance(entries, list) or not entries or not all(map(_is_entry, entries)):
            raise make_unreadable(path, start + 1, f"has no texts for '{name}'")
        answers[name] = tuple(entries)
        blocks[name] = _Block(start, _without_comments(lines, start, following))
    return StaffAnswers(path, text, digest(content), answers, blocks, head)


def _end_of(data: Any, head: int, length: int) -> int:
    """The line behind the last answer: where another key of the file begins, or its end."""
    later = [int(data.lc.key(key)[0]) for key in data]
    return min((line for line in later if line > head), default=length)


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("text"), str)
        and isinstance(entry.get("metadata", {}), dict)
    )


def _without_comments(lines: List[str], start: int, end: int) -> int:
    """The end of a block without the comments and blank lines before the next one."""
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
        end -= 1
    return end


def _write_answer(name: str, entries: Entries) -> List[str]:
    lines = [f"  {name}:\n"]
    for entry in entries:
        lines += _write_entry(entry)
    return lines


def _write_entry(entry: Entry) -> List[str]:
    lines: List[str] = []
    for key, value in entry.items():
        if key == "text":
            lines += _write_text(value)
        elif key == "metadata" and value:
            lines.append("      metadata:\n")
            lines += [f"        {name}: {_write_value(one)}\n" for name, one in value.items()]
        else:
            lines.append(f"      {key}: {_write_value(value)}\n")
    lines[0] = f"    - {lines[0].lstrip()}"
    return lines


def _write_text(text: str) -> List[str]:
    """The text as people read it: a sentence begins a line, or, where it has lines, these."""
    if "\n" in text:
        style, body = "|-", text.split("\n")
    else:
        style = ">-"
        body = [
            line
            for sentence in _SENTENCE.split(text)
            for line in textwrap.wrap(
                sentence, _WIDTH - 8, break_long_words=False, break_on_hyphens=False
            )
        ]
    lines = [f"      text: {style}\n", *(f"        {line}\n" if line else "\n" for line in body)]
    try:
        is_same = yaml.safe_load("".join(lines))["text"] == text
    except yaml.YAMLError:
        is_same = False
    return lines if is_same else [f"      text: {_write_value(text)}\n"]


def _write_value(value: Any) -> str:
    # JSON is YAML on one line, whatever it holds.
    return json.dumps(value, ensure_ascii=False, default=str)
