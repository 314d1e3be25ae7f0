"""Keeps processes running: starts one that has stopped again, after a pause that grows."""

import multiprocessing
import os
import shlex
import signal
import subprocess
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Any, Callable, Dict, Optional, Tuple

from honcho.manager import Manager
from honcho.process import Process

from assistant.settings import PROJECT

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# Whoever has run so long is well again, and its next pause is the first one.
CALM_SECONDS = 60.0
# How often a process looks whether its keeper is still there, and how long a program has to end.
LOOK_SECONDS = 1.0
ENDING_SECONDS = 5.0

MakeCommand = Callable[[], Tuple[str, ...]]


class ProcessKeeper(Manager):
    """Honcho's manager, which ends everything when one process stops, for a product that goes on.

    A process that the product cannot do without ends everything only while it starts: until
    `note_up`, somebody is there to read why. All others, and all of them later, start again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_ending = multiprocessing.Event()
        self._is_up = multiprocessing.Event()
        self._makers: Dict[str, Tuple[MakeCommand, bool]] = {}
        self._process_ctor = self._make_process

    def keep(
        self, name: str, make_command: MakeCommand, environment: Dict[str, str], is_needed: bool
    ) -> None:
        """Have a process run from `loop` on. Its command is made anew for each start."""
        self._makers[name] = (make_command, is_needed)
        self.add_process(name, "", env=environment, cwd=str(PROJECT))

    def note_up(self) -> None:
        """From now on the needed processes start again as well."""
        self._is_up.set()

    def terminate(self) -> None:
        """End every process, for good."""
        self._is_ending.set()
        super().terminate()

    def _make_process(self, command: str, *, name: str, **options: Any) -> "KeptProcess":
        make_command, is_needed = self._makers[name]
        return KeptProcess(
            command,
            name=name,
            make_command=make_command,
            wait_for_end=self._is_ending.wait,
            may_restart=self._is_up.is_set if is_needed else partial(bool, True),
            **options,
        )


class KeptProcess(Process):
    """One process and all its successors. It runs in a child of the keeper."""

    def __init__(
        self,
        command: str,
        *,
        make_command: MakeCommand,
        wait_for_end: Callable[[float], bool],
        may_restart: Callable[[], bool],
        **options: Any,
    ) -> None:
        super().__init__(command, **options)
        self._make_command = make_command
        self._wait_for_end = wait_for_end
        self._may_restart = may_restart

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Run it, again and again, until the keeper ends or it must not start again."""
        for ending in (signal.SIGINT, signal.SIGTERM):
            # The keeper sends what is to end to the process itself. Not SIG_IGN: what is ignored
            # stays ignored in the programs that are started from here.
            signal.signal(ending, _go_on)
        threading.Thread(target=self._end_with_keeper, args=(os.getppid(),), daemon=True).start()
        pause = FIRST_PAUSE_SECONDS
        while True:
            self.cmd = shlex.join(self._make_command())
            started = time.monotonic()
            super().run(events)
            is_over = self._wait_for_end(0.0) or not self._may_restart()
            if not is_over:
                if time.monotonic() - started >= CALM_SECONDS:
                    pause = FIRST_PAUSE_SECONDS
                self._send_message(f"It has stopped and starts again in {pause:.0f} s.\n".encode())
                is_over = self._wait_for_end(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            if is_over:
                super()._send_message({"returncode": self._child.returncode}, type="stop")
                return

    def _end_with_keeper(self, keeper: int) -> None:
        """End the program when the keeper was killed: nobody else would, and it holds its ports."""
        while os.getppid() == keeper:
            time.sleep(LOOK_SECONDS)
        for ending in (signal.SIGTERM, signal.SIGKILL):
            child = self._child
            if child is None or child.poll() is not None:
                break
            with suppress(ProcessLookupError):
                os.killpg(child.pid, ending)
            with suppress(subprocess.TimeoutExpired):
                child.wait(ENDING_SECONDS)
        os._exit(1)

    def _send_message(self, data: Any, type: str = "line") -> None:
        # The manager ends everything when it hears that a process has stopped.
        if type != "stop":
            super()._send_message(data, type)


def _go_on(_: int, __: Optional[Any]) -> None:
    """Take a signal and do nothing."""
