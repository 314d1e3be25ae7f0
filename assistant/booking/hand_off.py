"""Hands a request to the clinic: kept first, then tried at once where a slot is at stake."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Dict, List, Optional, Tuple

import structlog

from assistant.booking.reading.times.preferred_time import PreferredTime
from assistant.booking.requests import BookingDetails, BookingRequest, Slot
from assistant.booking.storage.store import BookingStore, Submission
from assistant.booking.systems.booking_system import (
    BookingSystem,
    Delivery,
    HandOffRejected,
    HandOffUnavailable,
)
from assistant.clinic_schedule import ClinicSchedule

# For so long the dispatcher leaves a delivery alone that is being tried while the visitor waits.
HELD = timedelta(seconds=30)
OFFERED = 3

log = structlog.get_logger()


class Result(str, Enum):
    """What has become of a request.

    RECEIVED:   it is kept and on its way; the clinic confirms it
    BOOKED:     the calendar holds the slot
    SLOT_TAKEN: somebody else has the slot; nothing was kept
    KEPT:       the calendar did not answer; the request is kept and tried again
    """

    RECEIVED = "received"
    BOOKED = "booked"
    SLOT_TAKEN = "slot_taken"
    KEPT = "kept"


@dataclass(frozen=True)
class Outcome:
    """A request and what has become of it; `request` is None for SLOT_TAKEN."""

    result: Result
    request: Optional[BookingRequest] = None


class HandOff:
    """What the forms ask of the booking room. Safe to use from several threads."""

    def __init__(
        self, store: BookingStore, system: BookingSystem, schedule: ClinicSchedule
    ) -> None:
        self._store = store
        self._system = system
        self._schedule = schedule

    def offer_slots(self, now: datetime, wish: Optional[PreferredTime] = None) -> List[Slot]:
        """Up to three free slots that suit the wish; none where no calendar answers."""
        if not self._system.has_calendar:
            return []
        try:
            free = self._system.free_slots(now)
        except (HandOffUnavailable, HandOffRejected) as error:
            log.warning("booking.no_free_slots", error=type(error).__name__)
            return []
        zone = self._schedule.time_zone
        if wish is not None:
            return [slot for slot in free if wish.holds(slot, zone)][:OFFERED]
        # One in each half of a day: three slots in a row would be one choice, not three.
        halves: Dict[Tuple[date, bool], Slot] = {}
        for slot in free:
            start = slot.start.astimezone(zone)
            halves.setdefault((start.date(), start.hour < 12), slot)
        return list(halves.values())[:OFFERED]

    def submit(self, details: BookingDetails, key: str, now: datetime) -> Outcome:
        """Keep a request under its idempotency key and hand it on."""
        return self._hand_on(self._store.submit(details, key, now, self._held(details.slot)), now)

    def find(self, reference: str, contact_value: str) -> Optional[BookingRequest]:
        """The request with this reference, if it was made with this contact."""
        return self._store.find(reference, contact_value)

    def find_submitted(self, key: str) -> Optional[BookingRequest]:
        """What was kept under a key, though the visitor may never have heard of it."""
        return self._store.find_by_key(key)

    def change(
        self,
        request: BookingRequest,
        preferred_time: Optional[str],
        slot: Optional[Slot],
        now: datetime,
    ) -> Outcome:
        """Ask for another time. Raises what the store raises for a request that is over."""
        submission = self._store.change(
            request.id, now, preferred_time=preferred_time, slot=slot, held_for=self._held(slot)
        )
        return self._hand_on(submission, now)

    def cancel(self, request: BookingRequest, now: datetime) -> Outcome:
        """Call a request off; the dispatcher tells the booking system."""
        submission = self._store.cancel(request.id, now)
        return Outcome(Result.RECEIVED, submission.request)

    def _held(self, slot: Optional[Slot]) -> timedelta:
        return HELD if slot is not None and self._system.has_calendar else timedelta(0)

    def _hand_on(self, submission: Submission, now: datetime) -> Outcome:
        request, delivery = submission.request, submission.delivery
        slot = request.details.slot
        if slot is None or not self._system.has_calendar:
            return Outcome(Result.RECEIVED, request)
        if request.appointment == slot:
            return Outcome(Result.BOOKED, request)
        if delivery is None or delivery.details != request.details:
            # What comes first for this request is the dispatcher's business.
            return Outcome(Result.KEPT, request)
        return self._try_now(submission, delivery, now)

    def _try_now(self, submission: Submission, delivery: Delivery, now: datetime) -> Outcome:
        request = submission.request
        try:
            receipt = self._system.deliver(delivery)
        except (HandOffRejected, HandOffUnavailable) as error:
            is_taken = isinstance(error, HandOffRejected) and error.is_slot_taken
            # One that was kept before may be known to the visitor, and is a person's to settle.
            if is_taken and submission.is_new and self._store.withdraw(delivery.id):
                log.info("booking.slot_taken", reference=request.reference)
                return Outcome(Result.SLOT_TAKEN)
            log.warning("booking.not_booked_at_once", error=type(error).__name__)
            self._store.postpone(delivery.id, now, str(error))
            return Outcome(Result.KEPT, request)
        self._store.settle(delivery.id, receipt, now)
        kept = self._store.get(request.reference) or request
        return Outcome(Result.BOOKED if receipt.booked else Result.RECEIVED, kept)
