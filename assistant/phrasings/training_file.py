"""Reads and changes the staff's training file: plain Rasa YAML, one line a phrasing.

The file is understood with ruamel.yaml and changed line by line, so that whatever engineers have
written into it (comments, other blocks) stays as it is and a difference in git shows the change.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Collection, List, Optional, Sequence, Set, Tuple

from ruamel.yaml.comments import CommentedMap

from assistant.phrasings.errors import UnreadablePhrasings, UnwritablePhrasings
from assistant.staff_changes.atomic_files import digest, read_content
from assistant.staff_changes.yaml_files import decode_yaml, load_yaml, make_unreadable
from assistant.topics import load_topics

NEW_FILE = """\
# Phrasings that staff have taught, written by python -m assistant.phrasings.commands; "history"
# there says who added what, when and why. The file may be changed by hand as well.
version: "3.1"
nlu: []
"""
_EMPTY_LIST = re.compile(r"nlu:\s*\[\s*\]")
_RASA_STRIPS = "\n\r "


@dataclass(frozen=True)
class Phrasing:
    """A text as it is saved, and the topic that it teaches."""

    topic: str
    text: str


@dataclass(frozen=True)
class _Block:
    """The phrasings of one intent. Line numbers count from 0; `end` is the first line after."""

    topic: str
    start: int
    first_phrasing: int
    end: int
    texts: Tuple[str, ...]
    # Blocks with metadata or with a mapping for each phrasing are left to whoever wrote them.
    is_plain: bool


@dataclass(frozen=True)
class TrainingFile:
    """The file as it was read; `digest` names this very content."""

    path: Path
    text: str
    digest: str
    _blocks: Tuple[_Block, ...]
    _nlu_line: int

    @property
    def phrasings(self) -> Tuple[Phrasing, ...]:
        """Every phrasing, in the order of the file."""
        return tuple(Phrasing(block.topic, text) for block in self._blocks for text in block.texts)

    def change(self, added: Collection[Phrasing], removed: Collection[Phrasing]) -> bytes:
        """The content of the file with these phrasings, and without those.

        Raises UnwritablePhrasings if this cannot be done without touching anything else.
        """
        texts = {topic: set(self._texts_of(topic)) for topic in self._topics_of(added, removed)}
        for one in removed:
            texts[one.topic].discard(one.text)
        for one in added:
            texts[one.topic].add(one.text)
        line_end = "\r\n" if "\r\n" in self.text else "\n"
        lines = self.text.splitlines(keepends=True)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += line_end
        edits: List[Tuple[int, int, List[str]]] = []
        for topic in sorted(texts, reverse=True):
            edits.append(self._edit_block(topic, sorted(texts[topic], key=_order), line_end))
        # From the end of the file, so that the lines before keep their numbers. Of new blocks at
        # one place the later topic goes in first, and ends up behind the others.
        for start, end, new in sorted(edits, key=lambda edit: -edit[0]):
            lines[start:end] = new
        lines[self._nlu_line] = _EMPTY_LIST.sub("nlu:", lines[self._nlu_line])
        wanted = (set(self.phrasings) - set(removed)) | set(added)
        try:
            if load_yaml(self.path, "".join(lines))["nlu"] is None:
                # Rasa wants a list, even of nothing.
                lines[self._nlu_line] = lines[self._nlu_line].replace("nlu:", "nlu: []")
            content = "".join(lines).encode("utf-8")
            found: Optional[Set[Phrasing]] = set(parse_training_file(self.path, content).phrasings)
        except UnreadablePhrasings:
            content, found = b"", None
        if found != wanted:
            raise UnwritablePhrasings(
                f"'{self.path}' was changed by hand into a form that cannot be added to safely. "
                "Ask whoever changed it to move their part to another file of the folder. "
                "Nothing was changed."
            )
        return content

    def _topics_of(self, *changes: Collection[Phrasing]) -> List[str]:
        return sorted({one.topic for change in changes for one in change})

    def _texts_of(self, topic: str) -> Tuple[str, ...]:
        return next((b.texts for b in self._blocks if b.topic == topic and b.is_plain), ())

    def _edit_block(
        self, topic: str, texts: Sequence[str], line_end: str
    ) -> Tuple[int, int, List[str]]:
        block = next((b for b in self._blocks if b.topic == topic and b.is_plain), None)
        lines = [f"      - {text}{line_end}" for text in texts]
        if block is None:
            head = [f"  - intent: {topic}{line_end}", f"    examples: |{line_end}"]
            place = self._place_of(topic)
            return place, place, [*head, *lines] if lines else []
        if not texts:
            return block.start, block.end, []
        indent = _indent_of(self.text.splitlines()[block.first_phrasing])
        lines = [f"{indent}- {text}{line_end}" for text in texts]
        return block.first_phrasing, block.end, lines

    def _place_of(self, topic: str) -> int:
        """The line before which a new block stands: behind the last one of an earlier topic."""
        before = [block.end for block in self._blocks if block.topic < topic]
        return max(before) if before else self._nlu_line + 1


def read_training_file(path: Path) -> TrainingFile:
    """The file as it is now; one that is missing teaches nothing. Raises UnreadablePhrasings."""
    return parse_training_file(path, read_content(path))


def parse_training_file(path: Path, content: bytes) -> TrainingFile:
    """What the content teaches. Raises UnreadablePhrasings, which names the line."""
    text = decode_yaml(path, content)
    if not text.strip():
        text = NEW_FILE
    data: Any = load_yaml(path, text)
    if not isinstance(data, dict) or "nlu" not in data:
        raise make_unreadable(path, 1, "is no Rasa training data: it has no 'nlu:'")
    items: Any = data["nlu"] or []
    if not isinstance(items, list):
        raise make_unreadable(path, _line_of(data) + 1, "should be a list of intents")
    lines = text.splitlines()
    starts = [_start_of(path, data, item) for item in items]
    blocks = tuple(
        _read_block(path, lines, item, end)
        for item, end in zip(items, [*starts, len(lines)][1:], strict=True)
        # Look-up tables, synonyms and the like are read by Rasa, and are no affair of staff.
        if "intent" in item
    )
    return TrainingFile(path, text, digest(content), blocks, _line_of(data))


def _line_of(data: Any) -> int:
    """The line of `nlu:`, counted from 0."""
    return int(data.lc.key("nlu")[0])


def _start_of(path: Path, data: Any, item: Any) -> int:
    """The first line of a block, counted from 0."""
    if not isinstance(item, CommentedMap):
        raise make_unreadable(path, _line_of(data) + 1, "holds an entry that is no block")
    return int(item.lc.line)


def _read_block(path: Path, lines: Sequence[str], item: Any, next_start: int) -> _Block:
    start = int(item.lc.line)
    topic = item["intent"]
    if topic not in load_topics():
        raise make_unreadable(
            path, item.lc.key("intent")[0] + 1, f"names '{topic}', which is no topic"
        )
    examples = item.get("examples")
    if isinstance(examples, list):
        texts = tuple(str(one.get("text", "")).strip(_RASA_STRIPS) for one in examples if one)
        return _Block(topic, start, start, next_start, texts, is_plain=False)
    if not isinstance(examples, str):
        raise make_unreadable(path, start + 1, f"has no examples for '{topic}'")
    first = item.lc.value("examples")[0] + 1
    phrasings = []
    for number, line in enumerate(examples.splitlines()):
        if not line.startswith("-"):
            raise make_unreadable(
                path, first + number + 1, "should begin with '- ': Rasa would leave it out"
            )
        phrasings.append(line[1:].strip(_RASA_STRIPS))
    is_literal = lines[first - 1].rstrip().endswith(("|", "|-", "|+"))
    end = first + len(phrasings) if is_literal else next_start
    is_plain = is_literal and "metadata" not in item
    return _Block(topic, start, first, end, tuple(phrasings), is_plain)


def _order(text: str) -> Tuple[str, str]:
    return text.casefold(), text


def _indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
