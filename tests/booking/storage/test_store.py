"""Requests as the conversation keeps, finds, changes and cancels them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from assistant.booking.requests import State
from assistant.booking.storage import store as store_module
from assistant.booking.storage.store import BookingStore, ImpossibleChange, UnknownRequest
from assistant.booking.systems.booking_system import Event, Receipt
from assistant.sqlite_database import UnusableDatabase
from tests.booking.store_examples import (
    DAY,
    MINUTE,
    NAME,
    NOW,
    PHONE,
    claimed_ids,
    make_details,
    make_slot,
    submit,
    submit_booked,
    waiting,
)
from tests.room_databases import run_sql


def test_a_request_is_kept_as_it_was_given(store: BookingStore) -> None:
    """Every detail, with a reference, waiting, and an event on its way that says the same."""
    details = make_details(slot=make_slot(3), name="Zoë \U0001f642 O'Neil; \ud83d --")
    submission = store.submit(details, "key", NOW)
    assert submission.is_new
    request = submission.request
    assert (request.details, request.state) == (details, State.WAITING)
    assert (request.created_at, request.updated_at, request.appointment) == (NOW, NOW, None)
    assert store.get(request.reference) == request
    delivery = waiting(submission)
    assert (delivery.event, delivery.details) == (Event.REQUESTED, details)
    assert (delivery.request_id, delivery.reference) == (request.id, request.reference)
    assert (delivery.occurred_at, delivery.previous_slot) == (NOW, None)
    assert store.claim(NOW, MINUTE, 9)[0].delivery == delivery


def test_the_same_key_gives_the_same_request(store: BookingStore) -> None:
    """A double tap keeps one request and one event, also once that is delivered."""
    first, second = submit(store), submit(store)
    assert (second.request, second.delivery) == (first.request, first.delivery)
    assert not second.is_new
    store.settle(waiting(first).id, Receipt(), NOW)
    third = submit(store)
    assert (third.request.id, third.delivery, third.is_new) == (first.request.id, None, False)
    assert store.count_undelivered() == 0


def test_the_same_key_with_other_details_changes_the_request(store: BookingStore) -> None:
    """The visitor corrected something and sent it again: one request, two events in order."""
    first = submit(store)
    details = replace(
        make_details(), name="Ana", contact=replace(make_details().contact, value="x")
    )
    second = store.submit(details, "key", NOW + MINUTE)
    assert second.is_new
    assert second.request.id == first.request.id
    assert second.request.reference == first.request.reference
    assert store.find(first.request.reference, "x") == second.request
    # The first event goes first, as it was written.
    assert second.delivery == first.delivery
    store.settle(waiting(first).id, Receipt(), NOW)
    (claimed,) = store.claim(NOW + MINUTE, MINUTE, 9)
    assert (claimed.delivery.event, claimed.delivery.details) == (Event.CHANGED, details)


def test_another_key_is_another_request(store: BookingStore) -> None:
    """The same person may ask twice."""
    assert submit(store, "a").request.reference != submit(store, "b").request.reference


def test_a_reference_that_is_taken_is_not_given_again(
    store: BookingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance may make one twice; the second request gets another."""
    made = iter(["K7M4-P2XW", "K7M4-P2XW", "K7M4-P2XX"])
    monkeypatch.setattr(store_module, "make_reference", lambda: next(made))
    references = [submit(store, key).request.reference for key in "ab"]
    assert references == ["K7M4-P2XW", "K7M4-P2XX"]


def test_request_and_event_are_written_together(store: BookingStore, store_url: str) -> None:
    """Where the event cannot be written there is no request either."""
    run_sql(store_url, "ALTER TABLE booking_outbox RENAME TO elsewhere")
    with pytest.raises(UnusableDatabase):
        submit(store)
    run_sql(store_url, "ALTER TABLE elsewhere RENAME TO booking_outbox")
    assert store.list_requests() == []
    assert submit(store).is_new


def test_a_held_event_is_left_to_the_caller(store: BookingStore) -> None:
    """The dispatcher gets it only when the hold has run out."""
    held = store.submit(make_details(), "key", NOW, held_for=MINUTE)
    assert claimed_ids(store, NOW + MINUTE / 2) == []
    assert store.next_due() == NOW + MINUTE
    assert claimed_ids(store, NOW + MINUTE) == [waiting(held).id]


def test_an_earlier_event_is_held_with_the_new_one(store: BookingStore) -> None:
    """The caller tries the oldest, so that this one is kept from the dispatcher too."""
    first = submit(store)
    second = store.submit(make_details(name="Ana"), "key", NOW, held_for=MINUTE)
    assert second.delivery == first.delivery
    assert claimed_ids(store) == []


