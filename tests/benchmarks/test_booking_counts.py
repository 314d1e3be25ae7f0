"""The comparison finds each kind of loss and doubling, and nothing where there is none."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, List, Optional

from assistant.booking.requests import BookingDetails, BookingRequest, Contact, Kind, State
from benchmarks.booking_counts import compare
from benchmarks.booking_visitors import Person, Visit, make_people
from tests.booking.systems.webhook_receiver import Call

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
ANA, BRUNO = make_people(2)
FIRST, SECOND = "K7M4-P2XW", "H3C9-T6RD"


def make_visit(person: Person, *references: str, uncertain: Optional[datetime] = None) -> Visit:
    """A visit that ended with these references."""
    return Visit(
        person=person,
        references=references,
        messages=2,
        unanswered=0,
        asked_again=0,
        surprises=(),
        uncertain_since=uncertain,
        has_given_up=not references,
        seconds=1.0,
    )


def make_request(person: Person, reference: str) -> BookingRequest:
    """A request as the store keeps it."""
    contact = Contact("phone", person.phone, person.phone)
    details = BookingDetails(Kind.APPOINTMENT, person.name, contact)
    return BookingRequest(reference, reference, details, State.WAITING, NOW, NOW)


def make_call(person: Person, reference: str, call_id: str, **changes: Any) -> Call:
    """A call as the receiver writes it down."""
    document = {
        "type": "appointment.requested",
        "data": {"reference": reference, "name": person.name},
        **changes,
    }
    return Call(call_id, 200, None, json.dumps(document))


VISITS = [make_visit(ANA, FIRST), make_visit(BRUNO, SECOND)]
REQUESTS = [make_request(ANA, FIRST), make_request(BRUNO, SECOND)]
CALLS = [make_call(ANA, FIRST, "1"), make_call(BRUNO, SECOND, "2")]


def test_sound_run_has_no_faults() -> None:
    """Repeated calls under one id, and calls of a stranger, are no faults."""
    again = replace(CALLS[0], status=409)
    stranger = Call("3", 401, None, "")
    counts = compare(VISITS, REQUESTS, [*CALLS, again, stranger])
    assert counts.faults == {}
    assert (counts.references_seen, counts.requests_kept, counts.delivered_ids) == (2, 2, 2)
    assert counts.repeated_calls == 1
    assert counts.requests_nobody_saw == 0


def test_seen_reference_that_was_not_delivered_is_found() -> None:
    """A lost request is a fault, also where only a change of it arrived."""
    assert compare(VISITS, REQUESTS, CALLS[:1]).faults == {"seen_and_not_delivered_once": 1}
    changed = make_call(BRUNO, SECOND, "2", type="appointment.changed")
    counts = compare(VISITS, REQUESTS, [CALLS[0], changed])
    assert counts.faults == {"seen_and_not_delivered_once": 1}


def test_event_under_two_ids_is_found() -> None:
    """The clinic would take two ids for two requests; two events of one request are none."""
    counts = compare(VISITS, REQUESTS, [*CALLS, make_call(ANA, FIRST, "9")])
    assert counts.faults == {"seen_and_not_delivered_once": 1, "events_under_two_ids": 1}
    cancelled = make_call(ANA, FIRST, "9", type="appointment.cancelled")
    assert compare(VISITS, REQUESTS, [*CALLS, cancelled]).faults == {}


def test_id_with_two_bodies_is_found() -> None:
    """Every try of a delivery has to say the same."""
    other = make_call(ANA, FIRST, "1", timestamp="later")
    assert compare(VISITS, REQUESTS, [*CALLS, other]).faults == {"ids_with_two_bodies": 1}


def test_two_requests_of_one_visitor_are_found() -> None:
    """By the name, by the number, and where a visitor saw two references; counted once each."""
    second = make_request(ANA, "T6RD-H3C9")
    assert _doubles([*REQUESTS, second]) == 1
    renamed = replace(second, details=replace(second.details, name="Ana S"))
    assert _doubles([*REQUESTS, renamed]) == 2, "under either name"
    both = [make_visit(ANA, FIRST, "T6RD-H3C9"), VISITS[1]]
    assert compare(both, REQUESTS, CALLS).visitors_with_two_requests == 1


def test_reference_of_somebody_else_is_found() -> None:
    """A visitor who is shown another's reference is worse than one who is shown none."""
    swapped = [make_visit(ANA, SECOND), make_visit(BRUNO, FIRST)]
    assert compare(swapped, REQUESTS, CALLS).faults == {"references_of_somebody_else": 2}


def test_request_that_nobody_saw_is_counted_but_no_fault() -> None:
    """The visitor may have been cut off after it was kept."""
    counts = compare([VISITS[0], make_visit(BRUNO)], REQUESTS, CALLS)
    assert counts.faults == {}
    assert (counts.requests_nobody_saw, counts.visitors_who_gave_up) == (1, 1)


def test_request_that_was_kept_before_its_answer_was_lost_is_counted() -> None:
    """Only where it was kept before the visitor was left without an answer."""
    later, earlier = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)
    kept_before = make_visit(ANA, FIRST, uncertain=later)
    kept_after = make_visit(BRUNO, SECOND, uncertain=earlier)
    counts = compare([kept_before, kept_after], REQUESTS, CALLS)
    assert counts.kept_before_the_answer_was_lost == 1


def test_people_are_all_different() -> None:
    """No two share a name or a number, so that a doubled request can be told."""
    people = make_people(1000)
    assert len({person.name for person in people}) == 1000
    assert len({person.phone for person in people}) == 1000
    assert all(person.name.replace(" ", "").isalpha() for person in people)


def _doubles(requests: List[BookingRequest]) -> int:
    return compare(VISITS, requests, CALLS).visitors_with_two_requests
