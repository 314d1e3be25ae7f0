"""Handing a request on: kept first, tried at once only where a slot is at stake."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from assistant.booking.hand_off import HELD, HandOff, Result
from assistant.booking.reading.times.preferred_time import read_preferred_time
from assistant.booking.requests import BookingDetails, Contact, Kind, Slot, State
from assistant.booking.storage.records import ImpossibleChange
from assistant.booking.storage.store import BookingStore
from assistant.booking.systems.booking_system import Delivery, Receipt
from tests.booking.calendars import Calendar, NoCalendar
from tests.booking.slot_examples import NOW, SCHEDULE, slot_at

TUESDAY_9 = slot_at("2026-11-24 09:00")
TUESDAY_14 = slot_at("2026-11-24 14:00")
SLOTS = (
    TUESDAY_9,
    slot_at("2026-11-24 09:30"),
    TUESDAY_14,
    slot_at("2026-11-25 10:00"),
    slot_at("2026-11-25 14:00"),
)
MINUTE = timedelta(minutes=1)
CONTACT = Contact("phone", "+13125550134", "(312) 555-0134")
PERSONAL = ("Quillfeather", "5550134", "555-0134", "aching")


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def calendar() -> Calendar:
    return Calendar(*SLOTS)


@pytest.fixture
def hand_off(store: BookingStore, calendar: Calendar) -> HandOff:
    return HandOff(store, calendar, SCHEDULE)


def make_details(slot: "Slot | None" = None) -> BookingDetails:
    return BookingDetails(
        Kind.APPOINTMENT, "Zoe Quillfeather", CONTACT, reason="my aching knee", slot=slot
    )


def test_request_without_a_slot_is_only_kept(store: BookingStore) -> None:
    """Delivery is the dispatcher's: at once due, and not tried while the visitor waits."""
    outcome = HandOff(store, NoCalendar(), SCHEDULE).submit(make_details(), "key", NOW)
    assert outcome.result is Result.RECEIVED
    assert outcome.request == store.list_requests()[0]
    [claimed] = store.claim(NOW, MINUTE, 10)
    assert (claimed.delivery.reference, claimed.tries) == (outcome.request.reference, 1)


def test_slot_is_booked_at_once(hand_off: HandOff, store: BookingStore, calendar: Calendar) -> None:
    """The calendar holds it, the request says so, and nothing is left to deliver."""
    outcome = hand_off.submit(make_details(TUESDAY_9), "key", NOW)
    assert outcome.result is Result.BOOKED
    assert outcome.request is not None
    assert (outcome.request.state, outcome.request.appointment) == (State.BOOKED, TUESDAY_9)
    assert calendar.held == {TUESDAY_9: outcome.request.id}
    assert store.next_due() is None


def test_same_key_again_changes_nothing(
    hand_off: HandOff, store: BookingStore, calendar: Calendar
) -> None:
    """A double tap: the same outcome, one delivery."""
    first = hand_off.submit(make_details(TUESDAY_9), "key", NOW)
    assert hand_off.submit(make_details(TUESDAY_9), "key", NOW + MINUTE) == first
    assert len(calendar.deliveries) == 1


def test_slot_that_has_gone_leaves_no_request(
    hand_off: HandOff, store: BookingStore, calendar: Calendar
) -> None:
    """Nothing was kept, and the same key may be used with another slot."""
    calendar.others.append(TUESDAY_9)
    outcome = hand_off.submit(make_details(TUESDAY_9), "key", NOW)
    assert (outcome.result, outcome.request) == (Result.SLOT_TAKEN, None)
    assert store.list_requests() == []
    assert store.next_due() is None
    again = hand_off.submit(make_details(TUESDAY_14), "key", NOW)
    assert again.result is Result.BOOKED


def test_slot_that_has_gone_at_a_retry_is_for_a_person(
    hand_off: HandOff, store: BookingStore, calendar: Calendar
) -> None:
    """The visitor may have seen the reference of the first try: the request stays."""
    calendar.is_down = True
    kept = hand_off.submit(make_details(TUESDAY_9), "key", NOW)
    calendar.is_down = False
    calendar.others.append(TUESDAY_9)
    again = hand_off.submit(make_details(TUESDAY_9), "key", NOW)
    assert again.result is Result.KEPT
    assert again.request is not None
    assert kept.request is not None
    assert again.request.reference == kept.request.reference
    assert len(store.list_requests()) == 1


@pytest.mark.parametrize("fault", ["is_down", "is_refusing"])
def test_calendar_that_fails_keeps_the_request(
    hand_off: HandOff, store: BookingStore, calendar: Calendar, fault: str
) -> None:
    """It is due again at once, for the dispatcher; the visitor's details are in no log."""
    setattr(calendar, fault, True)
    with capture_logs() as logs:
        outcome = hand_off.submit(make_details(TUESDAY_9), "key", NOW)
    assert outcome.result is Result.KEPT
    assert [entry["event"] for entry in logs] == ["booking.not_booked_at_once"]
    assert not any(part in str(logs) for part in PERSONAL)
    [claimed] = store.claim(NOW, MINUTE, 10)
    assert claimed.delivery.details.slot == TUESDAY_9


