"""Hands over to the review room in a thread of its own, so that no visitor waits for it."""

import threading
import time
from collections import deque
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Deque, List, Optional

import structlog

from assistant.review.turn_log import Change, TurnLog
from assistant.review.turns import Forgotten
from assistant.sqlite_database import UnusableDatabase

log = structlog.get_logger()

# What waits is lost when the process is killed, and needs memory while a database is away.
MOST_WAITING = 1000
AT_ONCE = 100
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 60.0
# When so many in a row cannot be written, the others are not tried.
TRIED_ALONE = 3
RETENTION_PAUSE_SECONDS = 3600.0

Review = Callable[[Any], List[Change]]


class Handover:
    """A queue and the thread that empties it. `put` neither waits nor fails.

    While the database cannot be used, what comes is kept and tried again, up to `most_waiting`;
    then the oldest is dropped and counted. A conversation that was deleted is never dropped.
    """

    def __init__(
        self,
        open_log: Callable[[], TurnLog],
        review: Review,
        retention: timedelta,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._open_log = open_log
        self._review = review
        self._retention = retention
        self._most_waiting = most_waiting
        self._waiting: Deque[Any] = deque()
        self._changes: List[Change] = []
        self._changed = threading.Condition()
        self._is_stopping = False
        self._dropped = 0
        self._turn_log: Optional[TurnLog] = None
        self._next_removal = 0.0
        self._thread = threading.Thread(target=self._run, name="review handover", daemon=True)

    def start(self) -> None:
        """Open the database, if it can be opened now, and start the thread."""
        self._try_to_open()
        self._thread.start()

    def put(self, heard: Any) -> None:
        """Queue something for the thread."""
        with self._changed:
            if len(self._waiting) >= self._most_waiting:
                self._waiting.popleft()
                self._dropped += 1
            self._waiting.append(heard)
            self._changed.notify()

    def stop(self) -> None:
        """Let the thread end once everything is written, without waiting for it."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()

    def close(self, seconds: float) -> bool:
        """Stop and wait so long at most; whether everything was written."""
        self.stop()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            self._remove_old()
            self._take()
            if self._write():
                pause = FIRST_PAUSE_SECONDS
                if self._is_stopping and not self._waiting:
                    break
                continue
            if self._is_stopping:
                # The product stops: whoever stops it does not wait for a database to come back.
                break
            with self._changed:
                self._changed.wait_for(lambda: self._is_stopping, pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        if self._turn_log is not None:
            self._turn_log.close()

    def _take(self) -> None:
        """Review what waits; without anything to do, wait for it."""
        with self._changed:
            if not self._changes:
                self._changed.wait_for(
                    lambda: self._waiting or self._is_stopping, RETENTION_PAUSE_SECONDS
                )
            heard = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            dropped, self._dropped = self._dropped, 0
        for one in heard:
            try:
                self._changes += self._review(one)
            except Exception as error:
                # The next ones may be read, and the error may quote a visitor.
                log.error("review.turn_not_read", error=type(error).__name__)
        dropped += self._drop_oldest()
        if dropped:
            log.error("review.turns_dropped", turns=dropped)

    def _drop_oldest(self) -> int:
        surplus = len(self._changes) - self._most_waiting
        if surplus <= 0:
            return 0
        oldest, rest = self._changes[:surplus], self._changes[surplus:]
        kept: List[Change] = [change for change in oldest if isinstance(change, Forgotten)]
        self._changes = kept + rest
        return len(oldest) - len(kept)

    def _write(self) -> bool:
        """Write what was reviewed, all or nothing; whether that worked."""
        if not self._changes:
            return True
        turn_log = self._turn_log or self._try_to_open()
        if turn_log is None:
            return False
        try:
            turn_log.add(self._changes)
        except Exception as error:
            # Only our own errors are known to quote nobody.
            reason = str(error) if isinstance(error, UnusableDatabase) else type(error).__name__
            log.warning("review.not_written", error=reason, changes=len(self._changes))
            return self._write_one_by_one(turn_log)
        self._changes = []
        return True

    def _write_one_by_one(self, turn_log: TurnLog) -> bool:
        """Write each by itself; whether nothing is left to be tried again.

        One that fails is dropped as soon as one behind it can be written: then it is not the
        database that fails.
        """
        failed: List[Change] = []
        dropped = 0
        for number, change in enumerate(self._changes):
            try:
                turn_log.add([change])
            except Exception:
                failed.append(change)
                if len(failed) == TRIED_ALONE:
                    failed += self._changes[number + 1 :]
                    break
            else:
                dropped, failed = dropped + len(failed), []
        if dropped:
            log.error("review.turns_dropped", turns=dropped)
        self._changes = failed
        return not failed

    def _try_to_open(self) -> Optional[TurnLog]:
        try:
            self._turn_log = self._open_log()
        except UnusableDatabase as error:
            log.warning("review.database_not_opened", error=str(error))
        return self._turn_log

    def _remove_old(self) -> None:
        if self._turn_log is None or time.monotonic() < self._next_removal:
            return
        self._next_removal = time.monotonic() + RETENTION_PAUSE_SECONDS
        try:
            removed = self._turn_log.remove_before(datetime.now(timezone.utc) - self._retention)
        except UnusableDatabase as error:
            log.warning("review.old_turns_not_removed", error=str(error))
            return
        if removed:
            log.info("review.old_turns_removed", rows=removed)
