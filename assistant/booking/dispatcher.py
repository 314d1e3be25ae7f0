"""Takes waiting deliveries to the booking system: `python -m assistant.booking.dispatcher`."""

import logging
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from functools import partial
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Callable, Dict, Optional, Set

import structlog
from tenacity import Retrying, stop_after_attempt, wait_exponential_jitter

from assistant.booking.retry_times import RetryTimes
from assistant.booking.storage.store import BookingStore, ClaimedDelivery, open_booking_store
from assistant.booking.systems.booking_system import (
    BookingSystem,
    HandOffRejected,
    HandOffUnavailable,
)
from assistant.booking.systems.chosen_system import make_booking_system
from assistant.clinic_profile import load_clinic_profile
from assistant.clinic_schedule import InvalidClinicProfile
from assistant.error_places import describe_error
from assistant.settings import InvalidSetting, Settings, load_settings
from assistant.sqlite_database import UnusableDatabase

# Longer than any delivery: the systems' own timeouts are 10 s a call.
LEASE = timedelta(seconds=60)
DELIVERIES_AT_ONCE = 8
POLL_SECONDS = 0.5
ERASE_EVERY = timedelta(hours=1)
# A database that is away is asked again after 1 s at first and every 30 s at last.
DATABASE_WAITS = RetryTimes(first=1, longest=30)
# An outcome is written again at once a few times; after that the lease runs out, and the same
# delivery is repeated under the same id.
OUTCOME_TRIES = 5

log = structlog.get_logger()


