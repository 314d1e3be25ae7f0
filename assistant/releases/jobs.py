"""The releases as the trainer works on them: one job at a time, by one trainer at a time."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, List, Optional, Sequence

import sqlalchemy as sa
import structlog

from assistant.database import Database
from assistant.releases.comparing import (
    Measurements,
    judge_release,
    keep_base_measurements,
    keep_measurements,
)
from assistant.releases.errors import Cancelled, ReleaseError, TrainerRunning, UnusableFolder
from assistant.releases.folder import MODEL, ReleasesFolder
from assistant.releases.gate_rules import Gates, load_gates
from assistant.releases.history import add_entry
from assistant.releases.pruning import remove_old_releases
from assistant.releases.records import (
    ConversationResult,
    Happening,
    Job,
    Prediction,
    Release,
    State,
    Verdict,
)
from assistant.releases.staff_tests import StaffTests
from assistant.releases.storage.database import changing, open_release_database
from assistant.releases.storage.rows import CLAIMED, write_verdict
from assistant.releases.storage.tables import releases
from assistant.releases.store import ReleaseStore, utc_now
from assistant.settings import Settings
from assistant.staff_changes import atomic_files, errors

TRAINER_LOCK = ".trainer.lock"
# A job that has taken its trainer down this often would do so again.
MOST_CLAIMS = 3
# A problem may hold a whole traceback; its beginning says what is wrong.
PROBLEM_CHARACTERS = 2000

log = structlog.get_logger()


def open_jobs(settings: Settings) -> "Jobs":
    """Open the jobs. Raises UnusableDatabase and UnusableFolder."""
    folder = ReleasesFolder(settings.releases_folder)
    return Jobs(open_release_database(settings.release_database), folder, settings)


@contextmanager
def hold_trainer_lock(settings: Settings) -> Iterator[None]:
    """Let no other trainer work on the folder. Raises TrainerRunning and UnusableFolder.

    The operating system gives the lock back when the trainer is killed.
    """
    try:
        with atomic_files.hold_lock(settings.releases_folder / TRAINER_LOCK, 0):
            yield
    except errors.Busy as error:
        raise TrainerRunning(
            "Another trainer is running on this folder of releases. One is enough: stop the other "
            "first."
        ) from error
    except errors.UnwritableStaffFile as error:
        raise UnusableFolder(str(error)) from error


class Jobs:
    """What a trainer asks of the room, while it holds the trainer's lock.

    Methods may raise UnusableDatabase and UnusableFolder besides what they name. After Cancelled
    the trainer leaves the job alone: it is not to be failed as well.
    """

    def __init__(self, database: Database, folder: ReleasesFolder, settings: Settings) -> None:
        self._database = database
        self._folder = folder
        self._evaluation_folder = settings.evaluation_folder
        self._store = ReleaseStore(database, folder)
        self._tests = StaffTests(database)

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()

    def requeue_interrupted(self) -> List[int]:
        """Let the jobs of a killed trainer wait again, and say which; called when one starts.

        One that was interrupted too often fails instead. What was half written is removed.
        """
        requeued: List[int] = []
        with changing(self._database) as connection:
            rows = connection.execute(
                sa.select(releases.c.number, releases.c.claims, releases.c.who).where(
                    releases.c.state.in_(CLAIMED)
                )
            ).all()
            for row in rows:
                self._folder.remove_half_written(row.number)
                if row.claims >= MOST_CLAIMS:
                    _end(
                        connection,
                        row.number,
                        State.FAILED,
                        problem=f"The trainer was stopped {row.claims} times while it made this "
                        "release. Ask an engineer to look at its log and at the machine's memory.",
                    )
                    add_entry(connection, utc_now(), row.who, Happening.FAILED, row.number)
                    continue
                _update(
                    connection,
                    row.number,
                    state=State.WAITING.value,
                    progress=0.0,
                    step="Waiting for the trainer, which was stopped",
                )
                add_entry(connection, utc_now(), row.who, Happening.INTERRUPTED, row.number)
                requeued.append(row.number)
        return requeued

    def claim(self) -> Optional[Job]:
        """Take the job that waits; None where none does."""
        with changing(self._database) as connection:
            query = sa.select(releases.c.number).where(releases.c.state == State.WAITING.value)
            number = connection.execute(query.order_by(releases.c.number)).scalars().first()
            if number is None:
                return None
            connection.execute(
                sa.update(releases)
                .where(releases.c.number == number)
                .values(
                    state=State.TRAINING.value,
                    claims=releases.c.claims + 1,
                    progress=0.0,
                    step="Starting",
                )
            )
        live = self._folder.live()
        return Job(
            number=number,
            folder=self._folder.of(number),
            base=live.number if live else None,
            base_model=self._folder.of(live.number) / MODEL if live else None,
            recent=tuple(self._folder.read_recent(number)),
            tests=tuple((test.text, test.topic) for test in self._tests.list()),
        )

    def report(
        self, number: int, progress: float, step: str, state: State = State.TRAINING
    ) -> None:
        """Show how far it is: `progress` from 0 to 1. Raises Cancelled."""
        with changing(self._database) as connection:
            _check_claimed(connection, number)
            share = min(max(progress, 0.0), 1.0)
            _update(connection, number, progress=share, step=step, state=state.value)

    def finish(
        self,
        number: int,
        model: Path,
        predictions: Sequence[Prediction],
        conversations: Sequence[ConversationResult],
        base_predictions: Optional[Sequence[Prediction]] = None,
        base_conversations: Sequence[ConversationResult] = (),
    ) -> Release:
        """Move the model into place, compare, judge: READY or REFUSED.

        `base_...` is what the live release, `Job.base`, makes of the same messages; without it,
        what was measured when that release was made. Raises Cancelled, InvalidGates, MissingFiles.
        """
        gates = load_gates(self._evaluation_folder)
        try:
            with changing(self._database) as connection:
                _check_claimed(connection, number)
            self._finish(
                number,
                model,
                Measurements(predictions, conversations),
                None
                if base_predictions is None
                else Measurements(base_predictions, base_conversations),
                gates,
            )
        except Cancelled:
            self._folder.remove_half_written(number)
            raise
        self._remove_old()
        return self._store.show(number)

    def _finish(
        self,
        number: int,
        model: Path,
        measured: Measurements,
        measured_on_base: Optional[Measurements],
        gates: Gates,
    ) -> None:
        measured_base = self._live_number()
        keep_measurements(self._folder.of(number), measured)
        sha256 = self._folder.place_model(number, model)
        is_settled = False
        # Once more only where another release became live in these moments.
        while not is_settled:
            base = self._live_number()
            fitting = measured_on_base if base == measured_base else None
            keep_base_measurements(self._folder, number, base, fitting)
            verdict = judge_release(self._folder, number, base, gates)
            is_settled = self._settle(number, base, sha256, verdict)

    def fail(self, number: int, problem: str) -> Release:
        """Give up; `problem` is for staff, without personal data. No effect on a cancelled one."""
        with changing(self._database) as connection:
            if _is_claimed(connection, number):
                words = problem[:PROBLEM_CHARACTERS]
                _end(connection, number, State.FAILED, problem=words)
                who = self._store.find(connection, number).who
                add_entry(connection, utc_now(), who, Happening.FAILED, number, None, words)
        self._folder.remove_half_written(number)
        return self._store.show(number)

    def _settle(self, number: int, base: Optional[int], sha256: str, verdict: Verdict) -> bool:
        """Write the outcome, unless another release has become live since it was compared."""
        with changing(self._database) as connection:
            _check_claimed(connection, number)
            if self._live_number() != base:
                return False
            release = self._store.find(connection, number)
            _end(
                connection,
                number,
                State.READY if verdict.is_passed else State.REFUSED,
                progress=1.0,
                base=base,
                model_sha256=sha256,
                verdict=write_verdict(verdict),
            )
            now = utc_now()
            add_entry(connection, now, release.who, Happening.TRAINED, number)
            if not verdict.is_passed:
                words = " ".join(failure.message for failure in verdict.failures)
                add_entry(connection, now, release.who, Happening.REFUSED, number, None, words)
        log.info("release.finished", number=number, is_passed=verdict.is_passed)
        return True

    def _remove_old(self) -> None:
        try:
            remove_old_releases(self._store)
        except ReleaseError as problem:
            # The release is made; what is left over is removed after the next one.
            log.warning("release.old_ones_not_removed", problem=type(problem).__name__)

    def _live_number(self) -> Optional[int]:
        live = self._folder.live()
        return live.number if live else None


def _is_claimed(connection: Any, number: int) -> bool:
    query = sa.select(releases.c.state).where(releases.c.number == number)
    return connection.execute(query).scalar() in CLAIMED


def _check_claimed(connection: Any, number: int) -> None:
    if not _is_claimed(connection, number):
        raise Cancelled(f"Release {number} is not to be made any more.")


def _update(connection: Any, number: int, **values: Any) -> None:
    connection.execute(sa.update(releases).where(releases.c.number == number).values(**values))


def _end(connection: Any, number: int, state: State, **values: Any) -> None:
    steps = {
        State.READY: "Ready to be published",
        State.REFUSED: "Refused by the gates",
        State.FAILED: "Failed",
    }
    _update(
        connection, number, state=state.value, finished_at=utc_now(), step=steps[state], **values
    )
