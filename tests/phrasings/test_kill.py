"""kill -9 at any point of saving: nothing is lost, doubled or half written."""

import subprocess
import sys
from pathlib import Path
from typing import Dict, FrozenSet, Tuple

import pytest

from assistant.phrasings.book import PhrasingBook, utc_now
from assistant.phrasings.history import Action, read_history
from assistant.phrasings.saving import open_to_write
from assistant.phrasings.training_file import Phrasing
from assistant.settings import PROJECT
from tests.phrasings.books import COST, additions, history_of, make_book, write_training_folder
from tests.phrasings.killed_writer import FIRST, NAME, SECOND

OLD = frozenset({Phrasing(COST, FIRST)})
NEW: Dict[str, FrozenSet[Phrasing]] = {
    "add": OLD | {Phrasing(COST, SECOND)},
    "remove": frozenset(),
    "undo": frozenset(),
}
ACTIONS = {"add": Action.ADD, "remove": Action.REMOVE, "undo": Action.UNDO}


def read_book(book: PhrasingBook) -> Tuple[FrozenSet[Phrasing], int]:
    """What the book teaches, and how many lines of it."""
    taught = book.list_phrasings()
    return frozenset(Phrasing(one.topic, one.text) for one in taught), len(taught)


# The others are saved by the same lines, so that some of them do.
@pytest.mark.parametrize(("action", "step"), [("add", 1), ("remove", 4), ("undo", 4)])
def test_killed_at_any_line(action: str, step: int, tmp_path: Path) -> None:
    """The file is the old or the new one; the next change finds both files in step."""
    start = tmp_path / "start" / NAME
    write_training_folder(tmp_path / "start")
    make_book(start).add(additions(COST, FIRST), "Jo")
    run = subprocess.run(
        [sys.executable, "-m", "tests.phrasings.killed_writer", str(tmp_path), action, str(step)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    folders = sorted((int(path.name), path) for path in tmp_path.iterdir() if path.name != "start")
    assert len(folders) > 40 / step, "as many lines as saving has"
    seen = set()
    for _, folder in folders:
        book = make_book(folder / NAME)
        content = read_book(book)
        assert content in ((OLD, 1), (NEW[action], len(NEW[action]))), folder.name
        # The next change of somebody else sets right what the killed one has left.
        third = Phrasing(COST, "money for a visit and one more visit")
        with open_to_write(folder / NAME, history_of(folder / NAME), utc_now) as opened:
            before = frozenset(opened.file.phrasings)
            opened.commit(utc_now(), "Lee", Action.ADD, added=[third])
        held, count = read_book(book)
        assert before in (OLD, NEW[action]), folder.name
        assert held == before | {third}
        assert count == len(held)
        history = read_history(history_of(folder / NAME))
        assert history.unfinished is None
        assert history.phrasings == held
        made = [change.action for change in history.changes]
        assert made == [Action.ADD, *([ACTIONS[action]] if before != OLD else []), Action.ADD]
        # A change that had reached the file is never taken back by the repair.
        assert content[0] != NEW[action] or before == NEW[action]
        assert [path.name for path in (folder / "nlu").iterdir() if path.name[0] == "."] == []
        seen.add((content[0] == NEW[action], before == NEW[action]))
    # Killed before it was recorded, between record and file, and after.
    assert seen == {(False, False), (False, True), (True, True)}