class Dispatcher:
    """Claims due deliveries, a few at once, and writes down how each one went.

    Any number of dispatchers may work on one database: a claim belongs to one of them.
    """

    def __init__(self, store: BookingStore, system: BookingSystem, settings: Settings) -> None:
        self._store = store
        self._system = system
        self._tries = settings.booking_tries
        self._retry_times = RetryTimes(
            settings.booking_first_retry_seconds, settings.booking_longest_retry_seconds
        )
        self._retention = timedelta(days=settings.booking_retention_days)
        self._next_erasure = _now()
        self._running: Set[str] = set()
        self._failed_turns = 0
        self._is_stopping = False
        # A signal may arrive while this thread holds the lock of a threading.Event, which would
        # then wait for itself; SimpleQueue.put is made to be called from anywhere.
        self._wake: SimpleQueue[None] = SimpleQueue()

    def run(self) -> None:
        """Work until `stop`; deliveries that are under way are finished first."""
        with ThreadPoolExecutor(DELIVERIES_AT_ONCE, thread_name_prefix="delivery") as pool:
            while not self._is_stopping:
                self._sleep(self._take_turn(pool))
            log.info("booking.dispatcher_stopping", under_way=len(self._running))

    def stop(self) -> None:
        """Make `run` return. May be called from a signal handler and from another thread."""
        self._is_stopping = True
        self._wake.put(None)

    def _sleep(self, seconds: float) -> None:
        # A delivery that has ended makes room for the next one at once.
        try:
            self._wake.get(timeout=seconds)
            while True:
                self._wake.get_nowait()
        except Empty:
            return

    def _take_turn(self, pool: ThreadPoolExecutor) -> float:
        """Start what is due; returns how many seconds to sleep."""
        try:
            self._erase_old_requests(_now())
            # No more is claimed than can begin now: a lease must not run out in a queue.
            room = DELIVERIES_AT_ONCE - len(self._running)
            for claimed in self._store.claim(_now(), LEASE, room) if room else ():
                # Its lease may have run out while it is still under way here.
                if claimed.delivery.id not in self._running:
                    self._running.add(claimed.delivery.id)
                    pool.submit(self._work_on, claimed)
        except Exception as error:
            # Whatever is wrong with the database now, the requests in it are still to be delivered.
            self._failed_turns += 1
            log.error("booking.turn_failed", turn=self._failed_turns, **describe_error(error))
            return DATABASE_WAITS.choose_delay(self._failed_turns).total_seconds()
        self._failed_turns = 0
        return POLL_SECONDS

    def _erase_old_requests(self, now: datetime) -> None:
        if now < self._next_erasure:
            return
        erased = self._store.erase_before(now - self._retention)
        self._next_erasure = now + ERASE_EVERY
        if erased:
            log.info("booking.old_requests_erased", requests=erased)

    def _work_on(self, claimed: ClaimedDelivery) -> None:
        try:
            self._write_down(self._attempt(claimed), claimed)
        finally:
            self._running.discard(claimed.delivery.id)
            self._wake.put(None)

    def _attempt(self, claimed: ClaimedDelivery) -> Callable[[], None]:
        """Deliver; returns the writing down of how it went."""
        delivery = claimed.delivery
        fields = _name(claimed)
        if claimed.tries > self._tries:
            log.error("booking.hand_off_given_up", **fields)
            error_text = f"No outcome is known of {self._tries} tries."
            return partial(self._store.bury, delivery.id, error_text, _now())
        try:
            receipt = self._system.deliver(delivery)
        except HandOffRejected as error:
            log.error("booking.hand_off_rejected", **fields, **describe_error(error))
            return partial(self._store.bury, delivery.id, str(error), _now())
        except HandOffUnavailable as error:
            return self._try_later(claimed, error, str(error))
        except Exception as error:
            # A bug in an adapter must cost neither the request nor the other deliveries. What
            # the error says may hold personal data, where it was raised does not.
            return self._try_later(claimed, error, f"unexpected {type(error).__name__}")
        log.info("booking.handed_off", **fields)
        return partial(self._store.settle, delivery.id, receipt, _now())

    def _try_later(
        self, claimed: ClaimedDelivery, error: Exception, error_text: str
    ) -> Callable[[], None]:
        fields = {**_name(claimed), **describe_error(error)}
        if claimed.tries >= self._tries:
            log.error("booking.hand_off_given_up", **fields)
            return partial(self._store.bury, claimed.delivery.id, error_text, _now())
        delay = self._retry_times.choose_delay(claimed.tries)
        log.warning("booking.hand_off_failed", seconds=round(delay.total_seconds(), 1), **fields)
        return partial(self._store.postpone, claimed.delivery.id, _now() + delay, error_text)

    def _write_down(self, outcome: Callable[[], None], claimed: ClaimedDelivery) -> None:
        again = Retrying(
            stop=stop_after_attempt(OUTCOME_TRIES),
            wait=wait_exponential_jitter(multiplier=0.2, max=2, jitter=0.2),
            reraise=True,
        )
        try:
            again(outcome)
        except Exception as error:
            log.error("booking.outcome_not_written", **_name(claimed), **describe_error(error))


def _name(claimed: ClaimedDelivery) -> Dict[str, object]:
    delivery = claimed.delivery
    return {
        "reference": delivery.reference,
        "change": delivery.event.value,
        "attempt": claimed.tries,
    }


def _now() -> datetime:
    return datetime.now(timezone.utc)


def main() -> int:
    """Dispatch until SIGTERM or Ctrl-C. Returns the exit status."""
    # Libraries would log addresses and, where an answer surprises them, what was sent.
    logging.disable(logging.CRITICAL)
    try:
        settings = load_settings()
        profile = load_clinic_profile(settings.clinic_profile)
        system = make_booking_system(settings, profile)
        store = open_booking_store(settings.booking_database)
        dispatcher = Dispatcher(store, system, settings)

        def stop(_number: int, _frame: Optional[FrameType]) -> None:
            dispatcher.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("booking.dispatcher_started", system=system.name)
        dispatcher.run()
    except (InvalidSetting, InvalidClinicProfile, UnusableDatabase) as error:
        sys.stderr.write(f"The bookings are not handed off: {error}\n")
        return 1
    except KeyboardInterrupt:
        # Ctrl-C before there is anything to finish.
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
