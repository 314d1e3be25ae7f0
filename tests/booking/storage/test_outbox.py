"""The outbox as the dispatcher works through it."""

from assistant.booking.requests import State
from assistant.booking.storage.store import BookingStore
from assistant.booking.systems.booking_system import Event, Receipt
from tests.booking.store_examples import (
    DAY,
    LEASE,
    MINUTE,
    NAME,
    NOW,
    PHONE,
    REASON,
    claimed_ids,
    make_slot,
    submit,
    submit_booked,
    waiting,
)
from tests.room_databases import run_sql


def test_a_lease_keeps_others_away_until_it_runs_out(store: BookingStore) -> None:
    """A dispatcher that died is replaced; the tries go on counting and say the same."""
    submit(store)
    (first,) = store.claim(NOW, LEASE, 10)
    assert first.tries == 1
    assert store.claim(NOW + LEASE / 2, LEASE, 10) == []
    assert store.next_due() == NOW + LEASE
    (second,) = store.claim(NOW + LEASE, LEASE, 10)
    assert (second.delivery, second.tries) == (first.delivery, 2)


def test_no_more_are_claimed_than_asked_for(store: BookingStore) -> None:
    """The ones due longest come first."""
    ids = [waiting(submit(store, str(number))).id for number in range(5)]
    assert claimed_ids(store, limit=2) == ids[:2]
    assert claimed_ids(store, limit=0) == []
    assert claimed_ids(store, limit=9) == ids[2:]
    assert claimed_ids(store) == []


def test_events_of_a_request_go_in_order(store: BookingStore) -> None:
    """A later one waits while an earlier one is leased or postponed, whatever others do."""
    first = submit(store)
    store.change(first.request.id, NOW, preferred_time="Friday", slot=None)
    store.cancel(first.request.id, NOW)
    other = waiting(submit(store, "other")).id
    assert claimed_ids(store) == [waiting(first).id, other]
    assert claimed_ids(store) == []
    store.postpone(waiting(first).id, NOW + DAY, "down")
    assert claimed_ids(store, NOW + MINUTE) == []
    assert store.next_due() == NOW + LEASE
    store.settle(other, Receipt(), NOW)
    assert store.next_due() == NOW + DAY
    events = []
    while claimed := store.claim(NOW + DAY, LEASE, 9):
        events += [one.delivery.event for one in claimed]
        store.settle(claimed[0].delivery.id, Receipt(), NOW + DAY)
    assert events == [Event.REQUESTED, Event.CHANGED, Event.CANCELLED]
    assert store.next_due() is None


def test_an_event_that_was_given_up_does_not_hold_up_the_next(store: BookingStore) -> None:
    """A person looks at the first; the cancellation still goes out."""
    first = submit(store)
    store.cancel(first.request.id, NOW)
    store.bury(waiting(first).id, "refused", NOW)
    (claimed,) = store.claim(NOW, LEASE, 9)
    assert claimed.delivery.event is Event.CANCELLED
    assert store.count_undelivered() == 1


def test_a_receipt_books_the_slot_once(store: BookingStore) -> None:
    """A second receipt, a late postponement and a late burial change nothing."""
    submission = submit(store, slot=make_slot(1))
    delivery = waiting(submission).id
    store.settle(delivery, Receipt(booked=make_slot(1)), NOW + MINUTE)
    booked = store.get(submission.request.reference)
    assert booked is not None
    assert (booked.state, booked.appointment) == (State.BOOKED, make_slot(1))
    assert booked.updated_at == NOW + MINUTE
    store.settle(delivery, Receipt(booked=make_slot(2)), NOW + DAY)
    store.postpone(delivery, NOW, "late")
    store.bury(delivery, "late", NOW)
    assert store.get(submission.request.reference) == booked
    assert claimed_ids(store, NOW + DAY) == []
    assert store.list_failed() == []


def test_a_receipt_without_a_slot_leaves_the_request_waiting(store: BookingStore) -> None:
    """The clinic has it and has still to answer."""
    submission = submit(store)
    store.settle(waiting(submission).id, Receipt(), NOW)
    request = store.get(submission.request.reference)
    assert request is not None
    assert (request.state, request.appointment) == (State.WAITING, None)


def test_a_receipt_does_not_overrule_staff(store: BookingStore) -> None:
    """A confirmation, its time and a refusal stand; a calendar's time fills a gap."""
    slot = make_slot(1)
    confirmed, timed, declined = (submit(store, key, slot=slot) for key in "abc")
    store.confirm(confirmed.request.reference, NOW)
    store.confirm(timed.request.reference, NOW, make_slot(9))
    store.decline(declined.request.reference, NOW)
    expected = [(State.CONFIRMED, slot), (State.CONFIRMED, make_slot(9)), (State.DECLINED, None)]
    for submission, wanted in zip((confirmed, timed, declined), expected, strict=True):
        store.settle(waiting(submission).id, Receipt(booked=slot), NOW)
        request = store.get(submission.request.reference)
        assert request is not None
        assert (request.state, request.appointment) == wanted


def test_a_cancelled_request_stays_cancelled(store: BookingStore) -> None:
    """The first event's receipt comes late; the cancellation then frees what it has booked."""
    submission = submit(store, slot=make_slot(1))
    store.cancel(submission.request.id, NOW)
    store.settle(waiting(submission).id, Receipt(booked=make_slot(1)), NOW)
    request = store.get(submission.request.reference)
    assert request is not None
    assert request.state is State.CANCELLED
    (claimed,) = store.claim(NOW, LEASE, 9)
    assert claimed.delivery.previous_slot == make_slot(1)


def test_a_settled_event_keeps_no_personal_data(store: BookingStore, store_url: str) -> None:
    """Nor a change's memory of what was before."""
    request = submit_booked(store, make_slot(1)).request
    changed = store.change(request.id, NOW, preferred_time="Friday", slot=None)
    (before,) = run_sql(store_url, "SELECT * FROM booking_outbox WHERE status = 'waiting'")
    assert NAME in str(before)
    store.settle(waiting(changed).id, Receipt(), NOW)
    rows = str(run_sql(store_url, "SELECT * FROM booking_outbox"))
    assert rows.count("delivered") == 2
    assert not any(secret in rows for secret in (NAME, PHONE, REASON, "Friday"))


def test_a_delivery_that_is_gone_is_no_error(store: BookingStore) -> None:
    """The request was erased while its event was on its way."""
    delivery = waiting(submit(store)).id
    store.erase_contact(PHONE)
    store.settle(delivery, Receipt(), NOW)
    store.postpone(delivery, NOW, "down")
    store.bury(delivery, "down", NOW)
    assert store.list_failed() == []