def test_a_request_is_found_by_reference_and_contact(store: BookingStore) -> None:
    """Both must match; the reference may be typed in any way."""
    request = submit(store).request
    typed = f"it is {request.reference.lower().replace('-', ' ')}, I think"
    assert store.find(typed, PHONE) == request
    assert store.get(typed) == request
    assert store.find(request.reference, "+15550000000") is None
    assert store.find("K7M4-P2XW", PHONE) is None
    assert store.find("K7M4-P2XW", "") is None
    assert store.find("no idea", PHONE) is None
    assert store.find(request.reference, "\x00\ud800") is None


def test_a_change_tells_the_calendar_what_it_held(store: BookingStore) -> None:
    """The old appointment stands until the calendar has moved it."""
    old, new = make_slot(1), make_slot(2)
    request = submit_booked(store, old).request
    changed = store.change(request.id, NOW + DAY, preferred_time="Friday", slot=new)
    assert (changed.is_new, changed.request.state) == (True, State.WAITING)
    assert changed.request.appointment == old
    assert changed.request.details == make_details(slot=new, preferred_time="Friday")
    delivery = waiting(changed)
    assert (delivery.event, delivery.previous_slot) == (Event.CHANGED, old)
    assert delivery.details.slot == new
    store.settle(delivery.id, Receipt(booked=new), NOW + DAY)
    moved = store.get(request.reference)
    assert moved is not None
    assert (moved.state, moved.appointment) == (State.BOOKED, new)


def test_a_change_written_before_the_first_delivery_still_frees_its_slot(
    store: BookingStore,
) -> None:
    """What the calendar holds is known only once the first event is settled."""
    old, new = make_slot(1), make_slot(2)
    first = submit(store, slot=old)
    store.change(first.request.id, NOW, preferred_time=None, slot=new)
    store.settle(waiting(first).id, Receipt(booked=old), NOW)
    (claimed,) = store.claim(NOW, MINUTE, 9)
    assert claimed.delivery.previous_slot == old
    request = store.get(first.request.reference)
    assert request is not None
    assert request.state is State.WAITING


def test_a_change_without_a_calendar_undoes_the_confirmation(store: BookingStore) -> None:
    """Staff had confirmed a time; it is open again."""
    request = submit(store).request
    assert store.confirm(request.reference, NOW, make_slot(1)).appointment == make_slot(1)
    changed = store.change(request.id, NOW, preferred_time="Friday", slot=None).request
    assert (changed.state, changed.appointment) == (State.WAITING, None)


def test_the_same_change_twice_is_one_event(store: BookingStore) -> None:
    """A double tap."""
    request = submit(store).request
    changes = [
        store.change(request.id, NOW, preferred_time="Friday", slot=None).is_new for _ in "ab"
    ]
    assert changes == [True, False]
    assert store.count_undelivered() == 2


def test_cancelling_writes_one_event(store: BookingStore) -> None:
    """It tells the calendar which slot to free; a second time changes nothing."""
    request = submit_booked(store, make_slot(1)).request
    cancelled = store.cancel(request.id, NOW + MINUTE)
    again = store.cancel(request.id, NOW + DAY)
    assert (cancelled.is_new, again.is_new) == (True, False)
    assert cancelled.request.state is State.CANCELLED
    assert again.request == cancelled.request
    delivery = waiting(cancelled)
    assert (delivery.event, delivery.previous_slot) == (Event.CANCELLED, make_slot(1))
    store.settle(delivery.id, Receipt(), NOW + DAY)
    gone = store.get(request.reference)
    assert gone is not None
    assert (gone.state, gone.appointment) == (State.CANCELLED, None)


def test_a_cancelled_request_cannot_be_changed(store: BookingStore) -> None:
    """Neither by a change nor by its key with other details; by the same it is only found."""
    request = submit(store).request
    store.cancel(request.id, NOW)
    with pytest.raises(ImpossibleChange, match=f"{request.reference} is cancelled"):
        store.change(request.id, NOW, preferred_time="Friday", slot=None)
    with pytest.raises(ImpossibleChange):
        submit(store, name="Ana")
    assert submit(store).request.state is State.CANCELLED


def test_an_unknown_request_can_be_neither_changed_nor_cancelled(store: BookingStore) -> None:
    """It may have been erased in the meantime."""
    with pytest.raises(UnknownRequest):
        store.change("none", NOW, preferred_time=None, slot=None)
    with pytest.raises(UnknownRequest):
        store.cancel("none", NOW)


def test_times_are_kept_in_utc(store: BookingStore) -> None:
    """A time of another zone is the same moment; one without a zone is refused."""
    zoned = NOW.astimezone(tz=datetime.strptime("-0500", "%z").tzinfo)
    request = store.submit(make_details(), "key", zoned).request
    assert request.created_at == NOW
    assert request.created_at.utcoffset() == timedelta(0)
    with pytest.raises(sa.exc.StatementError, match="has no time zone"):
        store.claim(NOW.replace(tzinfo=None), MINUTE, 1)
    assert NAME not in repr(store)
