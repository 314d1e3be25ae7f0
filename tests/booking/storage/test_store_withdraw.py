"""Taking back an event that the booking system refused."""

from assistant.booking.requests import State
from assistant.booking.storage.store import BookingStore
from assistant.booking.systems.booking_system import Event, Receipt
from tests.booking.store_examples import (
    DAY,
    MINUTE,
    NOW,
    PHONE,
    make_details,
    make_slot,
    submit,
    submit_booked,
    waiting,
)


def test_a_withdrawn_request_is_gone(store: BookingStore) -> None:
    """With its event; the same key may then be used for another try."""
    first = submit(store)
    assert store.withdraw(waiting(first).id)
    assert store.get(first.request.reference) is None
    assert store.count_undelivered() == 0
    assert not store.withdraw(waiting(first).id)
    second = submit(store)
    assert second.is_new
    assert waiting(second).id != waiting(first).id


def test_a_withdrawn_change_leaves_the_request_as_it_was(store: BookingStore) -> None:
    """Details, state, appointment and time of change; the key's contact too."""
    submit_booked(store, make_slot(1))
    reference = store.list_requests()[0].reference
    before = store.confirm(reference, NOW)
    changed = store.change(before.id, NOW + DAY, preferred_time="later", slot=make_slot(2))
    assert store.withdraw(waiting(changed).id)
    assert store.get(reference) == before
    corrected = store.submit(make_details(contact="other"), "key", NOW + DAY)
    assert store.withdraw(waiting(corrected).id)
    assert store.find(reference, PHONE) == before
    assert store.erase_contact("other") == []


def test_a_withdrawn_cancellation_leaves_the_request_as_it_was(store: BookingStore) -> None:
    """The appointment stands."""
    request = submit_booked(store, make_slot(1)).request
    before = store.get(request.reference)
    assert store.withdraw(waiting(store.cancel(request.id, NOW + DAY)).id)
    assert store.get(request.reference) == before


def test_a_delivered_event_is_not_withdrawn(store: BookingStore) -> None:
    """The dispatcher was faster: the booking system has it."""
    submission = submit(store)
    store.settle(waiting(submission).id, Receipt(), NOW)
    assert not store.withdraw(waiting(submission).id)
    assert store.get(submission.request.reference) is not None


def test_what_came_after_a_withdrawn_event_stands(store: BookingStore) -> None:
    """A withdrawn first event leaves the change as the first; withdrawn too, nothing is left."""
    first = submit(store, slot=make_slot(1))
    store.change(first.request.id, NOW, preferred_time=None, slot=make_slot(2))
    assert store.withdraw(waiting(first).id)
    (claimed,) = store.claim(NOW, MINUTE, 9)
    assert claimed.delivery.event is Event.REQUESTED
    assert claimed.delivery.details.slot == make_slot(2)
    assert store.withdraw(claimed.delivery.id)
    assert store.list_requests() == []


def test_two_withdrawn_changes_go_back_to_the_beginning(store: BookingStore) -> None:
    """In whichever order they are withdrawn."""
    request = submit_booked(store, make_slot(1)).request
    before = store.get(request.reference)
    first = store.change(request.id, NOW, preferred_time="a", slot=make_slot(2))
    store.change(request.id, NOW, preferred_time="b", slot=make_slot(3))
    assert store.withdraw(waiting(first).id)
    (claimed,) = store.claim(NOW, MINUTE, 9)
    assert claimed.delivery.details.preferred_time == "b"
    assert store.withdraw(claimed.delivery.id)
    assert store.get(request.reference) == before


def test_a_withdrawal_keeps_what_the_calendar_and_staff_said_since(store: BookingStore) -> None:
    """Only the visitor's change is taken back."""
    first = submit(store, slot=make_slot(1))
    changed = store.change(first.request.id, NOW, preferred_time=None, slot=make_slot(2))
    assert waiting(changed).id == waiting(first).id
    store.settle(waiting(first).id, Receipt(booked=make_slot(1)), NOW)
    (claimed,) = store.claim(NOW, MINUTE, 9)
    assert store.withdraw(claimed.delivery.id)
    booked = store.get(first.request.reference)
    assert booked is not None
    assert (booked.state, booked.appointment) == (State.BOOKED, make_slot(1))
    again = store.change(first.request.id, NOW, preferred_time=None, slot=make_slot(2))
    store.confirm(first.request.reference, NOW, make_slot(5))
    assert store.withdraw(waiting(again).id)
    confirmed = store.get(first.request.reference)
    assert confirmed is not None
    assert (confirmed.state, confirmed.appointment) == (State.CONFIRMED, make_slot(5))
    assert confirmed.details.slot == make_slot(1)