def test_dispatcher_leaves_alone_what_is_tried_now(store: BookingStore) -> None:
    """While the visitor waits nobody else delivers; after the hold the dispatcher may."""

    class Looking(Calendar):
        def deliver(self, delivery: Delivery) -> Receipt:
            assert store.claim(NOW, MINUTE, 10) == []
            assert len(store.claim(NOW + HELD, MINUTE, 10)) == 1
            return super().deliver(delivery)

    hand_off = HandOff(store, Looking(*SLOTS), SCHEDULE)
    assert hand_off.submit(make_details(TUESDAY_9), "key", NOW).result is Result.BOOKED


def test_change_moves_the_slot(hand_off: HandOff, calendar: Calendar) -> None:
    """The calendar gets the change with the slot that it held."""
    request = hand_off.submit(make_details(TUESDAY_9), "key", NOW).request
    assert request is not None
    outcome = hand_off.change(request, "later", TUESDAY_14, NOW + MINUTE)
    assert outcome.result is Result.BOOKED
    assert outcome.request is not None
    assert outcome.request.appointment == TUESDAY_14
    assert calendar.held == {TUESDAY_14: request.id}
    assert calendar.deliveries[-1].previous_slot == TUESDAY_9


def test_change_to_a_slot_that_has_gone_is_as_if_never_asked(
    hand_off: HandOff, store: BookingStore, calendar: Calendar
) -> None:
    """The request is again what it was."""
    request = hand_off.submit(make_details(TUESDAY_9), "key", NOW).request
    assert request is not None
    calendar.others.append(TUESDAY_14)
    assert hand_off.change(request, "later", TUESDAY_14, NOW + MINUTE).result is Result.SLOT_TAKEN
    found = store.get(request.reference)
    assert found is not None
    assert (found.state, found.appointment, found.details) == (
        State.BOOKED,
        TUESDAY_9,
        request.details,
    )


def test_change_behind_an_undelivered_request_waits_its_turn(
    hand_off: HandOff, store: BookingStore, calendar: Calendar
) -> None:
    """What was not delivered first goes first: the change is kept and not tried out of turn."""
    calendar.is_down = True
    request = hand_off.submit(make_details(TUESDAY_9), "key", NOW).request
    assert request is not None
    calendar.is_down = False
    before = len(calendar.deliveries)
    outcome = hand_off.change(request, "later", TUESDAY_14, NOW + MINUTE)
    assert outcome.result is Result.KEPT
    assert len(calendar.deliveries) == before
    [claimed] = store.claim(NOW + HELD + 2 * MINUTE, MINUTE, 10)
    assert claimed.delivery.details.slot == TUESDAY_9


def test_cancel_is_the_dispatchers(
    hand_off: HandOff, store: BookingStore, calendar: Calendar
) -> None:
    """The visitor does not wait for the calendar; a second time says the same."""
    request = hand_off.submit(make_details(TUESDAY_9), "key", NOW).request
    assert request is not None
    for _ in range(2):
        outcome = hand_off.cancel(request, NOW + MINUTE)
        assert outcome.result is Result.RECEIVED
        assert outcome.request is not None
        assert outcome.request.state is State.CANCELLED
    assert len(calendar.deliveries) == 1
    [claimed] = store.claim(NOW + 2 * MINUTE, MINUTE, 10)
    assert claimed.delivery.previous_slot == TUESDAY_9
    with pytest.raises(ImpossibleChange):
        hand_off.change(request, "later", TUESDAY_14, NOW + MINUTE)


def test_look_up_needs_both(hand_off: HandOff) -> None:
    """The right reference with another contact finds nothing."""
    request = hand_off.submit(make_details(), "key", NOW).request
    assert request is not None
    assert hand_off.find(request.reference, CONTACT.value) == request
    assert hand_off.find(request.reference, "+13125550199") is None
    assert hand_off.find("K7M4-P2XW", CONTACT.value) is None


def test_offers_are_from_different_halves_of_days(hand_off: HandOff) -> None:
    """Three choices that differ: a morning, an afternoon, another day."""
    assert hand_off.offer_slots(NOW) == [TUESDAY_9, TUESDAY_14, SLOTS[3]]


def test_offers_suit_the_wish(hand_off: HandOff) -> None:
    """With a wish its first three slots, in order of time; none where none suits."""
    morning = read_preferred_time("tuesday morning", NOW, SCHEDULE)
    assert hand_off.offer_slots(NOW, morning) == [TUESDAY_9, SLOTS[1]]
    sunday = read_preferred_time("next sunday", NOW, SCHEDULE)
    assert hand_off.offer_slots(NOW, sunday) == []


@pytest.mark.parametrize("fault", ["is_down", "is_refusing"])
def test_no_offers_where_the_calendar_fails(
    hand_off: HandOff, calendar: Calendar, fault: str
) -> None:
    """It is logged by the kind of error only."""
    setattr(calendar, fault, True)
    with capture_logs() as logs:
        assert hand_off.offer_slots(NOW) == []
    assert [entry["event"] for entry in logs] == ["booking.no_free_slots"]


def test_no_offers_without_a_calendar(store: BookingStore) -> None:
    """A system without one is not asked."""
    assert HandOff(store, NoCalendar(), SCHEDULE).offer_slots(NOW) == []
