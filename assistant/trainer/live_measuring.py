"""Measures a live release that never went through the trainer: the model of `make train`."""

from pathlib import Path
from typing import Optional, Set

import structlog

from assistant.error_places import describe_error
from assistant.releases.errors import ReleaseError
from assistant.releases.folder import CONVERSATIONS, LOG, PREDICTIONS
from assistant.releases.live_model import read_live_model
from assistant.releases.measurements import write_conversations, write_predictions
from assistant.trainer.forks import Done, Fork, WorkFailed
from assistant.trainer.making import MeasuredModel, ReleaseMaker

log = structlog.get_logger()


class LiveMeasuring:
    """Done while there is nothing else to do, so that the first job is done sooner."""

    def __init__(self, releases_folder: Path, maker: ReleaseMaker) -> None:
        self._releases_folder = releases_folder
        self._maker = maker
        self._fork: Optional[Fork[MeasuredModel]] = None
        self._folder = releases_folder
        self._tried: Set[int] = set()

    def go_on(self) -> None:
        """Begin where there is something to measure; keep what has come out. Never waits."""
        try:
            if self._fork is None:
                self._begin()
            else:
                self._follow(self._fork)
        except (WorkFailed, ReleaseError) as error:
            # A job measures the live release itself where nothing is known of it.
            log.warning("trainer.live_release_not_measured", **describe_error(error))
            self.end()

    def end(self) -> None:
        """Stop measuring: a job goes first, and measures the live release with the candidate."""
        if self._fork is not None:
            self._fork.end()
            self._fork = None

    def _begin(self) -> None:
        live = read_live_model(self._releases_folder)
        if live is None or live.number in self._tried:
            return
        self._tried.add(live.number)
        folder = self._releases_folder / f"{live.number:04d}"
        if folder.is_dir() and not (folder / PREDICTIONS).exists():
            self._folder = folder
            self._fork = Fork(lambda tell: self._maker.measure_live(folder, tell), folder / LOG)

    def _follow(self, fork: "Fork[MeasuredModel]") -> None:
        said = fork.next(0)
        if not isinstance(said, Done):
            return
        self.end()
        # The predictions last: where they are, everything is.
        write_conversations(self._folder / CONVERSATIONS, said.result.conversations)
        write_predictions(self._folder / PREDICTIONS, said.result.predictions)
        log.info("trainer.live_release_measured", number=int(self._folder.name))
