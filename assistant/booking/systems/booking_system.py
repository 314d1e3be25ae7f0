"""What the assistant asks of a clinic's booking system, whichever it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import List, Optional, Protocol

from assistant.booking.requests import BookingDetails, Slot


class HandOffUnavailable(Exception):
    """The booking system cannot be reached or is not able to answer now: try again later."""


class HandOffRejected(Exception):
    """The booking system refuses this delivery, and would again: a person has to look at it.

    `is_slot_taken` says that the refusal is about the slot only. The message names the cause
    without personal data.
    """

    def __init__(self, message: str, *, is_slot_taken: bool = False) -> None:
        super().__init__(message)
        self.is_slot_taken = is_slot_taken


class Event(str, Enum):
    """What has happened to a request."""

    REQUESTED = "requested"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Delivery:
    """One event on its way. `id` is the idempotency key: the same in every try, never reused.

    Everything here is fixed when the event is written, so that every try says the same.
    `previous_slot` is what the calendar held before a change or a cancellation.
    """

    id: str
    event: Event
    request_id: str
    reference: str
    occurred_at: datetime
    details: BookingDetails
    previous_slot: Optional[Slot] = None


@dataclass(frozen=True)
class Receipt:
    """The booking system has it. `booked` is the slot that its calendar holds now, if any."""

    booked: Optional[Slot] = None


class BookingSystem(Protocol):
    """A way to hand a request to the clinic. Methods may be called from several threads."""

    # Its name in settings and logs.
    name: str
    # Whether it knows free times; if not, `free_slots` is empty and no slot is ever booked.
    has_calendar: bool

    def deliver(self, delivery: Delivery) -> Receipt:
        """Hand an event over; the same delivery again gives a receipt and changes nothing.

        Raises HandOffUnavailable and HandOffRejected.
        """

    def free_slots(self, now: datetime) -> List[Slot]:
        """Free slots within the clinic's hours, notice and horizon, in order of time.

        Raises HandOffUnavailable.
        """
