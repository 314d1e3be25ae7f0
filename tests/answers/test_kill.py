"""kill -9 at any point of saving: nothing is lost, doubled or half written."""

import subprocess
import sys
from pathlib import Path
from typing import Dict

import pytest

from assistant.answers.changes import Action, read_history
from assistant.answers.staff_file import read_staff_answers
from assistant.settings import PROJECT
from tests.answers.answer_rooms import (
    BETTER,
    REASON,
    SAFETY,
    history_of,
    make_answers,
    staff_file_of,
    write_few_responses,
)
from tests.answers.killed_writer import AGAIN, RELEASE

ORIGINAL = "Your physician can go through the risks with you."
COST = "utter_clinic/cost"
NEW: Dict[str, str] = {"save": AGAIN, "undo": ORIGINAL, "restore": ORIGINAL}
ACTIONS = {"save": Action.EDIT, "undo": Action.UNDO, "restore": Action.RESTORE}


# The others are saved by the same lines, so that some of them do.
@pytest.mark.parametrize(("action", "step"), [("save", 2), ("undo", 6), ("restore", 6)])
def test_killed_at_any_line(action: str, step: int, tmp_path: Path) -> None:
    """The file is the old or the new one; the next change finds both files in step."""
    start = tmp_path / "start"
    start.mkdir()
    (start / RELEASE).write_bytes(b"")
    responses = write_few_responses(start)
    make_answers(start, responses=responses).save(SAFETY, 1, BETTER, "Jo", REASON)
    run = subprocess.run(
        [sys.executable, "-m", "tests.answers.killed_writer", str(tmp_path), action, str(step)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    folders = sorted((int(path.name), path) for path in tmp_path.iterdir() if path.name != "start")
    assert len(folders) > 40 / step, "as many lines as saving has"
    seen = set()
    answers_of = {folder: make_answers(folder, responses=responses) for _, folder in folders}
    for folder, answers in answers_of.items():
        content = answers.show(SAFETY).wordings[0].text
        assert content in (BETTER, NEW[action]), folder.name
        # The next change of somebody else sets right what the killed one has left.
        assert answers.save(COST, 1, "Ask for costs at {clinic_phone}.", "Lee").is_saved
        after = answers.show(SAFETY).wordings[0].text
        assert after in (BETTER, NEW[action]), folder.name
        # A change that had reached the file is never taken back by the repair.
        assert content == BETTER or after == NEW[action]
        history = read_history(history_of(folder))
        assert history.unfinished is None
        assert history.answers == read_staff_answers(staff_file_of(folder)).answers
        made = [change.action for change in history.changes]
        assert made == [Action.EDIT, *([ACTIONS[action]] if after != BETTER else []), Action.EDIT]
        assert [path.name for path in folder.iterdir() if path.name[0] == "."] == []
        seen.add((content == NEW[action], after == NEW[action]))
    # Killed before it was recorded, between record and file, and after.
    assert seen == {(False, False), (False, True), (True, True)}
