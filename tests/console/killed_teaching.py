"""Decides, or takes back, and is killed on the way: around each call that a room is asked by.

Run as a process of its own: `killed_teaching.py FOLDER`. For each action and every such moment it
copies FOLDER/<action>/start to FOLDER/<action>/<number>, where a child process does the action
until it kills itself.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Callable

from assistant.console.lessons import Lesson
from assistant.review.inbox_records import Kind, Ruling
from tests.console.teaching_rooms import TeachingRooms, opened_rooms
from tests.phrasings.books import COST

CALLS = ("add", "remove", "add_tests", "withdraw_tests", "decide", "undo")
ACTIONS = ("decide", "undo")
ROOMS = ("phrasings/book.py", "releases/releases.py", "review/inbox.py")
WORDS = ("cost of a knee visit", "price of a shoulder injection in cash")
LESSON = Lesson((1, 2), Ruling(Kind.TOPIC, COST))


def act(rooms: TeachingRooms, action: str) -> None:
    """What is killed, and what somebody does again afterwards."""
    if action == "decide":
        rooms.teaching.decide(LESSON, "Kim")
    else:
        rooms.teaching.undo(1, "Kim")


def kill_at(moment: int) -> Callable[..., Any]:
    """A profile function that kills this process at the given beginning or end of a call."""
    left = moment

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal left
        code = frame.f_code
        if event not in ("call", "return") or code.co_name not in CALLS:
            return
        if code.co_filename.endswith(ROOMS):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return profile


def run_until_killed(folder: Path, action: str, moment: int) -> bool:
    """Do it in a child process that is killed at the moment; whether it was."""
    child = os.fork()
    if child == 0:
        with opened_rooms(folder) as rooms:
            sys.setprofile(kill_at(moment))
            act(rooms, action)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit(f"The child failed at moment {moment}.")
    return os.WIFSIGNALED(status)


def main(folder: Path, action: str) -> None:
    """One folder for every moment that is tried, until the action gets through."""
    moment, is_killed = 0, True
    while is_killed:
        here = folder / str(moment)
        shutil.copytree(folder / "start", here)
        is_killed = run_until_killed(here, action, moment)
        moment += 1


if __name__ == "__main__":
    for each in ACTIONS:
        main(Path(sys.argv[1]) / each, each)
