"""What a visitor asks the clinic for, and how far the clinic has come with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional, Tuple


class Kind(str, Enum):
    """What is asked for."""

    APPOINTMENT = "appointment"
    MESSAGE = "message"


class State(str, Enum):
    """How far a request has come.

    WAITING:   with the clinic, which has not answered yet
    BOOKED:    the clinic's calendar holds the slot; the clinic has still to confirm it
    CONFIRMED: staff have confirmed it
    DECLINED:  staff have declined it
    CANCELLED: the visitor has called it off
    """

    WAITING = "waiting"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Contact:
    """How the clinic reaches a visitor.

    `kind` is "phone" or "email". `value` is what look-ups compare (E.164, or digits only where a
    local number has no area code; an address in lower case), `shown` what is read back.
    """

    kind: str
    value: str
    shown: str


@dataclass(frozen=True)
class Slot:
    """A stretch of time for an appointment; both ends are aware and in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class BookingDetails:
    """What the visitor agreed to pass on.

    `preferred_time` is in the words that were read back. `slot` is set where a calendar offered
    it. `topics` are ids of what was asked before, oldest first.
    """

    kind: Kind
    name: str
    contact: Contact
    reason: Optional[str] = None
    preferred_time: Optional[str] = None
    slot: Optional[Slot] = None
    message: Optional[str] = None
    topics: Tuple[str, ...] = ()
    language: str = "en"
    page: Optional[str] = None


@dataclass(frozen=True)
class BookingRequest:
    """A request that is kept: `id` and `reference` are unique; the visitor knows the reference.

    `appointment` is the time that the calendar holds or that staff have confirmed.
    """

    id: str
    reference: str
    details: BookingDetails
    state: State
    created_at: datetime
    updated_at: datetime
    appointment: Optional[Slot] = None
