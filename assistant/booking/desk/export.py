"""Writes requests as CSV, with the headings that staff read."""

from typing import Iterable, List
from zoneinfo import ZoneInfo

from assistant.booking.desk.times import show_moment
from assistant.booking.requests import BookingRequest, State
from assistant.staff_files import write_csv

# What is exported unless other states are named.
EXPORTED = (State.WAITING, State.BOOKED, State.CONFIRMED)
HEADINGS = (
    "reference",
    "asked",
    "kind",
    "state",
    "name",
    "contact",
    "reason",
    "message",
    "preferred time",
    "wanted slot",
    "appointment",
    "appointment ends",
    "asked about before",
    "language",
    "page",
)


def write_requests_csv(requests: Iterable[BookingRequest], zone: ZoneInfo) -> str:
    """The requests as CSV with a line of headings; times are the clinic's."""
    return write_csv(HEADINGS, (_list_cells(request, zone) for request in requests))


def _list_cells(request: BookingRequest, zone: ZoneInfo) -> List[str]:
    details, appointment = request.details, request.appointment
    return [
        request.reference,
        show_moment(request.created_at, zone),
        details.kind.value,
        request.state.value,
        details.name,
        details.contact.shown,
        details.reason or "",
        details.message or "",
        details.preferred_time or "",
        show_moment(details.slot.start, zone) if details.slot else "",
        show_moment(appointment.start, zone) if appointment else "",
        show_moment(appointment.end, zone) if appointment else "",
        ", ".join(details.topics),
        details.language,
        details.page or "",
    ]
