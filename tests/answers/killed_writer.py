"""Changes answers and is killed on the way: at each line that writes, one after the other.

Run as a process of its own: `killed_writer.py FOLDER ACTION STEP`. For every STEPth line it copies
FOLDER/start to FOLDER/<number>, and a child process makes the change there until it kills itself
(SIGKILL).
"""

import sys
from functools import partial
from pathlib import Path
from typing import Callable, Dict

from tests.answers.answer_rooms import BETTER, REASON, SAFETY, make_answers
from tests.staff_changes.kills import kill_at_every_line

AGAIN = f"{BETTER} Ask us too."
RELEASE = "release.yml"


def prepare(action: str, here: Path) -> Callable[[], object]:
    """The change of the answers in a folder."""
    answers = make_answers(here, responses=here / "responses")
    # The engineers' files are read once, not by every child.
    answers.list_answers()
    changes: Dict[str, Callable[[], object]] = {
        "save": partial(answers.save, SAFETY, 1, AGAIN, "Kim", REASON),
        "undo": partial(answers.undo, "Kim"),
        "restore": partial(answers.restore, here / RELEASE, "Kim", "Back."),
    }
    return changes[action]


def main(folder: Path, action: str, step: int) -> None:
    """Make the change in one folder for every line that is tried."""
    kill_at_every_line(folder, step, partial(prepare, action))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
