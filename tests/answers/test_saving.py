"""Saving answers: changes by hand, broken histories, full disks, several writers."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answers.changes import Action
from assistant.answers.errors import ImpossibleChange, UnreadableStaffFile, UnwritableStaffFile
from assistant.settings import PROJECT
from tests.answers.answer_rooms import BETTER, SAFETY, history_of, make_answers, staff_file_of


def test_change_by_hand_is_kept_and_noted(tmp_path: Path) -> None:
    """The next change builds on it; an undo does not take it back unseen."""
    answers = make_answers(tmp_path)
    answers.save(SAFETY, 1, BETTER, "Jo")
    file = staff_file_of(tmp_path)
    file.write_text(
        file.read_text(encoding="utf-8").replace("Ask your physician", "Do ask your physician"),
        encoding="utf-8",
    )
    with pytest.raises(ImpossibleChange, match="by hand since"):
        answers.undo("Jo", SAFETY)
    by_hand = answers.history()[0]
    assert (by_hand.action, by_hand.who) == (Action.BY_HAND, "by hand")
    assert "Do ask" in by_hand.answers[0].texts_after[0]
    assert "Do ask" in answers.show(SAFETY).wordings[0].text
    answers.mark_reviewed(SAFETY, "Kim")
    assert "Do ask" in answers.show(SAFETY).wordings[0].text


def test_broken_history_stops_every_change(tmp_path: Path) -> None:
    """Nothing is changed then."""
    answers = make_answers(tmp_path)
    answers.save(SAFETY, 1, BETTER, "Jo")
    history_of(tmp_path).write_bytes(b"<<<<<<< HEAD\n" + history_of(tmp_path).read_bytes())
    before = staff_file_of(tmp_path).read_bytes()
    with pytest.raises(UnreadableStaffFile, match="line 1"):
        answers.undo("Jo")
    assert staff_file_of(tmp_path).read_bytes() == before


def test_full_disk_gives_the_change_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old words stay, and the change can be made later."""
    answers = make_answers(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.staff_changes.atomic_files.os.replace", fail)
    with pytest.raises(UnwritableStaffFile, match="No space left"):
        answers.save(SAFETY, 1, BETTER, "Jo")
    monkeypatch.undo()
    assert answers.history() == ()
    assert not answers.show(SAFETY).is_changed
    assert answers.save(SAFETY, 1, BETTER, "Jo").is_saved


WRITER = """
import sys
from pathlib import Path
from tests.answers.answer_rooms import make_answers
answers = make_answers(Path(sys.argv[1]))
for number in range(4):
    name = f"utter_clinic/{sys.argv[2]}"
    text = answers.show(name).wordings[-1].text
    assert answers.save(name, int(sys.argv[3]), text + " Ask us.", sys.argv[2]).is_saved
"""


def test_several_processes_lose_nothing(tmp_path: Path) -> None:
    """Two write at the same time: every change has its number and is in the file."""
    names = {"cost": 2, "insurance": 2}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), name, str(number)],
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, number in names.items()
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    answers = make_answers(tmp_path)
    assert [change.number for change in answers.history()] == list(range(8, 0, -1))
    for name in names:
        assert answers.show(f"utter_clinic/{name}").wordings[-1].text.count("Ask us.") == 4
