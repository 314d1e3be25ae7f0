"""Requests, times and short ways that the store's tests share."""

from datetime import datetime, timedelta, timezone
from typing import Any, List, Optional

from assistant.booking.requests import BookingDetails, Contact, Kind, Slot
from assistant.booking.storage.store import BookingStore, Submission
from assistant.booking.systems.booking_system import Delivery, Receipt

NOW = datetime(2030, 5, 6, 9, 0, 0, 123456, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LEASE = timedelta(minutes=2)
NAME, PHONE, REASON = "Zoe Quillfeather", "+15550134987", "my aching left knee"


def make_slot(days: int, hour: int = 15) -> Slot:
    """Half an hour on a day after NOW's."""
    start = datetime(2030, 5, 6, hour, tzinfo=timezone.utc) + timedelta(days=days)
    return Slot(start, start + timedelta(minutes=30))


def make_details(
    *,
    slot: Optional[Slot] = None,
    name: str = NAME,
    contact: str = PHONE,
    preferred_time: Optional[str] = "Thursday morning",
) -> BookingDetails:
    """Details with every field that a visitor may give."""
    return BookingDetails(
        kind=Kind.APPOINTMENT,
        name=name,
        contact=Contact("phone", contact, "(555) 013-4987"),
        reason=REASON,
        preferred_time=preferred_time,
        slot=slot,
        topics=("faq/what_is_prp", "faq/price"),
        language="es",
        page="/prp",
    )


def submit(store: BookingStore, key: str = "key", **details: Any) -> Submission:
    """Submit at NOW without a hold."""
    return store.submit(make_details(**details), key, NOW)


def submit_booked(store: BookingStore, slot: Slot, key: str = "key") -> Submission:
    """Submit a request whose slot the calendar has taken."""
    submission = submit(store, key, slot=slot)
    store.settle(waiting(submission).id, Receipt(booked=slot), NOW)
    return submission


def waiting(submission: Submission) -> Delivery:
    """The delivery of a submission that has one."""
    assert submission.delivery is not None
    return submission.delivery


def claimed_ids(store: BookingStore, now: datetime = NOW, limit: int = 100) -> List[str]:
    """Claim and give the ids."""
    return [claimed.delivery.id for claimed in store.claim(now, LEASE, limit)]
