"""The trainer's command for a single job, when the product does not run."""

import os
import sys
from multiprocessing import get_context
from pathlib import Path
from typing import Iterator, Tuple

import pytest

from assistant.releases.records import State
from assistant.trainer.__main__ import main
from tests.trainer.conftest import Workshop


@pytest.fixture
def idle_workshop(workshop: Workshop) -> Iterator[Workshop]:
    """A workshop that no trainer works in, and that the command finds by its settings."""
    workshop.stop_trainer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELEASES_FOLDER", str(workshop.settings.releases_folder))
        patch.setenv("RELEASE_DATABASE", workshop.settings.release_database)
        patch.setenv("EVALUATION_FOLDER", str(workshop.settings.evaluation_folder))
        yield workshop
    workshop.start_trainer()


def run_once(folder: Path) -> Tuple[int, str]:
    """The command's exit status and what it printed, from a process of its own."""
    output = folder / "once.log"

    def run() -> None:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        sys.stdout = os.fdopen(handle, "w")
        status = main(["--once"])
        sys.stdout.flush()
        os._exit(status)

    process = get_context("fork").Process(target=run)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode, output.read_text(encoding="utf-8")


def test_one_job_is_done(idle_workshop: Workshop) -> None:
    """The job that waits is done and named; without one that is said. Both are successes."""
    status, said = run_once(idle_workshop.folder)
    assert (status, said.splitlines()[-1]) == (0, "No training waits.")
    number = idle_workshop.releases.request("ana").number
    status, said = run_once(idle_workshop.folder)
    assert (status, said.splitlines()[-1]) == (0, f"Release {number}: Ready to be published")
    assert idle_workshop.releases.show(number).state is State.READY


def test_job_that_fails_is_told_by_the_exit_status(idle_workshop: Workshop) -> None:
    """1, with the words that staff see."""
    file = idle_workshop.settings.evaluation_folder / "dev_messages.jsonl"
    content = file.read_bytes()
    file.unlink()
    idle_workshop.teach("greet", "howdy")
    number = idle_workshop.releases.request("ana").number
    status, said = run_once(idle_workshop.folder)
    file.write_bytes(content)
    assert status == 1
    assert said.splitlines()[-1].startswith(f"Release {number}: There is no file ")
