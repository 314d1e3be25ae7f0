"""The iCalendar texts that visitors and staff get, read back by the library."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, List

import icalendar
import pytest

from assistant.booking.calendar_file import write_calendar_file, write_staff_calendar
from assistant.booking.requests import (
    BookingDetails,
    BookingRequest,
    Contact,
    Kind,
    Slot,
    State,
)
from assistant.clinic_profile import ClinicProfile, load_clinic_profile
from assistant.settings import PROJECT

UTC = timezone.utc
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
REQUEST = BookingRequest(
    id="5f0c",
    reference="K7M4-P2XW",
    details=BookingDetails(
        kind=Kind.APPOINTMENT,
        name="Ana Silva",
        contact=Contact("phone", "+13125550134", "312 555 0134"),
        reason="knee pain",
        message="after the marathon",
        preferred_time="Tuesday morning",
    ),
    state=State.BOOKED,
    created_at=NOW - timedelta(hours=1),
    updated_at=NOW,
    appointment=Slot(START, START + timedelta(minutes=30)),
)
PERSONAL = ("Ana", "Silva", "555 0134", "5550134", "knee", "marathon", "Tuesday morning")


@pytest.fixture
def profile() -> ClinicProfile:
    """The sample clinic."""
    return load_clinic_profile(PROJECT / "knowledge" / "clinic.yml")


def read_events(text: str) -> List[Any]:
    """The events of an iCalendar text, by the library's strict reading."""
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert not calendar.errors
    events = calendar.walk("VEVENT")
    assert not any(event.errors for event in events)
    return events


def test_file_says_when_and_where(profile: ClinicProfile) -> None:
    """Time in UTC, place, the clinic's name, the reference and its phone for questions."""
    text = write_calendar_file(REQUEST, profile, NOW)
    (event,) = read_events(text)
    assert "DTSTART:20261124T150000Z\r\nDTEND:20261124T153000Z\r\n" in text
    assert event["SUMMARY"] == f"Appointment at {profile.name}"
    assert event["LOCATION"] == profile.facts["clinic_address"]
    assert "K7M4-P2XW" in event["DESCRIPTION"]
    assert profile.phone in event["DESCRIPTION"]
    assert str(event["UID"]).startswith("5f0c@")
    assert event.stamp == NOW


def test_visitors_file_holds_nothing_personal(profile: ClinicProfile) -> None:
    """It may lie on a shared computer: no name, contact, reason or message is in it."""
    text = write_calendar_file(REQUEST, profile, NOW).replace("\r\n ", "")
    assert not [detail for detail in PERSONAL if detail in text]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.WAITING, "TENTATIVE"),
        (State.BOOKED, "TENTATIVE"),
        (State.CONFIRMED, "CONFIRMED"),
        (State.DECLINED, "CANCELLED"),
        (State.CANCELLED, "CANCELLED"),
    ],
)
def test_status_is_that_of_the_request(profile: ClinicProfile, state: State, status: str) -> None:
    """An appointment is tentative until staff confirm it, and says so in words too."""
    (event,) = read_events(write_calendar_file(replace(REQUEST, state=state), profile, NOW))
    assert event["STATUS"] == status
    assert ("has still to confirm" in event["DESCRIPTION"]) == (status == "TENTATIVE")


def test_same_request_gives_the_same_file(profile: ClinicProfile) -> None:
    """Two downloads are one appointment in the visitor's calendar."""
    first, second = (write_calendar_file(REQUEST, profile, NOW) for _ in range(2))
    assert first == second


def test_times_of_any_zone_are_written_in_utc(profile: ClinicProfile) -> None:
    """A slot in another zone than UTC means the same moment."""
    elsewhere = timezone(timedelta(hours=-6))
    moved = replace(
        REQUEST,
        appointment=Slot(
            START.astimezone(elsewhere), (START + timedelta(minutes=30)).astimezone(elsewhere)
        ),
    )
    assert write_calendar_file(moved, profile, NOW) == write_calendar_file(REQUEST, profile, NOW)


def test_clinic_without_an_address_has_no_location(profile: ClinicProfile) -> None:
    """What the profile leaves out is left out of the file."""
    facts = {key: value for key, value in profile.facts.items() if key != "clinic_address"}
    (event,) = read_events(write_calendar_file(REQUEST, replace(profile, facts=facts), NOW))
    assert "LOCATION" not in event


def test_request_without_an_appointment_has_no_file(profile: ClinicProfile) -> None:
    """There is no time to write down: an error that names the reference only."""
    with pytest.raises(ValueError, match="K7M4-P2XW has no appointment"):
        write_calendar_file(replace(REQUEST, appointment=None), profile, NOW)


def test_lines_are_folded_and_ended_as_the_standard_says(profile: ClinicProfile) -> None:
    """No line is longer than 75 bytes and each ends with CR LF."""
    long = replace(profile, name="Clinic of Łukasz " * 20)
    lines = write_calendar_file(REQUEST, long, NOW).split("\r\n")
    assert lines[-1] == ""
    assert all(len(line.encode()) <= 75 and "\n" not in line for line in lines)


def test_staff_export_holds_who_and_why(profile: ClinicProfile) -> None:
    """Staff see name, contact, reason, message and reference; requests without a time are left."""
    waiting = replace(REQUEST, id="6a1d", appointment=None, state=State.WAITING)
    by_mail = replace(
        REQUEST,
        id="7b2e",
        details=replace(
            REQUEST.details, contact=Contact("email", "ana@example.org", "ana@example.org")
        ),
        state=State.CONFIRMED,
    )
    first, second = read_events(write_staff_calendar([REQUEST, waiting, by_mail], profile, NOW))
    assert first["SUMMARY"] == "Ana Silva (K7M4-P2XW)"
    assert str(first["DESCRIPTION"]).splitlines() == [
        "Reference: K7M4-P2XW",
        "Phone: 312 555 0134",
        "Reason: knee pain",
        "Asked for: Tuesday morning",
        "Message: after the marathon",
    ]
    assert "E-mail: ana@example.org" in second["DESCRIPTION"]
    assert [first["STATUS"], second["STATUS"]] == ["TENTATIVE", "CONFIRMED"]


def test_staff_export_of_nothing_is_an_empty_calendar(profile: ClinicProfile) -> None:
    """No requests give a calendar that any program opens."""
    assert read_events(write_staff_calendar([], profile, NOW)) == []


def test_what_a_visitor_typed_cannot_break_the_calendar(profile: ClinicProfile) -> None:
    """Line ends, semicolons and control characters in a name stay inside the text."""
    typed = replace(
        REQUEST,
        details=replace(
            REQUEST.details, name="Ana\r\nEND:VEVENT\x00\x0b; é🔑", reason="a\nSTATUS:CONFIRMED\x1b"
        ),
    )
    text = write_staff_calendar([typed], profile, NOW)
    (event,) = read_events(text)
    assert event["SUMMARY"] == "Ana END:VEVENT ; é🔑 (K7M4-P2XW)"
    assert event["STATUS"] == "TENTATIVE"
    assert not [symbol for symbol in text if ord(symbol) < 32 and symbol not in "\r\n"]
