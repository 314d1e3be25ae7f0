"""Changes answers and is killed on the way: at each line that writes, one after the other.

Run as a process of its own: `killed_writer.py FOLDER ACTION STEP`. For every STEPth line it copies
FOLDER/start to FOLDER/<number>, and a child process makes the change there until it kills itself
(SIGKILL).
"""

import shutil
import sys
from functools import partial
from pathlib import Path

from tests.answers.answer_rooms import BETTER, REASON, SAFETY, make_answers
from tests.staff_changes.kills import run_until_killed

AGAIN = f"{BETTER} Ask us too."
RELEASE = "release.yml"


def main(folder: Path, action: str, step: int) -> None:
    """One folder for every line that is tried, until the change gets through."""
    line = 0
    is_killed = True
    while is_killed:
        here = folder / str(line)
        shutil.copytree(folder / "start", here)
        answers = make_answers(here, responses=here / "responses")
        # The engineers' files are read once, not by every child.
        answers.list_answers()
        changes = {
            "save": partial(answers.save, SAFETY, 1, AGAIN, "Kim", REASON),
            "undo": partial(answers.undo, "Kim"),
            "restore": partial(answers.restore, here / RELEASE, "Kim", "Back."),
        }
        is_killed = run_until_killed(changes[action], line)
        line += step


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
