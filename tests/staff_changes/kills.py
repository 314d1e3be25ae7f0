"""Kills a process at a chosen line of saving, for the tests of every file that staff change."""

import os
import signal
import sys
from types import FrameType
from typing import Any, Callable, Optional

# The functions that write, or call those that do. Between two of their lines nothing is written.
SAVING = (
    *("commit", "make", "record", "append_change", "append_entry"),
    *("write_content", "mark_done", "remove_drafts"),
)


def run_until_killed(change: Callable[[], object], line: int) -> bool:
    """Make the change in a child process that is killed at the line; whether it was."""
    child = os.fork()
    if child == 0:
        sys.settrace(_kill_at(line))
        change()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit(f"The child failed at line {line}.")
    return os.WIFSIGNALED(status)


def _kill_at(line: int) -> Callable[..., Any]:
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
