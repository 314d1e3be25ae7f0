"""Does one step of a release's way and is killed on it: at each line that writes, one by one.

Run as a process of its own: `killed_process.py FOLDER ACTION STEP ADDRESS`. For every STEPth line
it copies FOLDER/start to FOLDER/<number>, and a child process does the action there until it kills
itself (SIGKILL).
"""

import sys
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Callable, Dict

from assistant.releases import (
    comparing,
    folder,
    jobs,
    live_model,
    publishing,
    queueing,
    registering,
    releases,
)
from assistant.staff_changes import atomic_files
from tests.releases.release_examples import Room, find_room, finish, make_first
from tests.staff_changes.kills import kill_at_every_line

# The modules that write, or call those that do. Between two of their lines nothing is written.
WRITING = {
    str(module.__file__)
    for module in (
        *(comparing, folder, jobs, live_model, publishing, queueing, registering, releases),
        atomic_files,
    )
}
# Where nothing is written: reading, checking and hashing would only be more lines to try.
READING = {"hash_file", "check_model", "read_content", "find_model", "live", "_translated", "of"}


def work(room: Room) -> None:
    """Claim and finish a job, as the trainer does."""
    jobs_of_room = room.jobs()
    job = jobs_of_room.claim()
    assert job is not None
    finish(jobs_of_room, job)


ACTIONS: Dict[str, Callable[[Room], object]] = {
    "request": lambda room: room.open().request("Kim", "why", ["a real message"]),
    "work": work,
    "publish": lambda room: room.open().publish(2, "Kim", "why"),
    "roll_back": lambda room: room.open().roll_back(1, "Kim", "why"),
    "complete": lambda room: room.open().complete(),
    "register": lambda room: make_first(room, room.open()),
    "cancel": lambda room: room.open().cancel(2, "Kim"),
}


def is_writing(code: CodeType) -> bool:
    """Whether the lines of this code are counted."""
    return code.co_filename in WRITING and code.co_name not in READING


def main(folder_of_all: Path, action: str, step: int, address: str) -> None:
    """Do the action in one folder for every line that is tried."""
    kill_at_every_line(
        folder_of_all,
        step,
        lambda here: partial(ACTIONS[action], find_room(here, [address])),
        is_writing,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
