"""Files for staff: whole or not at all, private, and safe in a spreadsheet."""

import csv
import io
import os
import stat
from pathlib import Path
from typing import List

import pytest

from assistant.staff_files import UnwritableFile, write_csv, write_private_file

FORMULAS = ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]  # noqa: RUF001


def read_cells(text: str) -> List[List[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula(cell: str) -> None:
    """An apostrophe stands before it, and no character is lost."""
    assert read_cells(write_csv(("words",), [(cell,)])) == [["words"], [f"'{cell}"]]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ('Two\nlines, "quoted"', 'Two\nlines, "quoted"'),
        ("李小龙\x1b[2J", "李小龙[2J"),
        ("a\u202eb", "ab"),
        ("\x1b=1", "'=1"),
        ("a\u200cb", "a\u200cb"),
    ],
)
def test_lines_and_letters_are_kept_and_escapes_are_not(cell: str, kept: str) -> None:
    """What would steer a terminal goes first, so that it hides no formula."""
    assert read_cells(write_csv(("words",), [(cell,)]))[1] == [kept]


def test_a_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    """Mode 0600, also where another file was."""
    file = tmp_path / "list.csv"
    write_private_file(file, b"one", may_overwrite=False)
    file.chmod(0o644)
    write_private_file(file, b"two", may_overwrite=True)
    assert file.read_bytes() == b"two"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_is_not_overwritten_by_chance(tmp_path: Path) -> None:
    """Neither a file nor a link that leads nowhere."""
    file, link = tmp_path / "list.csv", tmp_path / "link.csv"
    file.write_bytes(b"one")
    link.symlink_to(tmp_path / "nowhere")
    for place in (file, link):
        with pytest.raises(UnwritableFile, match=r"is there already.*--force"):
            write_private_file(place, b"two", may_overwrite=False)
    assert file.read_bytes() == b"one"


@pytest.mark.parametrize(
    ("place", "words"), [(".", "is a folder"), ("nowhere/list.csv", "cannot be written")]
)
def test_unwritable_places_are_named(tmp_path: Path, place: str, words: str) -> None:
    """With the reason."""
    with pytest.raises(UnwritableFile, match=words):
        write_private_file(tmp_path / place, b"one", may_overwrite=True)


def test_nothing_stays_of_what_was_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-C the old file is whole, and no draft is left."""
    file = tmp_path / "list.csv"
    file.write_bytes(b"one")

    def stop(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_private_file(file, b"two", may_overwrite=True)
    assert file.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [file]
