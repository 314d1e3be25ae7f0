"""What the files of staff hold, beside what they held before."""

from pathlib import Path
from typing import Dict

import pytest

from assistant.releases.errors import UnreadableSources
from assistant.releases.staff_sources import (
    compare_staff_sources,
    digest_staff_sources,
    read_staff_sources,
)
from assistant.sources import STAFF_ANSWERS, STAFF_PHRASINGS

PHRASINGS = """version: "3.1"
nlu:
  - intent: clinic/cost
    examples: |
      - how much is it
      - what do you charge
  - intent: clinic/location
    examples:
      - text: where are you
  - synonym: price
    examples: |
      - fee
"""
ANSWERS = """responses:
  utter_clinic/cost:
    - text: It depends.
    - text: On what you need.
"""


def write(folder: Path, phrasings: str = PHRASINGS, answers: str = ANSWERS) -> Dict[str, Path]:
    files = {STAFF_PHRASINGS: folder / "phrasings.yml", STAFF_ANSWERS: folder / "answers.yml"}
    files[STAFF_PHRASINGS].write_text(phrasings)
    files[STAFF_ANSWERS].write_text(answers)
    return files


def test_files_are_read_in_both_of_rasas_forms(tmp_path: Path) -> None:
    """Phrasings with their topics; synonyms are none; an answer is all its variations."""
    new = compare_staff_sources(read_staff_sources({}), read_staff_sources(write(tmp_path)))
    assert new.added == (
        ("clinic/cost", "how much is it"),
        ("clinic/cost", "what do you charge"),
        ("clinic/location", "where are you"),
    )
    assert new.removed == ()
    assert new.answers == (("utter_clinic/cost", None, "It depends.\n\nOn what you need."),)


def test_order_and_comments_are_nothing_new(tmp_path: Path) -> None:
    """Nor for the digest."""
    before = write(tmp_path)
    old, digest = read_staff_sources(before), digest_staff_sources(before)
    lines = PHRASINGS.replace("      - how much is it\n", "")
    files = write(
        tmp_path, "# Sorted anew.\n" + lines.replace("charge", "charge\n      - how much is it")
    )
    assert compare_staff_sources(old, read_staff_sources(files)).is_empty
    assert digest_staff_sources(files) == digest


def test_new_date_of_review_is_something_new(tmp_path: Path) -> None:
    """Though the words are the same."""
    old = read_staff_sources(write(tmp_path))
    dated = ANSWERS.replace("It depends.", "It depends.\n      metadata: {reviewed: 2026-11-22}")
    new = compare_staff_sources(old, read_staff_sources(write(tmp_path, answers=dated)))
    assert [name for name, _, _ in new.answers] == ["utter_clinic/cost"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "nlu:\n", "nlu: []\n"])
def test_empty_file_holds_nothing(tmp_path: Path, text: str) -> None:
    """In each of the ways in which a file is empty."""
    assert read_staff_sources(write(tmp_path, text, "")).phrasings == frozenset()


@pytest.mark.parametrize("text", ["nlu: [", "nlu: 7", "just words", "nlu: \x00"])
def test_unreadable_file_is_named(tmp_path: Path, text: str) -> None:
    """Yet it has a digest, by which it is known again."""
    files = write(tmp_path, text)
    with pytest.raises(UnreadableSources, match=r"phrasings\.yml"):
        read_staff_sources(files)
    assert digest_staff_sources(files) == digest_staff_sources(files)
    other = digest_staff_sources(files)
    assert digest_staff_sources(write(tmp_path, "nlu: [[")) != other
