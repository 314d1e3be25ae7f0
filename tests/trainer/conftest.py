"""A small project, its releases, and trainers that the tests may kill."""

import os
import signal
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Iterator, Optional

import pytest

from assistant.releases.folder import ReleasesFolder
from assistant.releases.jobs import hold_trainer_lock, open_jobs
from assistant.releases.publishing_lock import hold_publishing_lock
from assistant.releases.records import Release
from assistant.releases.releases import Releases, open_releases
from assistant.settings import Settings
from assistant.trainer.__main__ import prepare_logs
from assistant.trainer.trainer import Trainer
from tests.booking.command_line import wait_until
from tests.trainer.small_project import (
    make_settings,
    write_evaluation,
    write_phrasings,
    write_project,
)


class Workshop:
    """The releases of a small project, and the trainers at work on them."""

    def __init__(self, folder: Path, settings: Settings, releases: Releases) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.settings = settings
        self.releases = releases
        self._trainer: Optional[BaseProcess] = None

    @property
    def trainer(self) -> BaseProcess:
        """The trainer at work."""
        assert self._trainer is not None
        return self._trainer

    def start_trainer(self) -> None:
        """Start one in a process of its own; a former one has ended."""
        # A fork of this process has Rasa imported already, as a trainer has after its start.
        self._trainer = get_context("fork").Process(
            target=_train, args=(self.settings, self.folder)
        )
        self._trainer.start()

    def stop_trainer(self) -> None:
        """Kill the trainer."""
        self.trainer.kill()
        self.trainer.join()

    def teach(self, topic: str, *texts: str) -> None:
        """Write the staff's file of phrasings."""
        write_phrasings(self.settings.staff_phrasings, {topic: texts})

    def wait_for(self, number: int) -> Release:
        """The release once nothing is done on it any more."""
        wait_until(lambda: not self.releases.show(number).state.is_running, "the end of a training")
        return self.releases.show(number)

    def make_live(self, release: Release) -> None:
        """As publishing does, without servers."""
        assert release.model_sha256 is not None
        folder = ReleasesFolder(self.settings.releases_folder)
        with hold_publishing_lock(folder, wait_seconds=10):
            folder.set_live(folder.live_of(release.number, release.model_sha256))

    def folder_of(self, number: int) -> Path:
        """Where the files of a release stand."""
        return self.settings.releases_folder / f"{number:04d}"


def _train(settings: Settings, folder: Path) -> None:
    prepare_logs()
    handle = os.open(folder / "trainer.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    with hold_trainer_lock(settings):
        trainer = Trainer(settings, open_jobs(settings), folder / "project")
        signal.signal(signal.SIGTERM, lambda *_: trainer.stop())
        trainer.run()


@pytest.fixture(scope="session")
def embedding_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of the tests' own, so that few texts are encoded twice."""
    return tmp_path_factory.mktemp("embeddings") / "embeddings.db"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, embedding_cache: Path) -> Iterator[Workshop]:
    """A small project with a trainer at work; the tests of a module share it."""
    folder = tmp_path_factory.mktemp("workshop")
    write_project(folder / "project")
    write_evaluation(folder / "evaluation")
    settings = make_settings(folder, embedding_cache)
    with pytest.MonkeyPatch.context() as patch:
        # The components read the settings themselves.
        patch.setenv("EMBEDDING_CACHE", str(embedding_cache))
        releases = open_releases(settings, lambda *_: None, folder / "project")
        made = Workshop(folder, settings, releases)
        made.start_trainer()
        yield made
    made.stop_trainer()
    releases.close()
