"""Makes the releases that staff ask for, one after the other, until it is stopped."""

import shutil
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Optional

import structlog

from assistant.error_places import describe_error
from assistant.releases.errors import Cancelled, ReleaseError
from assistant.releases.folder import LOG, SOURCES
from assistant.releases.jobs import Jobs
from assistant.releases.live_model import find_live_model
from assistant.releases.records import Job, Release
from assistant.settings import PROJECT, Settings
from assistant.trainer.forks import Done, Fork, Progress, WorkFailed
from assistant.trainer.live_measuring import LiveMeasuring
from assistant.trainer.making import WORK, MadeRelease, ReleaseMaker
from assistant.trainer.model_training import configure
from assistant.trainer.source_importer import ParsedFiles, SourceImporter

POLL_SECONDS = 0.25
# How often progress is written down, and a cancelled training noticed.
REPORT_SECONDS = 0.5
# After trouble with the database or the disk it is tried again so much later.
TROUBLE_SECONDS = 5.0

log = structlog.get_logger()


class Stopped(Exception):
    """The trainer is to end; its job waits for the next one."""


class Trainer:
    """Claims jobs and has each one done by a fork of this process, which has everything loaded.

    This process only watches: whatever becomes of a fork, it goes on with the next job. It must be
    run by the main thread of a process that holds the trainer's lock.
    """

    def __init__(self, settings: Settings, jobs: Jobs, project: Path = PROJECT) -> None:
        self._settings = settings
        self._project = project
        self._jobs = jobs
        self._parsed = ParsedFiles()
        self._maker = ReleaseMaker(settings, self._parsed)
        self._live = LiveMeasuring(settings.releases_folder, self._maker)
        self._is_stopping = False
        # A trainer that was killed may have left one; so may this one, in trouble.
        self._may_have_left_job = True
        # A signal may arrive while this thread holds a lock; SimpleQueue.put is made for that.
        self._wake: SimpleQueue[None] = SimpleQueue()

    def run(self) -> None:
        """Work until `stop`. Raises UnusableDatabase and UnusableFolder where it ends badly."""
        self.warm_up()
        while not self._is_stopping:
            try:
                if self.take_job() is None:
                    self._live.go_on()
                    self._sleep(POLL_SECONDS)
            except Stopped:
                break
            except Exception as error:
                # Whatever is wrong now, with the database, the disk or this program, there will be
                # other jobs; the room fails one that goes wrong again and again.
                log.error("trainer.turn_failed", **describe_error(error))
                self._sleep(TROUBLE_SECONDS)
        self._live.end()
        self._jobs.requeue_interrupted()

    def stop(self) -> None:
        """Make `run` return soon. May be called from a signal handler."""
        self._is_stopping = True
        self._wake.put(None)

    def warm_up(self) -> None:
        """Parse the training files and import the components now, so that no job need do it."""
        try:
            model = find_live_model(self._settings)
        except ReleaseError as error:
            log.error("trainer.live_release_unknown", **describe_error(error))
            model = None
        self._keep_warm(model.parent / SOURCES if model else self._project)

    def take_job(self) -> Optional[Release]:
        """Do the job that waits, if one does, and say what became of it; None without one.

        Raises Stopped, and UnusableDatabase and UnusableFolder where nothing can be written down.
        """
        if self._may_have_left_job:
            for number in self._jobs.requeue_interrupted():
                log.warning("trainer.job_requeued", number=number)
            self._may_have_left_job = False
        job = self._jobs.claim()
        if job is None:
            return None
        self._live.end()
        log.info("trainer.job_started", number=job.number)
        started = time.monotonic()
        self._may_have_left_job = True
        release = self._do(job)
        self._may_have_left_job = False
        seconds = round(time.monotonic() - started, 1)
        state = release.state.value
        log.info("trainer.job_ended", number=job.number, state=state, seconds=seconds)
        self._keep_warm(job.folder / SOURCES)
        return release

    def _do(self, job: Job) -> Release:
        work = job.folder / WORK
        # What a killed trainer has left, whose number was given again.
        shutil.rmtree(work, ignore_errors=True)
        fork: Fork[MadeRelease] = Fork(lambda tell: self._maker.make(job, tell), job.folder / LOG)
        try:
            made = self._watch(fork, job.number)
            release = self._finish(job, made)
            self._maker.known = made.private
        except Cancelled:
            release = self._jobs.fail(job.number, "")
        except (WorkFailed, ReleaseError) as error:
            log.error("trainer.job_failed", number=job.number, **describe_error(error))
            release = self._jobs.fail(job.number, str(error))
        finally:
            fork.end()
            shutil.rmtree(work, ignore_errors=True)
        return release

    def _watch(self, fork: "Fork[MadeRelease]", number: int) -> MadeRelease:
        """What the fork came to. Raises Cancelled, Stopped and WorkFailed."""
        latest = Progress(0.0, "Starting")
        reported = 0.0
        while not self._is_stopping:
            said = fork.next(POLL_SECONDS)
            if isinstance(said, Done):
                return said.result
            latest = said or latest
            if time.monotonic() - reported >= REPORT_SECONDS:
                self._jobs.report(number, latest.share, latest.step, latest.state)
                reported = time.monotonic()
        raise Stopped

    def _finish(self, job: Job, made: MadeRelease) -> Release:
        base = made.base
        return self._jobs.finish(
            job.number,
            made.model,
            made.candidate.predictions,
            made.candidate.conversations,
            base.predictions if base else None,
            base.conversations if base else (),
        )

    def _keep_warm(self, sources: Path) -> None:
        try:
            self._parsed.keep_only(sources)
            configure(SourceImporter(sources, self._parsed))
        except Exception as error:
            # Of files that somebody has broken Rasa may say anything. A job says it in words.
            log.warning("trainer.sources_not_parsed", **describe_error(error))

    def _sleep(self, seconds: float) -> None:
        try:
            self._wake.get(timeout=seconds)
        except Empty:
            return
