"""Writes appointments as iCalendar (RFC 5545): the visitor's file and the staff's export."""

import re
from datetime import datetime, timezone
from typing import Dict, Iterable, List, Optional

from icalendar import Calendar, Event
from icalendar.enums import STATUS

from assistant.booking.requests import BookingDetails, BookingRequest, Slot, State
from assistant.clinic_profile import ClinicProfile

PRODUCT = "-//clinic-faq-assistant//booking//EN"
# Every UID ends so, and an event without it was made by somebody else.
UID_ENDING = "@clinic-faq-assistant"
STATUSES = {
    State.WAITING: STATUS.TENTATIVE,
    State.BOOKED: STATUS.TENTATIVE,
    State.CONFIRMED: STATUS.CONFIRMED,
    State.DECLINED: STATUS.CANCELLED,
    State.CANCELLED: STATUS.CANCELLED,
}
# XML, in which calendars are sent, cannot carry these; one of them would make a whole calendar
# unreadable.
UNWRITABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_calendar_file(request: BookingRequest, profile: ClinicProfile, now: datetime) -> str:
    """The appointment for the visitor's own calendar, without name, contact and reason.

    A later file of the same request replaces the earlier one in most calendars. Raises ValueError
    where the request has no appointment.
    """
    if request.appointment is None:
        raise ValueError(f"Request {request.reference} has no appointment to write.")
    status = STATUSES[request.state]
    lines = [
        f"Reference: {request.reference}",
        f"Phone of the clinic: {profile.phone}",
    ]
    if status is STATUS.TENTATIVE:
        lines.append("The clinic has still to confirm this time.")
    event = make_event(
        uid=f"{request.id}{UID_ENDING}",
        slot=request.appointment,
        summary=f"Appointment at {profile.name}",
        lines=lines,
        status=status,
        stamp=now,
    )
    event.add("LAST-MODIFIED", request.updated_at.astimezone(timezone.utc))
    address = profile.facts.get("clinic_address")
    if address:
        event.location = address
    return write_calendar([event])


def make_attachment(
    request: BookingRequest, profile: ClinicProfile, now: datetime
) -> Dict[str, str]:
    """The same as a file for a client to save: name, media_type and text. Raises ValueError."""
    return {
        "name": "appointment.ics",
        "media_type": "text/calendar",
        "text": write_calendar_file(request, profile, now),
    }


def write_staff_calendar(
    requests: Iterable[BookingRequest], profile: ClinicProfile, now: datetime
) -> str:
    """All requests that have an appointment, for staff: with name, contact and reason.

    Requests without an appointment are left out: a calendar has no place for them.
    """
    events = []
    for request in requests:
        if request.appointment is not None:
            event = make_event(
                uid=f"{request.id}{UID_ENDING}",
                slot=request.appointment,
                summary=summarise_for_staff(request.reference, request.details),
                lines=describe_for_staff(request.reference, request.details),
                status=STATUSES[request.state],
                stamp=now,
            )
            event.add("LAST-MODIFIED", request.updated_at.astimezone(timezone.utc))
            events.append(event)
    return write_calendar(events, name=profile.name)


def make_event(
    *, uid: str, slot: Slot, summary: str, lines: List[str], status: STATUS, stamp: datetime
) -> Event:
    """An event in UTC; `stamp` says when it was written down."""
    event = Event.new(
        uid=uid,
        start=slot.start.astimezone(timezone.utc),
        end=slot.end.astimezone(timezone.utc),
        summary=" ".join(_make_writable(summary).split()),
        description=_make_writable("\n".join(lines)),
        stamp=stamp.astimezone(timezone.utc),
    )
    event.status = status
    return event


def write_calendar(events: List[Event], name: Optional[str] = None) -> str:
    """The events as one iCalendar text."""
    # Calendar.new would give the calendar a random id, and no two tries would send the same.
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    if name is not None:
        calendar.add("X-WR-CALNAME", name)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical().decode("utf-8")


def summarise_for_staff(reference: str, details: BookingDetails) -> str:
    """An event's title: "Ana Silva (K7M4-P2XW)"."""
    return f"{details.name} ({reference})"


def describe_for_staff(reference: str, details: BookingDetails) -> List[str]:
    """What staff need to know of a visitor, a line each."""
    named = (
        ("Reference", reference),
        ("E-mail" if details.contact.kind == "email" else "Phone", details.contact.shown),
        ("Reason", details.reason),
        ("Asked for", details.preferred_time),
        ("Message", details.message),
    )
    return [f"{name}: {value}" for name, value in named if value]


def _make_writable(text: str) -> str:
    return UNWRITABLE.sub(" ", text)
