"""Saving a book: changes by hand, broken files, full disks, several writers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.phrasings.errors import (
    Busy,
    ImpossibleChange,
    UnreadablePhrasings,
    UnwritablePhrasings,
)
from assistant.phrasings.history import Action, read_history
from assistant.phrasings.training_file import Phrasing
from assistant.settings import PROJECT
from assistant.staff_changes.atomic_files import hold_lock
from tests.phrasings.books import COST, additions, history_of, make_book, texts

GOOD = ("cost of a knee visit", "price of a shoulder injection in cash")


def test_change_by_hand_is_kept_and_noted(staff_file: Path) -> None:
    """The next change builds on it, and the history says what was changed by hand."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    text = (
        staff_file.read_text(encoding="utf-8")
        .replace(GOOD[0], "a rough price")
        .replace("nlu:", "# A note.\nnlu:")
    )
    staff_file.write_text(text, encoding="utf-8")
    book.add(additions(COST, GOOD[1]), "Jo")
    assert texts(staff_file) == ["a rough price", GOOD[1]]
    assert "# A note.\n" in staff_file.read_text(encoding="utf-8")
    by_hand = book.history()[1]
    assert by_hand.action is Action.BY_HAND
    assert by_hand.added == (Phrasing(COST, "a rough price"),)
    assert by_hand.removed == (Phrasing(COST, GOOD[0]),)
    (rough,) = [one for one in book.list_phrasings() if one.text == "a rough price"]
    assert (rough.who, rough.when) == (None, None)


def test_undo_passes_over_what_was_taken_back_by_hand(staff_file: Path) -> None:
    """A file that git has put back is not changed again by a late undo of the same."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    before = staff_file.read_bytes()
    book.add(additions(COST, GOOD[1]), "Jo")
    staff_file.write_bytes(before)
    change = book.undo("Jo")
    assert change.undoes == 1
    assert texts(staff_file) == []


def test_change_by_hand_while_saving_is_not_overwritten(
    staff_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves in an editor between reading and writing: theirs stays, ours is given up."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    theirs = staff_file.read_text(encoding="utf-8") + "      - a rough price\n"

    def append_and_interfere(file: Path, change: object) -> None:
        append_change(file, change)
        staff_file.write_text(theirs, encoding="utf-8")

    from assistant.phrasings import saving

    append_change = saving.append_change
    monkeypatch.setattr(saving, "append_change", append_and_interfere)
    with pytest.raises(ImpossibleChange, match="by hand at this very moment"):
        book.add(additions(COST, GOOD[1]), "Jo")
    assert staff_file.read_text(encoding="utf-8") == theirs
    monkeypatch.undo()
    assert [change.who for change in book.history()] == ["Jo"]
    assert make_book(staff_file).add(additions(COST, GOOD[1]), "Jo").is_saved
    assert texts(staff_file) == ["a rough price", *GOOD]


@pytest.mark.parametrize("which", ["file", "history"])
def test_unreadable_file_stops_every_change(staff_file: Path, which: str) -> None:
    """Marks of a merge in either file: nothing is changed in both."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    broken = staff_file if which == "file" else history_of(staff_file)
    broken.write_bytes(b"<<<<<<< HEAD\n" + broken.read_bytes())
    before = [file.read_bytes() for file in (staff_file, history_of(staff_file))]
    for run in (
        lambda: book.add(additions(COST, GOOD[1]), "Jo"),
        lambda: book.remove([Phrasing(COST, GOOD[0])], "Jo"),
        lambda: book.undo("Jo"),
        book.list_phrasings,
    ):
        with pytest.raises(UnreadablePhrasings, match=r"line 1.*Nothing was changed"):
            run()
    assert [file.read_bytes() for file in (staff_file, history_of(staff_file))] == before


def test_file_that_cannot_be_written(staff_file: Path) -> None:
    """The change is given up in the history as well, and can be made later."""
    book = make_book(staff_file)
    staff_file.mkdir()
    with pytest.raises(UnwritablePhrasings, match=r"staff_phrasings.yml' cannot be read"):
        book.add(additions(COST, GOOD[0]), "Jo")
    staff_file.rmdir()
    assert book.history() == ()
    assert book.add(additions(COST, GOOD[0]), "Jo").is_saved


def test_full_disk_gives_the_change_up(staff_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file stays, no draft is left, and the history counts the change as not made."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    before = staff_file.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.staff_changes.atomic_files.os.replace", fail)
    with pytest.raises(UnwritablePhrasings, match=r"No space left.*Nothing was changed"):
        book.add(additions(COST, GOOD[1]), "Jo")
    monkeypatch.undo()
    assert staff_file.read_bytes() == before
    assert [path.name for path in staff_file.parent.iterdir() if path.name[0] == "."] == []
    assert len(book.history()) == 1
    assert book.add(additions(COST, GOOD[1]), "Jo").is_saved


def test_link_and_mode_of_the_file_stay(staff_file: Path, tmp_path: Path) -> None:
    """A file that is kept elsewhere is written there, readable for whom it was."""
    target = tmp_path / "elsewhere.yml"
    target.write_text("", encoding="utf-8")
    target.chmod(0o640)
    staff_file.symlink_to(target)
    make_book(staff_file).add(additions(COST, GOOD[0]), "Jo")
    assert staff_file.is_symlink()
    assert GOOD[0] in target.read_text(encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o640


def test_somebody_else_is_saving(staff_file: Path) -> None:
    """Whoever has waited too long is told so."""
    with hold_lock(history_of(staff_file)):
        with pytest.raises(Busy, match="Try again"), hold_lock(history_of(staff_file), 0.0):
            pass
        # To look at them nobody has to wait.
        assert texts(staff_file) == []


def test_lock_holds_although_git_replaces_the_file(staff_file: Path) -> None:
    """Who has waited for a file that is gone takes the one that stands there now."""
    history = history_of(staff_file)
    with hold_lock(history):
        history.unlink()
        history.write_bytes(b"")
        with hold_lock(history):
            assert history.read_bytes() == b""


WRITER = """
import sys
from pathlib import Path
from tests.phrasings.books import COST, additions, make_book
book = make_book(Path(sys.argv[1]))
for number in range(5):
    text = f"price of visit {sys.argv[2]}{sys.argv[2]} of {number * 'so '} money"
    assert book.add(additions(COST, text), sys.argv[2], leave_out_blocked=True).is_saved, text
"""


def test_several_processes_lose_nothing(staff_file: Path) -> None:
    """Four write at the same time: every phrasing is there once, every change has its number."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(staff_file), name],
            cwd=PROJECT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("ann", "bob", "cid", "dan")
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    history = make_book(staff_file).history()
    assert [change.number for change in history] == list(range(1, 21))
    assert len(texts(staff_file)) == len(set(texts(staff_file))) == 20


def test_every_length_of_a_torn_line_is_survived(staff_file: Path) -> None:
    """A kill while the history is written leaves a part of a line, which is no change."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    history = history_of(staff_file)
    whole = history.read_bytes()
    next_line = json.dumps({"number": 2, "who": "Jo"}).encode()
    for length in range(1, len(next_line)):
        history.write_bytes(whole + next_line[:length])
        assert read_history(history) == read_history_of(whole, history.with_suffix(".whole"))
    assert book.add(additions(COST, GOOD[1]), "Jo").is_saved
    assert history.read_bytes().startswith(whole + b'{"number": 2, "when"')


def read_history_of(content: bytes, file: Path) -> object:
    """The history that this content holds."""
    file.write_bytes(content)
    return read_history(file)
