"""The requests as staff list, answer, retry and erase them."""

from pathlib import Path

import pytest

from assistant.booking.requests import Kind, State
from assistant.booking.storage.records import CreatedRequest
from assistant.booking.storage.store import (
    BookingStore,
    ErasedRequest,
    FailedDelivery,
    ImpossibleChange,
    UnknownDelivery,
    UnknownRequest,
    open_booking_store,
)
from assistant.booking.systems.booking_system import Event, Receipt
from tests.booking.store_examples import (
    DAY,
    LEASE,
    NAME,
    NOW,
    PHONE,
    REASON,
    claimed_ids,
    make_details,
    make_slot,
    submit,
    submit_booked,
    waiting,
)
from tests.room_databases import run_sql


def test_requests_are_listed_newest_first(store: BookingStore) -> None:
    """All, those in some states, or only the newest."""
    made = [store.submit(make_details(), str(n), NOW + n * DAY).request for n in range(4)]
    store.decline(made[0].reference, NOW)
    confirmed = store.confirm(made[1].reference, NOW)
    assert [one.id for one in store.list_requests()] == [one.id for one in reversed(made)]
    assert store.list_requests([State.CONFIRMED]) == [confirmed]
    some = store.list_requests((State.WAITING, State.DECLINED), limit=2)
    assert some == [made[3], made[2]]
    assert [one.id for one in store.list_requests(limit=2, offset=2)] == [made[1].id, made[0].id]


def test_requests_are_counted_by_state(store: BookingStore) -> None:
    """Every state has its number, also where it is nought."""
    assert set(store.count_by_state().values()) == {0}
    for key in "abc":
        submit(store, key)
    store.decline(store.list_requests()[0].reference, NOW)
    counts = store.count_by_state()
    assert (counts[State.WAITING], counts[State.DECLINED], counts[State.BOOKED]) == (2, 1, 0)


def test_what_was_asked_for_in_a_time_is_listed_without_whose_it_is(store: BookingStore) -> None:
    """From the first moment to before the last."""
    for number in range(4):
        store.submit(make_details(), str(number), NOW + number * DAY)
    store.confirm(store.list_requests()[1].reference, NOW + 9 * DAY)
    found = sorted(store.list_created(NOW + DAY, NOW + 3 * DAY), key=lambda one: one.created_at)
    assert found == [
        CreatedRequest(NOW + DAY, Kind.APPOINTMENT, State.WAITING),
        CreatedRequest(NOW + 2 * DAY, Kind.APPOINTMENT, State.CONFIRMED),
    ]


def test_what_changed_since_staff_looked_is_not_answered(store: BookingStore) -> None:
    """They decide about what the visitor asks for now; a second answer of the same page neither."""
    request = submit(store).request
    seen = request.updated_at
    store.change(request.id, NOW + DAY, preferred_time="Monday", slot=None)
    for answer in (store.confirm, store.decline):
        with pytest.raises(ImpossibleChange, match="changed since"):
            answer(request.reference, NOW + DAY, seen=seen)
    assert store.confirm(request.reference, NOW + DAY, seen=NOW + DAY).state is State.CONFIRMED


def test_staff_confirm_a_booked_slot_or_name_a_time(store: BookingStore) -> None:
    """The calendar's slot is kept unless another time is given."""
    reference = submit_booked(store, make_slot(1)).request.reference
    kept = store.confirm(f" {reference.lower()} ", NOW + DAY)
    assert (kept.state, kept.appointment, kept.updated_at) == (
        State.CONFIRMED,
        make_slot(1),
        NOW + DAY,
    )
    assert store.confirm(reference, NOW, make_slot(2)).appointment == make_slot(2)
    assert store.count_undelivered() == 0


def test_declining_frees_the_slot(store: BookingStore) -> None:
    """The calendar is told, once; a request without a slot needs no event."""
    booked = submit_booked(store, make_slot(1), "a").request.reference
    for _ in "ab":
        assert store.decline(booked, NOW).state is State.DECLINED
    (claimed,) = store.claim(NOW, LEASE, 9)
    assert claimed.delivery.event is Event.CANCELLED
    assert claimed.delivery.previous_slot == make_slot(1)
    store.settle(claimed.delivery.id, Receipt(), NOW)
    request = store.get(booked)
    assert request is not None
    assert (request.state, request.appointment) == (State.DECLINED, None)
    plain = submit(store, "b")
    store.settle(waiting(plain).id, Receipt(), NOW)
    store.decline(plain.request.reference, NOW)
    assert store.count_undelivered() == 0


def test_a_declined_visitor_may_ask_for_another_time(store: BookingStore) -> None:
    """The request waits for the clinic again, and staff may change their mind too."""
    request = submit(store).request
    store.decline(request.reference, NOW)
    assert store.confirm(request.reference, NOW).state is State.CONFIRMED
    store.decline(request.reference, NOW)
    changed = store.change(request.id, NOW, preferred_time="Monday", slot=None)
    assert changed.request.state is State.WAITING


