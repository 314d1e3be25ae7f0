"""What the files of staff hold, and what is new in one set of them beside another."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, FrozenSet, Mapping, Optional, Set, Tuple

import yaml

from assistant.releases.errors import UnreadableSources
from assistant.releases.records import StaffChanges
from assistant.sources import STAFF_ANSWERS, STAFF_PHRASINGS

# The same reader in C, where the library was built with it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class StaffSources:
    """Staff's phrasings as (topic, text), and their answers by response name.

    An answer's variations are (words, all of it as it is told apart from another).
    """

    phrasings: FrozenSet[Tuple[str, str]]
    answers: Mapping[str, Tuple[Tuple[str, str], ...]]


def read_staff_sources(files: Mapping[str, Path]) -> StaffSources:
    """Read the files, named as in assistant.sources. Raises UnreadableSources.

    A file that is not among them, or not there, holds nothing.
    """
    return StaffSources(
        _read_phrasings(files.get(STAFF_PHRASINGS)), _read_answers(files.get(STAFF_ANSWERS))
    )


def compare_staff_sources(before: StaffSources, after: StaffSources) -> StaffChanges:
    """What is new in `after`, in a stable order."""
    names = sorted(set(before.answers) | set(after.answers))
    answers = tuple(
        (name, _words(before.answers.get(name)), _words(after.answers.get(name)))
        for name in names
        if before.answers.get(name) != after.answers.get(name)
    )
    return StaffChanges(
        tuple(sorted(after.phrasings - before.phrasings)),
        tuple(sorted(before.phrasings - after.phrasings)),
        answers,
    )


def digest_staff_sources(files: Mapping[str, Path]) -> Dict[str, str]:
    """A digest of what each file of staff holds: its comments and its order do not matter."""
    return {name: _digest_file(name, files.get(name)) for name in (STAFF_PHRASINGS, STAFF_ANSWERS)}


def name_staff_files(digests: Mapping[str, str]) -> str:
    """One digest of both files."""
    return hashlib.sha256("".join(digests[name] for name in sorted(digests)).encode()).hexdigest()


def _digest_file(name: str, file: Optional[Path]) -> str:
    try:
        held = read_staff_sources({name: file} if file else {})
    except UnreadableSources:
        # Broken by hand: it can still be told whether it is broken in the same way.
        return hashlib.sha256(file.read_bytes() if file and file.exists() else b"").hexdigest()
    content = repr((sorted(held.phrasings), sorted(held.answers.items())))
    return hashlib.sha256(content.encode("utf-8", errors="backslashreplace")).hexdigest()


def _words(variations: Optional[Tuple[Tuple[str, str], ...]]) -> Optional[str]:
    return None if variations is None else "\n\n".join(words for words, _ in variations)


def _read_phrasings(file: Optional[Path]) -> FrozenSet[Tuple[str, str]]:
    found: Set[Tuple[str, str]] = set()
    for item in _load(file, "nlu", list):
        if not isinstance(item, dict) or "intent" not in item:
            continue
        topic, examples = str(item["intent"]), item.get("examples")
        if isinstance(examples, list):
            texts = [str(one.get("text", "")) for one in examples if isinstance(one, dict)]
        else:
            lines = str(examples or "").splitlines()
            texts = [line[1:] for line in lines if line.startswith("-")]
        found.update((topic, text.strip()) for text in texts if text.strip())
    return frozenset(found)


def _read_answers(file: Optional[Path]) -> Dict[str, Tuple[Tuple[str, str], ...]]:
    return {
        str(name): tuple(
            # A new date of review is worth a release too, though the words are the same.
            (str(one.get("text", "")), json.dumps(one, sort_keys=True, default=str))
            for one in variations or ()
            if isinstance(one, dict)
        )
        for name, variations in _load(file, "responses", dict).items()
    }


def _load(file: Optional[Path], key: str, kind: type) -> Any:
    """What stands under the key, an empty one where there is nothing. Raises UnreadableSources."""
    if file is None:
        return kind()
    try:
        data = yaml.load(file.read_bytes(), _Loader)  # noqa: S506 - it is a safe loader
    except FileNotFoundError:
        return kind()
    except (OSError, ValueError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UnreadableSources(
            f"'{file}'{where} cannot be read as YAML. Put it right there, or take an earlier "
            "version of the file from git."
        ) from error
    found = data.get(key) if isinstance(data, dict) else data
    if found is None:
        return kind()
    if not isinstance(found, kind):
        raise UnreadableSources(
            f"'{file}' does not hold '{key}:' as Rasa wants it. Put it right there, or take an "
            "earlier version of the file from git."
        )
    return found
