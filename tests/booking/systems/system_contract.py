"""What every booking system must do; each adapter's tests subclass these classes.

A subclass gives the fixtures `arranged`, and of a system that is reached over a network also
`unreachable` and `refusing`. Nothing here is a fake: `Arranged.look` asks the other side itself.
"""

import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Callable, List, Optional, Tuple
from uuid import uuid4

import pytest
import structlog

from assistant.booking.requests import BookingDetails, Contact, Kind, Slot
from assistant.booking.systems.booking_system import (
    BookingSystem,
    Delivery,
    Event,
    HandOffRejected,
    HandOffUnavailable,
    Receipt,
)

THREADS = 8
# None of these may stand in an error or a log.
PERSONAL = ("Ana Souza-Łęcka", "5550134477", "knee swelling", "after my shift")


@dataclass(frozen=True)
class Arranged:
    """A system and the real thing behind it.

    `look` gives all that the other side holds, as a value that `==` compares. It is the same
    before and after a delivery that changes nothing.
    """

    system: BookingSystem
    look: Callable[[], object]


def make_delivery(
    event: Event = Event.REQUESTED,
    *,
    reference: str = "KX4P-7RTM",
    slot: Optional[Slot] = None,
    previous_slot: Optional[Slot] = None,
    kind: Kind = Kind.APPOINTMENT,
) -> Delivery:
    """A delivery of its own id, with every personal detail that there is."""
    name, number, reason, wish = PERSONAL
    return Delivery(
        id=str(uuid4()),
        event=event,
        request_id=f"request-{reference}",
        reference=reference,
        occurred_at=datetime.now(timezone.utc),
        details=BookingDetails(
            kind=kind,
            name=name,
            contact=Contact("phone", f"+1{number}", number),
            reason=reason,
            preferred_time=wish,
            slot=slot,
            topics=("faq/what_is_prp", "faq/cost"),
            page="https://clinic.example/knee",
        ),
        previous_slot=previous_slot,
    )


def make_history(system: BookingSystem, reference: str, first_slot: int = 0) -> List[Delivery]:
    """An appointment that is requested, moved and cancelled, in that order.

    In a calendar it takes the free slots number `first_slot` and the one after it.
    """
    first: Optional[Slot] = None
    second: Optional[Slot] = None
    if system.has_calendar:
        first, second = pick_slots(system)[first_slot : first_slot + 2]
    return [
        make_delivery(Event.REQUESTED, reference=reference, slot=first),
        make_delivery(Event.CHANGED, reference=reference, slot=second, previous_slot=first),
        make_delivery(Event.CANCELLED, reference=reference, slot=second, previous_slot=second),
    ]


def pick_slots(system: BookingSystem) -> List[Slot]:
    """What the system offers now."""
    return system.free_slots(datetime.now(timezone.utc))


def expected_bookings(history: List[Delivery], system: BookingSystem) -> Tuple[Optional[Slot], ...]:
    """What the receipts of `make_history` must say is booked."""
    requested, changed, _cancelled = history
    if not system.has_calendar:
        return None, None, None
    return requested.details.slot, changed.details.slot, None


