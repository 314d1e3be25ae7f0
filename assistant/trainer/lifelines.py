"""Ties processes to the process that started them: none is left behind when that one is killed."""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1


def end_with_parent() -> None:
    """Have the system kill this process when its parent ends, however that ends.

    Elsewhere than on Linux it ends when it next tells its parent something.
    """
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent or parent == 1:
            # It ended before the system was told.
            os.kill(os.getpid(), signal.SIGKILL)
