"""The trainer: `python -m assistant.trainer`, or `--once` for the job that waits now."""

import argparse
import logging
import os
import signal
import sys
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Iterator, List, Optional

import structlog
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from assistant.releases.errors import ReleaseError, TrainerRunning
from assistant.releases.jobs import hold_trainer_lock, open_jobs
from assistant.releases.records import State
from assistant.settings import InvalidSetting, Settings, load_settings
from assistant.sqlite_database import UnusableDatabase

LOCK_SECONDS = 2.0


def main(arguments: List[str]) -> int:
    """Command line. Returns the exit status: with `--once`, 0 for a release that is ready."""
    parser = argparse.ArgumentParser(prog="trainer", description=__doc__)
    parser.add_argument("--once", action="store_true", help="do the job that waits, and end")
    options = parser.parse_args(arguments)
    prepare_logs()
    try:
        settings = load_settings()
        # Visitors' answers come first.
        os.nice(settings.trainer_niceness)
        settings.releases_folder.mkdir(parents=True, exist_ok=True)
        with _hold_lock(settings):
            return _work(settings, is_once=options.once)
    except (InvalidSetting, UnusableDatabase, ReleaseError) as error:
        sys.stderr.write(f"Nothing can be trained: {error}\n")
        return 1


@contextmanager
def _hold_lock(settings: Settings) -> Iterator[None]:
    """Be the only trainer. Raises TrainerRunning and UnusableFolder."""
    # The forks of a trainer that was killed hold its lock for another moment.
    again = Retrying(
        retry=retry_if_exception_type(TrainerRunning),
        stop=stop_after_delay(LOCK_SECONDS),
        wait=wait_fixed(0.2),
        reraise=True,
    )
    with ExitStack() as stack:
        again(lambda: stack.enter_context(hold_trainer_lock(settings)))
        yield


def prepare_logs() -> None:
    """Keep what Rasa logs of messages out of every log; its progress stays."""
    # Read by Rasa when it decides on progress bars, which would fill the log of a training.
    os.environ["LOG_LEVEL"] = "WARNING"
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))


def _work(settings: Settings, *, is_once: bool) -> int:
    # Here, because it takes seconds: a second trainer is told at once that it is one too many.
    from assistant.trainer.trainer import Stopped, Trainer

    jobs = open_jobs(settings)
    trainer = Trainer(settings, jobs)

    def stop(_number: int, _frame: Optional[FrameType]) -> None:
        trainer.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    structlog.get_logger().info("trainer.started")
    if not is_once:
        trainer.run()
        return 0
    try:
        release = trainer.take_job()
    except Stopped:
        jobs.requeue_interrupted()
        return 130
    if release is None:
        sys.stdout.write("No training waits.\n")
        return 0
    sys.stdout.write(f"Release {release.number}: {release.problem or release.step}\n")
    return 0 if release.state is State.READY else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
