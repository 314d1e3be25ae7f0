"""Changes a book and is killed on the way: at each line that writes, one after the other.

Run as a process of its own: `killed_writer.py FOLDER ACTION STEP`. For every STEPth line it copies
FOLDER/start to FOLDER/<number>, and a child process makes the change there until it kills itself
(SIGKILL).
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Callable, Optional

from assistant.phrasings.book import PhrasingBook
from assistant.phrasings.training_file import Phrasing
from tests.phrasings.books import COST, additions, make_book

# The functions that write, or call those that do. Between two of their lines nothing is written.
SAVING = ("commit", "append_change", "_append", "write_content", "mark_done", "remove_drafts")
NAME = "nlu/staff_phrasings.yml"
FIRST, SECOND = "cost of a knee visit", "price of a shoulder injection in cash"

CHANGES = {
    "add": lambda book: book.add(additions(COST, SECOND), "Kim"),
    "remove": lambda book: book.remove([Phrasing(COST, FIRST)], "Kim"),
    "undo": lambda book: book.undo("Kim"),
}


def kill_at(line: int) -> Callable[..., Any]:
    """A trace function that kills this process before the given line, counted as they are run."""
    left = line

    def trace(frame: FrameType, event: str, _argument: object) -> Optional[Callable[..., Any]]:
        nonlocal left
        if frame.f_code.co_name not in SAVING:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def run_until_killed(book: PhrasingBook, action: str, line: int) -> bool:
    """Make the change in a child process that is killed at the line; whether it was."""
    child = os.fork()
    if child == 0:
        sys.settrace(kill_at(line))
        CHANGES[action](book)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit(f"The child failed at line {line}.")
    return os.WIFSIGNALED(status)


def main(folder: Path, action: str, step: int) -> None:
    """One folder for every line that is tried, until the change gets through."""
    line = 0
    is_killed = True
    while is_killed:
        here = folder / str(line)
        shutil.copytree(folder / "start", here)
        is_killed = run_until_killed(make_book(here / NAME), action, line)
        line += step


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
