"""Waits for a candidate in a terminal, and starts a trainer of its own where none runs."""

import subprocess
import sys
import tempfile
import time
from typing import IO, Optional

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from assistant.releases.errors import ImpossibleCancel, ReleaseError, TrainerRunning
from assistant.releases.jobs import hold_trainer_lock
from assistant.releases.records import Release
from assistant.releases.releases import Releases
from assistant.settings import PROJECT, Settings

TRAINER = (sys.executable, "-m", "assistant.trainer", "--once")
LOOK_SECONDS = 0.3
STOP_SECONDS = 20


class TrainerStopped(ReleaseError):
    """The trainer that was started for this candidate has ended before it was done."""


def wait_for_candidate(
    releases: Releases, settings: Settings, number: int, who: str, notes: Console
) -> Release:
    """Show how far the candidate has come until it is done, and give it.

    Ctrl-C cancels the training. Raises TrainerStopped.
    """
    with tempfile.TemporaryFile() as output:
        trainer = None if is_trainer_running(settings) else _start_trainer(output)
        try:
            return _watch(releases, settings, number, trainer, notes)
        except KeyboardInterrupt:
            _cancel(releases, number, who)
            notes.print(f"The training of candidate {number} is cancelled.")
            raise
        finally:
            if trainer is not None:
                _stop(trainer)


def is_trainer_running(settings: Settings) -> bool:
    """Whether some trainer is at work on the folder of the releases."""
    try:
        with hold_trainer_lock(settings):
            return False
    except TrainerRunning:
        return True


def _watch(
    releases: Releases,
    settings: Settings,
    number: int,
    trainer: "Optional[subprocess.Popen[bytes]]",
    notes: Console,
) -> Release:
    with _showing_progress(notes) as progress:
        task = progress.add_task("Waiting for the trainer", total=1.0)
        while True:
            # Asked before the release is: a trainer that has ended has written its last word.
            status = None if trainer is None else trainer.poll()
            release = releases.show(number)
            progress.update(task, completed=release.progress, description=release.step)
            if not release.state.is_running:
                return release
            if status is not None and not is_trainer_running(settings):
                raise TrainerStopped(
                    f"The trainer ended with status {status} before candidate {number} was done. "
                    f"Nothing is lost: it begins again with the next trainer. See what it wrote: "
                    f'make releases DO="log {number}"'
                )
            time.sleep(LOOK_SECONDS)


def _showing_progress(notes: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=notes,
    )


def _start_trainer(output: IO[bytes]) -> "subprocess.Popen[bytes]":
    # Out of this terminal's reach: Ctrl-C cancels the candidate, and the trainer then ends itself.
    return subprocess.Popen(
        TRAINER, cwd=PROJECT, stdout=output, stderr=output, start_new_session=True
    )


def _cancel(releases: Releases, number: int, who: str) -> None:
    try:
        releases.cancel(number, who)
    except ImpossibleCancel:
        # It was done at this very moment.
        return


def _stop(trainer: "subprocess.Popen[bytes]") -> None:
    """Let the trainer end by itself; one that does not is stopped, and its job begins anew."""
    try:
        trainer.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        trainer.terminate()
        trainer.wait(STOP_SECONDS)
