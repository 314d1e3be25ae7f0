"""Changes a book and is killed on the way: at each line that writes, one after the other.

Run as a process of its own: `killed_writer.py FOLDER ACTION STEP`. For every STEPth line it copies
FOLDER/start to FOLDER/<number>, and a child process makes the change there until it kills itself
(SIGKILL).
"""

import sys
from functools import partial
from pathlib import Path

from assistant.phrasings.training_file import Phrasing
from tests.phrasings.books import COST, additions, make_book
from tests.staff_changes.kills import kill_at_every_line

NAME = "nlu/staff_phrasings.yml"
FIRST, SECOND = "cost of a knee visit", "price of a shoulder injection in cash"

CHANGES = {
    "add": lambda book: book.add(additions(COST, SECOND), "Kim"),
    "remove": lambda book: book.remove([Phrasing(COST, FIRST)], "Kim"),
    "undo": lambda book: book.undo("Kim"),
}


def main(folder: Path, action: str, step: int) -> None:
    """Make the change in one folder for every line that is tried."""
    kill_at_every_line(folder, step, lambda here: partial(CHANGES[action], make_book(here / NAME)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