def test_staff_cannot_answer_what_is_unknown_or_cancelled(store: BookingStore) -> None:
    """The message says which, and repeats nothing that is not a reference."""
    request = submit(store).request
    store.cancel(request.id, NOW)
    for answer in (store.confirm, store.decline):
        with pytest.raises(ImpossibleChange, match=request.reference):
            answer(request.reference, NOW)
        with pytest.raises(UnknownRequest, match="no request K7M4-P2XW"):
            answer("k7m4p2xw", NOW)
        with pytest.raises(UnknownRequest, match="not a reference") as caught:
            answer(NAME, NOW)
        assert NAME not in str(caught.value)


def test_failed_deliveries_are_listed_and_retried(store: BookingStore) -> None:
    """With fresh tries, and the same delivery as before."""
    submission = submit(store)
    delivery = waiting(submission)
    for number in range(3):
        store.claim(NOW + number * LEASE, LEASE, 1)
    store.bury(delivery.id, "x" * 2000, NOW + DAY)
    assert store.list_failed() == [
        FailedDelivery(
            delivery.id, submission.request.reference, Event.REQUESTED, 3, "x" * 500, NOW + DAY
        )
    ]
    assert store.claim(NOW + DAY, LEASE, 9) == []
    assert submit(store).delivery is None
    store.retry(delivery.id, NOW + DAY)
    assert store.list_failed() == []
    (claimed,) = store.claim(NOW + DAY, LEASE, 9)
    assert (claimed.delivery, claimed.tries) == (delivery, 1)


def test_only_failed_deliveries_are_retried(store: BookingStore) -> None:
    """Not a waiting, a delivered or an unknown one."""
    delivery = waiting(submit(store)).id
    with pytest.raises(ImpossibleChange):
        store.retry(delivery, NOW)
    store.settle(delivery, Receipt(), NOW)
    with pytest.raises(ImpossibleChange):
        store.retry(delivery, NOW)
    with pytest.raises(UnknownDelivery):
        store.retry("none", NOW)


def test_an_event_is_not_retried_after_a_later_one_was_delivered(store: BookingStore) -> None:
    """The old time would be booked on top of the new one."""
    first = submit(store, slot=make_slot(1))
    store.bury(waiting(first).id, "refused", NOW)
    changed = store.change(first.request.id, NOW, preferred_time=None, slot=make_slot(2))
    assert len(store.list_failed()) == 1
    store.settle(waiting(changed).id, Receipt(booked=make_slot(2)), NOW)
    assert store.list_failed() == []
    with pytest.raises(ImpossibleChange):
        store.retry(waiting(first).id, NOW)


def test_a_contact_is_erased(store: BookingStore, store_url: str) -> None:
    """Every request of theirs, waiting or not; nobody else's; and staff hear which."""
    first = submit_booked(store, make_slot(1), "a").request
    second = submit(store, "b").request
    other = submit(store, "c", contact="ana@example.org")
    erased = store.erase_contact(PHONE)
    assert sorted(erased, key=lambda one: one.was_delivered) == [
        ErasedRequest(second.reference, Kind.APPOINTMENT, NOW, False),
        ErasedRequest(first.reference, Kind.APPOINTMENT, NOW, True),
    ]
    assert store.list_requests() == [other.request]
    assert claimed_ids(store) == [waiting(other).id]
    assert run_sql(store_url, "SELECT count(*) FROM booking_outbox") == [(1,)]
    assert store.erase_contact(PHONE) == []


def test_nothing_of_an_erased_request_is_left_in_the_files(tmp_path: Path) -> None:
    """SQLite overwrites the rows and empties its log, also while another has the file open."""
    url = f"sqlite:///{tmp_path}/bookings.db"
    store, other = open_booking_store(url), open_booking_store(url)
    for number in range(20):
        submit(store, str(number))
    other.list_requests()
    held = [file.read_bytes() for file in tmp_path.iterdir()]
    assert any(PHONE.encode() in content for content in held)
    assert len(store.erase_contact(PHONE)) == 20
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert files["bookings.db-wal"] == b""
    for secret in (NAME, PHONE, REASON):
        assert not any(secret.encode() in content for content in files.values())
    store.close()
    other.close()


def test_old_requests_are_erased(store: BookingStore) -> None:
    """Not those with newer activity, a later appointment, or an event still on its way."""
    kinds = ("old", "answered", "later", "waiting", "failed")
    made = {key: submit(store, key) for key in kinds}
    for key in ("old", "answered", "later"):
        store.settle(waiting(made[key]).id, Receipt(), NOW)
    store.bury(waiting(made["failed"]).id, "refused", NOW)
    store.confirm(made["answered"].request.reference, NOW + 10 * DAY)
    store.confirm(made["later"].request.reference, NOW, make_slot(20))
    assert store.erase_before(NOW) == 0
    assert store.erase_before(NOW + 5 * DAY) == 2
    left = {one.reference for one in store.list_requests()}
    assert left == {made[key].request.reference for key in ("answered", "later", "waiting")}
    assert store.erase_before(NOW + 30 * DAY) == 2
    assert store.count_undelivered() == 1
