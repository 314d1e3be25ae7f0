"""What the store of requests gives back, and how it refuses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from assistant.booking.requests import BookingRequest, Kind, State
from assistant.booking.systems.booking_system import Delivery, Event


class UnknownRequest(LookupError):
    """There is no such request, or no longer."""


class UnknownDelivery(LookupError):
    """There is no such delivery, or no longer."""


class ImpossibleChange(Exception):
    """The state of the request or delivery does not allow what was asked."""


@dataclass(frozen=True)
class Submission:
    """A request as it stands and the delivery that is next for it, None where none is waiting.

    `is_new` says that this call has written an event; a repeated one has not.
    """

    request: BookingRequest
    delivery: Optional[Delivery]
    is_new: bool


@dataclass(frozen=True)
class ClaimedDelivery:
    """A delivery that the dispatcher holds for the length of its lease; `tries` counts this one."""

    delivery: Delivery
    tries: int


@dataclass(frozen=True)
class FailedDelivery:
    """A delivery that was given up and waits for a person. `error` holds no personal data."""

    delivery_id: str
    reference: str
    event: Event
    tries: int
    error: str
    failed_at: datetime


@dataclass(frozen=True)
class ErasedRequest:
    """What is still known of an erased request. `was_delivered`: the clinic's system has it."""

    reference: str
    kind: Kind
    created_at: datetime
    was_delivered: bool


@dataclass(frozen=True)
class CreatedRequest:
    """What is counted of a request: when it was made, what it is, and how far it has come."""

    created_at: datetime
    kind: Kind
    state: State
