"""What staff do with requests, by commands and on the console's pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import List, Optional, Sequence, Tuple
from zoneinfo import ZoneInfo

from assistant.booking.desk.times import make_appointment, show_slot
from assistant.booking.reading.contact import InvalidContact, find_contact
from assistant.booking.requests import BookingRequest
from assistant.booking.storage.records import (
    ErasedRequest,
    FailedDelivery,
    ImpossibleChange,
    UnknownDelivery,
    UnknownRequest,
)
from assistant.booking.storage.references import normalise_reference
from assistant.booking.storage.store import BookingStore
from assistant.clinic_profile import ClinicProfile
from assistant.settings import Settings

VISITOR_IS_NOT_TOLD = "The visitor sees this when they ask the assistant; no message is sent."
COPIES = "Files that were exported before hold copies, which this does not delete."


class DeskError(Exception):
    """What was asked cannot be done; the message is one line for staff."""


# What else staff are told in one line when a request cannot be found or changed.
DESK_ERRORS = (DeskError, ImpossibleChange, UnknownDelivery, UnknownRequest)


@dataclass(frozen=True)
class Done:
    """What was done to a request, in words, and what staff should know besides."""

    request: BookingRequest
    words: str
    notes: Tuple[str, ...]


@dataclass(frozen=True)
class RequestDesk:
    """The store and the clinic's facts. Every method may raise UnusableDatabase."""

    store: BookingStore
    settings: Settings
    profile: ClinicProfile

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone, in which staff read and write every time."""
        return self.profile.schedule.time_zone

    @property
    def has_calendar(self) -> bool:
        """Whether appointments stand in a calendar of the clinic's as well."""
        return self.settings.booking_system == "caldav"

    def find(self, text: str) -> BookingRequest:
        """The request with the reference that staff typed. Raises DeskError."""
        reference = read_reference(text)
        request = self.store.get(reference)
        if request is None:
            raise DeskError(f"There is no request {reference}. Look at the list of all requests.")
        return request

    def confirm(
        self, text: str, at: Optional[str], now: datetime, seen: Optional[datetime] = None
    ) -> Done:
        """Confirm a request: at the wall time given, or else at the slot that it holds or wants.

        `seen` is the `updated_at` of what staff looked at. Raises DeskError, UnusableClinicTime,
        ImpossibleChange and UnknownRequest.
        """
        request = self.find(text)
        appointment = request.appointment or request.details.slot
        if at is not None:
            minutes = self.profile.schedule.slot_minutes
            appointment = make_appointment(at, self.zone, minutes, now)
        request = self.store.confirm(request.reference, now, appointment, seen)
        notes = [VISITOR_IS_NOT_TOLD]
        if self.has_calendar:
            notes.append("The event in the clinic's calendar stays as it is: confirm it there too.")
        words = f"{request.reference} is confirmed"
        if request.appointment is None:
            return Done(request, f"{words}, without a time", tuple(notes))
        time = show_slot(request.appointment, self.zone)
        return Done(request, f"{words} for {time}", tuple(notes))

    def decline(self, text: str, now: datetime, seen: Optional[datetime] = None) -> Done:
        """Decline a request. Raises DeskError, ImpossibleChange and UnknownRequest."""
        request = self.store.decline(self.find(text).reference, now, seen)
        notes = [VISITOR_IS_NOT_TOLD]
        if self.has_calendar:
            notes.append("A slot that the clinic's calendar holds for it is given back.")
        return Done(request, f"{request.reference} is declined", tuple(notes))

    def list_failed(self, request: BookingRequest) -> List[FailedDelivery]:
        """The hand-offs of one request that were given up."""
        return [one for one in self.store.list_failed() if one.reference == request.reference]

    def count_on_their_way(self) -> int:
        """How many hand-offs wait for a booking system; none where the desk is the system."""
        return 0 if self.settings.booking_system == "desk" else self.store.count_undelivered()

    def read_contact(self, text: str) -> str:
        """The contact that staff typed, as it is compared. Raises DeskError without quoting it."""
        try:
            found = find_contact(text, self.profile.schedule.region)
        except InvalidContact:
            found = None
        if found is None:
            # The text may be somebody's address with a typing error: it is not repeated.
            raise DeskError(
                "That is neither a phone number nor an e-mail address. "
                "Write it as the request shows it."
            )
        return found.value

    def list_of_contact(self, contact_value: str) -> List[BookingRequest]:
        """Every request of one person, newest first."""
        everything = self.store.list_requests()
        return [one for one in everything if one.details.contact.value == contact_value]

    def describe_elsewhere(self, erased: Sequence[ErasedRequest]) -> Optional[str]:
        """Which erased requests are to be deleted in the booking system too; None where none."""
        handed_off = sorted(one.reference for one in erased if one.was_delivered)
        if not handed_off or self.settings.booking_system == "desk":
            return None
        return (
            f"Already handed to the clinic's {self.settings.booking_system}, and to be deleted "
            f"there too: {', '.join(handed_off)}"
        )


def read_reference(text: str) -> str:
    """The reference as it is stored, however it was typed. Raises DeskError."""
    reference = normalise_reference(text)
    if reference is None:
        raise DeskError(f"'{text}' is not a reference. One looks like K7M4-P2XW.")
    return reference


def count_requests(requests: int) -> str:
    """A number of requests in words: "1 request"."""
    return "1 request" if requests == 1 else f"{requests} requests"
