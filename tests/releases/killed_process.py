"""Does one step of a release's way and is killed on it: at each line that writes, one by one.

Run as a process of its own: `killed_process.py FOLDER ACTION STEP ADDRESS`. For every STEPth line
it copies FOLDER/start to FOLDER/<number>, and a child process does the action there until it kills
itself (SIGKILL).
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Callable, Dict, Optional

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


def kill_at(line: int) -> Callable[..., Any]:
    """A trace function that kills this process before the given line, counted as they are run."""
    left = line

    def trace(frame: FrameType, event: str, _argument: object) -> Optional[Callable[..., Any]]:
        nonlocal left
        code = frame.f_code
        if code.co_filename not in WRITING or code.co_name in READING:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def run_until_killed(room: Room, action: str, line: int) -> bool:
    """Do the action in a child process that is killed at the line; whether it was."""
    child = os.fork()
    if child == 0:
        sys.settrace(kill_at(line))
        ACTIONS[action](room)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit(f"The child failed at line {line}.")
    return os.WIFSIGNALED(status)


def main(folder_of_all: Path, action: str, step: int, address: str) -> None:
    """One folder for every line that is tried, until the action gets through."""
    line = 0
    is_killed = True
    while is_killed:
        here = folder_of_all / str(line)
        shutil.copytree(folder_of_all / "start", here)
        is_killed = run_until_killed(find_room(here, [address]), action, line)
        line += step


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
