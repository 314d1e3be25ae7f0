"""Does work in a forked process that can be watched, cancelled, and that may die of itself."""

import os
import signal
import sys
import traceback
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Callable, Generic, Optional, TypeVar, Union

from rasa.shared.exceptions import RasaException

from assistant.error_places import describe_error
from assistant.evaluation.labelled_messages import InvalidMessageFile
from assistant.nlu.sentence_encoder import EncoderMissing
from assistant.releases.errors import ReleaseError
from assistant.releases.records import State
from assistant.trainer.lifelines import end_with_parent
from assistant.trainer.progress import Tell

Result = TypeVar("Result")
# Their words are about files, and were written for people.
_EXPECTED = (RasaException, InvalidMessageFile, EncoderMissing, ReleaseError)


class WorkFailed(RuntimeError):
    """The work came to nothing; the message says why, for staff."""


@dataclass(frozen=True)
class Progress:
    """How far the work is."""

    share: float
    step: str
    state: State = State.TRAINING


@dataclass(frozen=True)
class _Problem:
    words: str


@dataclass(frozen=True)
class Done(Generic[Result]):
    """What the work came to."""

    result: Result


class Fork(Generic[Result]):
    """One piece of work in a process of its own; what it prints is added to the file `log`.

    The process inherits everything that this one holds, and changes nothing of it. It dies with
    this one. Forks must be started by the main thread, which the system watches over for them.
    """

    def __init__(self, work: Callable[[Tell], Result], log: Path) -> None:
        context = get_context("fork")
        self._reader, writer = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(work, log, self._reader, writer))
        self._process.start()
        writer.close()

    def next(self, seconds: float) -> Optional[Union[Progress, Done[Result]]]:
        """What the process says within so many seconds, if anything. Raises WorkFailed."""
        if not self._reader.poll(seconds):
            return None
        try:
            said: Any = self._reader.recv()
        except (EOFError, OSError) as error:
            raise WorkFailed(self._describe_end()) from error
        if isinstance(said, _Problem):
            raise WorkFailed(said.words)
        checked: Union[Progress, Done[Result]] = said
        return checked

    def end(self) -> None:
        """Kill the process and those that it started, if they are still there."""
        if self._process.is_alive() and self._process.pid is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                # It has ended, or has not yet become the leader of a group.
                self._process.kill()
        self._process.join()
        self._reader.close()

    @property
    def pid(self) -> Optional[int]:
        """The id of the process."""
        return self._process.pid

    def _describe_end(self) -> str:
        self._process.join()
        code = self._process.exitcode
        if code is not None and code < 0:
            return (
                f"The training was stopped from outside (by {signal.Signals(-code).name}), perhaps "
                "because the machine ran out of memory. Nothing was changed. Train again; if it "
                "happens again, ask an engineer to look at the machine."
            )
        return (
            f"The training ended without a result (status {code}). Nothing was changed. Ask an "
            "engineer to look at its log."
        )


def _run(work: Callable[[Tell], Any], log: Path, reader: Connection, writer: Connection) -> None:
    os.setpgid(0, 0)
    end_with_parent()
    # The parent's ways to stop are not this process's.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    reader.close()
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    os.dup2(handle, sys.stdout.fileno())
    os.dup2(handle, sys.stderr.fileno())

    def tell(share: float, step: str, state: State) -> None:
        writer.send(Progress(share, step, state))

    try:
        writer.send(Done(work(tell)))
    except BrokenPipeError:
        # The parent has ended, and nobody wants the result.
        return
    except _EXPECTED as error:
        traceback.print_exc()
        first = str(error).strip().splitlines()
        writer.send(_Problem(first[0] if first else type(error).__name__))
    except Exception as error:
        # Its words may quote a visitor: where it was raised has to do.
        sys.stderr.write(f"{describe_error(error)}\n")
        writer.send(
            _Problem(
                f"The training failed unexpectedly ({type(error).__name__}). Nothing was changed. "
                "Ask an engineer to look at its log."
            )
        )
