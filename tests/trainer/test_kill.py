"""A trainer and its forks killed with -9, cancelled and stopped, at several steps."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Callable, List

import psutil
import pytest

from assistant.releases.errors import TrainerRunning
from assistant.releases.folder import LOG, MODEL, SOURCES
from assistant.releases.jobs import hold_trainer_lock
from assistant.releases.records import Happening, State
from assistant.settings import PROJECT
from assistant.trainer.making import WORK
from tests.booking.command_line import wait_until
from tests.trainer.conftest import Workshop

# How far a training is, by what stands in the folder of its release.
STEPS = {
    "training": lambda folder: (folder / WORK).exists(),
    "measuring": lambda folder: (folder / WORK / MODEL).exists(),
}
at_each_step = pytest.mark.parametrize("step", STEPS)


def start_training(workshop: Workshop, step: str) -> int:
    """Have a release made, and return its number at that step."""
    number = workshop.releases.request("ana").number
    reached: Callable[[Path], bool] = STEPS[step]
    wait_until(lambda: reached(workshop.folder_of(number)), step)
    return number


def list_forks(workshop: Workshop) -> List[psutil.Process]:
    """Every process that the trainer has started, and those that they have started."""
    return psutil.Process(workshop.trainer.pid).children(recursive=True)


def wait_for_end(forks: List[psutil.Process]) -> None:
    """Return once all of them are gone; nobody may have asked what became of them yet."""

    def is_gone(process: psutil.Process) -> bool:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE

    assert forks
    wait_until(lambda: all(map(is_gone, forks)), "the end of all forks")


def restart_trainer(workshop: Workshop) -> None:
    """Kill it with -9, see that none of its forks outlives it, and start the next one."""
    forks = list_forks(workshop)
    workshop.stop_trainer()
    wait_for_end(forks)
    workshop.start_trainer()


@at_each_step
def test_killed_fork_fails_its_job(workshop: Workshop, step: str) -> None:
    """The release failed, in words; nothing half-written is left, and the trainer lives."""
    number = start_training(workshop, step)
    forks = list_forks(workshop)
    forks[0].kill()
    failed = workshop.wait_for(number)
    assert failed.state is State.FAILED
    assert "stopped from outside (by SIGKILL)" in str(failed.problem)
    wait_for_end(forks)
    assert {path.name for path in workshop.folder_of(number).iterdir()} <= {LOG, SOURCES, WORK}
    wait_until(lambda: not (workshop.folder_of(number) / WORK).exists(), "the cleaning up")
    assert workshop.trainer.is_alive()


@at_each_step
def test_cancelled_training_ends_at_once(workshop: Workshop, step: str) -> None:
    """Its processes are gone, nothing half-written is left, and the trainer lives."""
    number = start_training(workshop, step)
    forks = list_forks(workshop)
    workshop.releases.cancel(number, "ben")
    wait_for_end(forks)
    assert workshop.releases.show(number).state is State.CANCELLED
    wait_until(lambda: not (workshop.folder_of(number) / WORK).exists(), "the cleaning up")
    assert workshop.trainer.is_alive()


def test_job_of_killed_trainers_is_done_by_the_next(workshop: Workshop) -> None:
    """Killed while training and again while measuring: the job is done after all, once."""
    number = start_training(workshop, "training")
    restart_trainer(workshop)
    wait_until(lambda: STEPS["measuring"](workshop.folder_of(number)), "measuring")
    restart_trainer(workshop)
    assert workshop.wait_for(number).state is State.READY
    wait_until(lambda: not (workshop.folder_of(number) / WORK).exists(), "the cleaning up")
    happened = [entry.what for entry in workshop.releases.history() if entry.number == number]
    assert happened.count(Happening.INTERRUPTED) == 2
    assert happened.count(Happening.TRAINED) == 1


def test_stopped_trainer_leaves_its_job_to_the_next(workshop: Workshop) -> None:
    """SIGTERM ends it within seconds; the job waits and is not failed."""
    number = start_training(workshop, "training")
    workshop.trainer.terminate()
    workshop.trainer.join(30)
    assert workshop.trainer.exitcode == 0
    assert workshop.releases.show(number).state is State.WAITING
    workshop.releases.cancel(number, "ben")
    workshop.start_trainer()


def test_there_is_one_trainer_only(workshop: Workshop) -> None:
    """A second one is told so; its command says it in one line, before Rasa is loaded."""
    wait_until(lambda: is_trainer_running(workshop), "the trainer")
    environment = {
        **os.environ,
        "RELEASES_FOLDER": str(workshop.settings.releases_folder),
        "RELEASE_DATABASE": workshop.settings.release_database,
    }
    second = subprocess.run(
        [sys.executable, "-m", "assistant.trainer", "--once"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert second.returncode == 1
    assert second.stderr.startswith("Nothing can be trained: Another trainer is running")
    assert len(second.stderr.splitlines()) == 1
    assert workshop.trainer.is_alive()


def is_trainer_running(workshop: Workshop) -> bool:
    """Whether the trainer holds its lock."""
    try:
        with hold_trainer_lock(workshop.settings):
            return False
    except TrainerRunning:
        return True
