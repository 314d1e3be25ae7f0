"""Writes what the assistant puts into the clinic's calendar and reads what the calendar holds."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from typing import Iterator, List
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.enums import STATUS

from assistant.booking.calendar_file import (
    UID_ENDING,
    describe_for_staff,
    make_event,
    summarise_for_staff,
    write_calendar,
)
from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import Delivery
from assistant.booking.systems.free_slots import read_wall_time

UTC_STAMP = "%Y%m%dT%H%M%SZ"
UID_TAIL = re.compile(rf"-\d{{8}}T\d{{6}}Z{re.escape(UID_ENDING)}")
# One calendar is one line of appointments; a clinic with several would have a word for each.
PROVIDER = "clinic"
# A name stays taken when staff cancel or move the event that has it, so that a slot has spare ones.
NAMES_PER_SLOT = 5
REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")


class UnreadableEntry(ValueError):
    """A file of the calendar is not an event that can be read; the message quotes none of it."""


@dataclass(frozen=True)
class Entry:
    """One occurrence of an event: when, whose, and whether it takes up the time."""

    uid: str
    slot: Slot
    is_busy: bool


def make_uid(request_id: str, slot: Slot) -> str:
    """The UID of a request's event at a slot: while an appointment is moved there are two."""
    return f"{request_id}-{slot.start.astimezone(timezone.utc):{UTC_STAMP}}{UID_ENDING}"


def is_of_request(uid: str, request_id: str) -> bool:
    """Whether an event was made for this request, at whichever slot."""
    return UID_TAIL.fullmatch(uid, len(request_id)) is not None and uid.startswith(request_id)


def is_ours(uid: str) -> bool:
    """Whether the assistant made the event, not staff."""
    return uid.endswith(UID_ENDING)


def list_names(slot: Slot) -> List[str]:
    """The file names under which a slot may be taken, in the order to try."""
    first = f"slot-{PROVIDER}-{slot.start.astimezone(timezone.utc):{UTC_STAMP}}"
    return [f"{first}.ics", *(f"{first}-{count}.ics" for count in range(2, NAMES_PER_SLOT + 1))]


def write_entry(delivery: Delivery, slot: Slot, clinic_name: str) -> str:
    """The event of a request at a slot; every try of a delivery writes the same text."""
    event = make_event(
        uid=make_uid(delivery.request_id, slot),
        slot=slot,
        summary=summarise_for_staff(delivery.reference, delivery.details),
        lines=[
            *describe_for_staff(delivery.reference, delivery.details),
            f"Asked for through the website assistant of {clinic_name}. Not confirmed yet.",
        ],
        status=STATUS.TENTATIVE,
        stamp=delivery.occurred_at,
    )
    return write_calendar([event])


def read_entries(text: str, zone: ZoneInfo, window: Slot) -> List[Entry]:
    """The occurrences in a calendar file that may touch the window.

    Whole days and times without a zone are the clinic's. Only repeated events are cut to the
    window. Raises UnreadableEntry.
    """
    try:
        calendar = Calendar.from_ical(text)
        events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
        if any(name in event for event in events for name in REPEATING):
            # Servers expand too, but slower, and whole days by UTC.
            query = recurring_ical_events.of(calendar)
            events = list(query.between(window.start, window.end))
        return list(_read_events(events, zone))
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
        # What the libraries raise for nonsense varies, and their messages quote the event.
        raise UnreadableEntry(f"An event cannot be read ({type(error).__name__}).") from None


def _read_events(events: List[Event], zone: ZoneInfo) -> Iterator[Entry]:
    for event in events:
        start, end = _place(event.start, zone), _place(event.end, zone)
        is_free = event.get("STATUS") == "CANCELLED" or event.get("TRANSP") == "TRANSPARENT"
        # An event without a length is a note at a time: it takes nothing up.
        yield Entry(str(event.get("UID", "")), Slot(start, end), not is_free and start < end)


def _place(when: date, zone: ZoneInfo) -> datetime:
    if not isinstance(when, datetime):
        return read_wall_time(when, time.min, zone)
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(timezone.utc)
