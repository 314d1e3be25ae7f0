"""Kills a process at a chosen line of saving, for the tests of every file that staff change."""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Callable, Optional

# The functions that write, or call those that do. Between two of their lines nothing is written.
SAVING = (
    *("commit", "make", "record", "append_change", "append_entry"),
    *("write_content", "mark_done", "remove_drafts"),
)


Counts = Callable[[CodeType], bool]


def is_saving(code: CodeType) -> bool:
    """Whether the lines of this code are counted for files that staff change."""
    return code.co_name in SAVING


def kill_at_every_line(
    folder: Path,
    step: int,
    prepare: Callable[[Path], Callable[[], object]],
    counts: Counts = is_saving,
) -> None:
    """Kill a change at every STEPth line, each in a copy of FOLDER/start, until it gets through.

    `prepare` gives the change for a copy.
    """
    line = 0
    is_killed = True
    while is_killed:
        here = folder / str(line)
        shutil.copytree(folder / "start", here)
        is_killed = _run_until_killed(prepare(here), line, counts)
        line += step


def _run_until_killed(change: Callable[[], object], line: int, counts: Counts) -> bool:
    """Make the change in a child process that is killed at the line; whether it was."""
    child = os.fork()
    if child == 0:
        sys.settrace(_kill_at(line, counts))
        change()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit(f"The child failed at line {line}.")
    return os.WIFSIGNALED(status)


def _kill_at(line: int, counts: Counts) -> Callable[..., Any]:
    """A trace function that kills this process before the given line, counted as they are run."""
    left = line

    def trace(frame: FrameType, event: str, _argument: object) -> Optional[Callable[..., Any]]:
        nonlocal left
        if not counts(frame.f_code):
            return None
        if event == "line":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace
