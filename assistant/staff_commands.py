"""How a command for staff ends: its status, and its errors in one line that quotes nobody."""

import getpass
import os
import sys
from typing import Callable, Optional, Tuple, Type

from assistant.staff_output import describe_unexpected

FAILED_STATUS = 1
CTRL_C_STATUS = 130


def run_command(
    work: Callable[[], Optional[int]], expected: Tuple[Type[BaseException], ...]
) -> int:
    """Do the work and return the exit status: the work's own, 0 if it has none.

    The words of expected errors are for staff, and are written to standard error on one line.
    """
    try:
        status = work()
        sys.stdout.flush()
    except expected as error:
        sys.stderr.write(f"{' '.join(str(error).split())}\n")
        return FAILED_STATUS
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nStopped.\n")
        return CTRL_C_STATUS
    except Exception as error:
        # A traceback would help nobody at a desk, and the error may quote a visitor.
        sys.stderr.write(f"This went wrong unexpectedly: {describe_unexpected(error)}.\n")
        return FAILED_STATUS
    return status or 0


def name_user() -> str:
    """Who runs this command, as the operating system calls them; for histories."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container the user may have no name.
        return "unknown user"
