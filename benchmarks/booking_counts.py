"""Compares what visitors saw, what the store keeps and what the clinic's system received."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Dict, List, Mapping, Sequence, Set, Tuple

from assistant.booking.requests import BookingRequest
from assistant.booking.storage.records import FailedDelivery
from benchmarks.booking_visitors import Visit
from tests.booking.systems.webhook_receiver import Call

REQUESTED = "appointment.requested"


@dataclass(frozen=True)
class Counts:
    """Each name says of how many; those of the second part have to be 0."""

    visitors: int
    visitors_with_reference: int
    visitors_who_gave_up: int
    references_seen: int
    requests_kept: int
    delivered_ids: int
    repeated_calls: int
    # Requests that were kept when the visitor's consent was left unanswered, and found again.
    kept_before_the_answer_was_lost: int
    requests_nobody_saw: int
    waiting: int
    given_up_deliveries: int

    seen_and_not_delivered_once: int
    events_under_two_ids: int
    ids_with_two_bodies: int
    visitors_with_two_requests: int
    references_of_somebody_else: int

    @property
    def faults(self) -> Dict[str, int]:
        """What must be 0 and is not."""
        names = (
            "seen_and_not_delivered_once",
            "events_under_two_ids",
            "ids_with_two_bodies",
            "visitors_with_two_requests",
            "references_of_somebody_else",
        )
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def compare(
    visits: Sequence[Visit],
    requests: Sequence[BookingRequest],
    calls: Sequence[Call],
    failed: Sequence[FailedDelivery] = (),
    waiting: int = 0,
) -> Counts:
    """Count agreements and faults. `calls` is the receiver's log."""
    received = [call for call in calls if call.status != 401]
    ids, bodies, people = _group(received)
    seen = {reference for visit in visits for reference in visit.references}
    kept = {request.reference: request for request in requests}
    return Counts(
        visitors=len(visits),
        visitors_with_reference=sum(bool(visit.references) for visit in visits),
        visitors_who_gave_up=sum(visit.has_given_up for visit in visits),
        references_seen=len(seen),
        requests_kept=len(requests),
        delivered_ids=len(bodies),
        repeated_calls=len(received) - len(bodies),
        kept_before_the_answer_was_lost=sum(_was_found_again(visit, kept) for visit in visits),
        requests_nobody_saw=len(set(kept) - seen),
        waiting=waiting,
        given_up_deliveries=len(failed),
        seen_and_not_delivered_once=sum(len(ids[reference, REQUESTED]) != 1 for reference in seen),
        events_under_two_ids=sum(len(found) > 1 for found in ids.values()),
        ids_with_two_bodies=sum(len(found) > 1 for found in bodies.values()),
        visitors_with_two_requests=_count_doubles(visits, requests),
        references_of_somebody_else=sum(
            people.get(reference, visit.person.name) != visit.person.name
            for visit in visits
            for reference in visit.references
        ),
    )


def _group(
    received: Sequence[Call],
) -> Tuple[Dict[Tuple[str, str], Set[str]], Dict[str, Set[str]], Dict[str, str]]:
    """Ids by reference and event, bodies by id, and the name by reference."""
    ids: Dict[Tuple[str, str], Set[str]] = defaultdict(set)
    bodies: Dict[str, Set[str]] = defaultdict(set)
    people: Dict[str, str] = {}
    for call in received:
        document = json.loads(call.body)
        reference = document["data"]["reference"]
        ids[reference, document["type"]].add(call.id)
        bodies[call.id].add(call.body)
        people[reference] = document["data"]["name"]
    return ids, bodies, people


def _count_doubles(visits: Sequence[Visit], requests: Sequence[BookingRequest]) -> int:
    """Visitors who saw two references, or whose name or number stands in two requests."""
    names = Counter(request.details.name for request in requests)
    contacts = Counter(request.details.contact.value for request in requests)
    doubled = {name for name, count in names.items() if count > 1}
    doubled |= {
        request.details.name for request in requests if contacts[request.details.contact.value] > 1
    }
    doubled |= {visit.person.name for visit in visits if len(set(visit.references)) > 1}
    return len(doubled)


def _was_found_again(visit: Visit, kept: Mapping[str, BookingRequest]) -> bool:
    if visit.uncertain_since is None:
        return False
    requests: List[BookingRequest] = [kept[r] for r in visit.references if r in kept]
    return any(request.created_at <= visit.uncertain_since for request in requests)