class BookingSystemContract:
    """For every system. `arranged` starts with nothing held, at least 2 x THREADS slots free."""

    def test_says_what_it_is(self, arranged: Arranged) -> None:
        """It has a name for settings and logs, and says whether it knows free times."""
        assert arranged.system.name in ("desk", "webhook", "caldav")
        assert isinstance(arranged.system.has_calendar, bool)

    def test_request_change_and_cancellation_are_received(self, arranged: Arranged) -> None:
        """Each event gets its receipt, which names the slot that a calendar holds then."""
        history = make_history(arranged.system, "KX4P-7RTM")
        receipts = [arranged.system.deliver(delivery) for delivery in history]
        assert tuple(r.booked for r in receipts) == expected_bookings(history, arranged.system)

    def test_repeated_delivery_changes_nothing(self, arranged: Arranged) -> None:
        """After each event, the same delivery again gives the same receipt and no change."""
        for delivery in make_history(arranged.system, "KX4P-7RTM"):
            receipt = arranged.system.deliver(delivery)
            held = arranged.look()
            assert arranged.system.deliver(delivery) == receipt
            assert arranged.look() == held

    def test_same_delivery_from_many_threads_is_held_once(self, arranged: Arranged) -> None:
        """Tries that overtake each other give one receipt and leave what one try leaves."""
        delivery = make_history(arranged.system, "KX4P-7RTM")[0]
        with ThreadPoolExecutor(THREADS) as pool:
            receipts = list(pool.map(arranged.system.deliver, [delivery] * THREADS))
        held = arranged.look()
        assert receipts == [receipts[0]] * THREADS
        assert arranged.system.deliver(delivery) == receipts[0]
        assert arranged.look() == held

    def test_many_threads_deliver_at_once(self, arranged: Arranged) -> None:
        """Requests of different visitors do not disturb each other."""
        histories = [
            make_history(arranged.system, f"KX4P-{number:04}", 2 * number)
            for number in range(THREADS)
        ]

        def deliver_all(history: List[Delivery]) -> List[Receipt]:
            return [arranged.system.deliver(delivery) for delivery in history]

        with ThreadPoolExecutor(THREADS) as pool:
            receipts = list(pool.map(deliver_all, histories))
        assert [tuple(receipt.booked for receipt in each) for each in receipts] == [
            expected_bookings(history, arranged.system) for history in histories
        ]

    def test_message_is_received(self, arranged: Arranged) -> None:
        """A message to the clinic has no slot, and gets a receipt that books nothing."""
        delivery = make_delivery(kind=Kind.MESSAGE)
        delivery = replace(delivery, details=replace(delivery.details, message="Please call."))
        assert arranged.system.deliver(delivery) == Receipt()

    def test_appointment_without_a_slot_is_received(self, arranged: Arranged) -> None:
        """Where only a wish was named, every system takes the request and books nothing."""
        history = [
            make_delivery(Event.REQUESTED),
            make_delivery(Event.CHANGED),
            make_delivery(Event.CANCELLED),
        ]
        assert [arranged.system.deliver(delivery) for delivery in history] == [Receipt()] * 3

    def test_free_slots_are_in_order_and_ahead(self, arranged: Arranged) -> None:
        """They are in UTC, lie ahead, are sorted and do not overlap; none without a calendar."""
        now = datetime.now(timezone.utc)
        slots = arranged.system.free_slots(now)
        assert bool(slots) == arranged.system.has_calendar
        for slot in slots:
            assert now < slot.start < slot.end
            assert slot.start.utcoffset() == slot.end.utcoffset() == timedelta(0)
        assert all(first.end <= second.start for first, second in pairwise(slots))

    def test_success_logs_nothing_personal(
        self, arranged: Arranged, caplog: pytest.LogCaptureFixture
    ) -> None:
        """No detail of the visitor is in any log record, however chatty the level."""
        with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as events:
            for delivery in make_history(arranged.system, "KX4P-7RTM"):
                arranged.system.deliver(delivery)
        assert_nothing_personal(caplog.text, repr(events))


class RemoteSystemContract(BookingSystemContract):
    """For a system behind a network.

    `unreachable` is one that nobody listens behind. `refusing` is one whose other side refuses
    every delivery for good, and repeats in its answer as much as it can of what was sent.
    """

    def test_unreachable_system_is_unavailable(
        self, unreachable: BookingSystem, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Nobody listening is HandOffUnavailable, and neither error nor log is personal."""
        check_failure(unreachable, HandOffUnavailable, caplog)

    def test_refusing_system_is_rejected(
        self, refusing: BookingSystem, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A refusal is HandOffRejected, and neither error nor log is personal."""
        error = check_failure(refusing, HandOffRejected, caplog)
        assert isinstance(error, HandOffRejected)
        assert not error.is_slot_taken


def check_failure(
    system: BookingSystem, expected: "type[Exception]", caplog: pytest.LogCaptureFixture
) -> Exception:
    """Deliver, expect this error, and look for personal data in all that it brings to light."""
    # Slots cannot be asked for here, so a free time of next week stands for one.
    start = datetime.now(timezone.utc).replace(hour=15, minute=0, second=0, microsecond=0)
    start += timedelta(days=7)
    delivery = make_delivery(slot=Slot(start, start + timedelta(minutes=30)))
    with (
        caplog.at_level(logging.DEBUG),
        structlog.testing.capture_logs() as events,
        pytest.raises(expected) as caught,
    ):
        system.deliver(delivery)
    assert str(caught.value)
    # With the causes, as a log with a traceback would show them.
    shown = "".join(traceback.format_exception(caught.value))
    assert_nothing_personal(str(caught.value), shown, caplog.text, repr(events))
    return caught.value


def assert_nothing_personal(*texts: str) -> None:
    """None of the visitor's details is in the texts, in plain or as JSON or bytes show them."""
    for text in texts:
        for detail in PERSONAL:
            for form in (detail, ascii(detail)[1:-1], repr(detail.encode())[2:-1]):
                assert form not in text
