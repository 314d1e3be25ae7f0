"""Booking in a real calendar: the contract, and many who want the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from itertools import combinations
from typing import Any, Dict, Iterator, List

import pytest

from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import (
    BookingSystem,
    Receipt,
)
from assistant.booking.systems.caldav_system import CaldavSystem
from assistant.booking.systems.free_slots import overlaps
from tests.booking.slot_examples import at
from tests.booking.systems.caldav_examples import (
    TUESDAY_9,
    TUESDAY_11,
    TUESDAY_915,
    deliver_or_refuse,
    list_taken,
    make_system,
)
from tests.booking.systems.cutting_proxy import run_proxy
from tests.booking.systems.radicale_server import (
    RadicaleServer,
    StaffCalendar,
)
from tests.booking.systems.raw_server import serve_raw
from tests.booking.systems.system_contract import Arranged, RemoteSystemContract, make_delivery
from tests.conftest import free_port

RACERS = 20


class TestContract(RemoteSystemContract):
    """The calendar keeps what every booking system promises."""

    @pytest.fixture
    def arranged(self, system: CaldavSystem, calendar: StaffCalendar) -> Arranged:
        return Arranged(system, lambda: [event.to_ical() for event in calendar.events()])

    @pytest.fixture
    def unreachable(self) -> BookingSystem:
        return make_system(f"http://127.0.0.1:{free_port()}/clinic/main/")

    @pytest.fixture
    def refusing(self) -> Iterator[BookingSystem]:
        def repeat(connection: object, request: bytes) -> None:
            body = b"<broken>" + request
            connection.sendall(  # type: ignore[attr-defined]
                b"HTTP/1.1 400 " + request.splitlines()[-1] + b"\r\nContent-Type: text/xml\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body) + body
            )

        # What is refused is the event, so that the calendar is looked at before.
        empty = b'<?xml version="1.0"?><multistatus xmlns="DAV:"/>'
        found = b"HTTP/1.1 207 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(
            empty
        )
        with serve_raw(
            lambda connection, request: (
                connection.sendall(found + empty)
                if request.startswith(b"REPORT")
                else repeat(connection, request)
            )
        ) as server:
            yield make_system(f"http://127.0.0.1:{server.port}/clinic/main/")


def test_booking_is_a_tentative_event(system: CaldavSystem, calendar: StaffCalendar) -> None:
    """Staff see who, how to reach them and why; the file's name comes from the start in UTC."""
    delivery = make_delivery(slot=TUESDAY_9)
    assert system.deliver(delivery) == Receipt(booked=TUESDAY_9)
    assert calendar.names() == ["slot-clinic-20261124T150000Z.ics"]
    (event,) = calendar.events()
    assert (event.start, event.end) == (TUESDAY_9.start, TUESDAY_9.end)
    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"] == "Ana Souza-Łęcka (KX4P-7RTM)"
    for detail in ("5550134477", "knee swelling", "KX4P-7RTM", "Willow Creek"):
        assert detail in event["DESCRIPTION"]
    assert delivery.request_id in event["UID"]


def test_of_twenty_visitors_one_gets_the_slot(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """All at once want the same slot: one has it, the others learn that it is taken."""
    deliveries = [make_delivery(reference=f"RACE-{i:04}", slot=TUESDAY_9) for i in range(RACERS)]
    with ThreadPoolExecutor(RACERS) as pool:
        booked = list(pool.map(lambda each: deliver_or_refuse(system, each), deliveries))
    assert sorted(booked, key=str) == [None] * (RACERS - 1) + [TUESDAY_9]
    assert list_taken(calendar) == [TUESDAY_9]


def test_crowd_on_overlapping_slots_leaves_no_overlap(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """Slots of another grid overlap in part: what is booked stands apart, nothing else is left."""
    slots = [
        Slot(TUESDAY_9.start + shift, TUESDAY_9.end + shift)
        for shift in (timedelta(minutes=10 * count) for count in range(RACERS))
    ]
    deliveries = [make_delivery(reference=f"RACE-{i:04}", slot=s) for i, s in enumerate(slots)]
    with ThreadPoolExecutor(RACERS) as pool:
        booked = list(pool.map(lambda each: deliver_or_refuse(system, each), deliveries))
    taken = list_taken(calendar)
    assert sorted(taken, key=str) == sorted((slot for slot in booked if slot), key=str)
    assert taken
    assert not any(overlaps(*pair) for pair in combinations(taken, 2))


def test_two_overlapping_slots_at_the_same_moment(
    calendar: StaffCalendar, radicale: RadicaleServer
) -> None:
    """Neither sees the other before creating its event: one of the two gives way."""
    barrier = threading.Barrier(2, timeout=30)

    def meet(method: str, _number: int) -> bool:
        if method == "PUT":
            barrier.wait()
        return True

    with run_proxy(radicale.url, before=meet) as proxy:
        system = make_system(calendar.url.replace(radicale.url, proxy.url))
        deliveries = [
            make_delivery(reference="RACE-0001", slot=TUESDAY_9),
            make_delivery(reference="RACE-0002", slot=TUESDAY_915),
        ]
        with ThreadPoolExecutor(2) as pool:
            booked = list(pool.map(lambda each: deliver_or_refuse(system, each), deliveries))
    assert [slot for slot in booked if slot] == list_taken(calendar)
    assert len(list_taken(calendar)) == 1


@pytest.mark.parametrize(("slow", "quick"), [(TUESDAY_9, TUESDAY_915), (TUESDAY_915, TUESDAY_9)])
def test_booked_slot_stays_when_an_overlapping_one_is_created_late(
    calendar: StaffCalendar, radicale: RadicaleServer, slow: Slot, quick: Slot
) -> None:
    """A visitor who was told "booked" keeps the slot, also against one that sorts before it."""

    def book_another(method: str, _number: int) -> bool:
        if method == "PUT":
            receipt = make_system(calendar.url).deliver(
                make_delivery(reference="QUICK-01", slot=quick)
            )
            assert receipt.booked == quick
        return True

    with run_proxy(radicale.url, before=book_another) as proxy:
        system = make_system(calendar.url.replace(radicale.url, proxy.url))
        assert deliver_or_refuse(system, make_delivery(reference="SLOW-001", slot=slow)) is None
    assert list_taken(calendar) == [quick]


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART:20261124T145000Z", "DTEND:20261124T151000Z"],
        ["DTSTART:20261103T151500Z", "DURATION:PT5M", "RRULE:FREQ=WEEKLY"],
        ["DTSTART;VALUE=DATE:20261124"],
        ["DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20261201"],
        ["DTSTART;TZID=America/Chicago:20261124T090000", "DURATION:PT30M", "STATUS:TENTATIVE"],
    ],
)
def test_slot_that_staff_have_filled_is_refused(
    system: CaldavSystem, calendar: StaffCalendar, lines: List[str]
) -> None:
    """Under another name, repeated or for whole days: an overlap is an overlap."""
    calendar.put("staff.ics", *lines)
    assert deliver_or_refuse(system, make_delivery(slot=TUESDAY_9)) is None
    assert calendar.names() == ["staff.ics"]


def test_staff_event_at_the_last_moment_has_precedence(
    calendar: StaffCalendar, radicale: RadicaleServer
) -> None:
    """Staff fill the slot between the look and the booking: the booking is taken back."""

    def fill(method: str, _number: int) -> bool:
        if method == "PUT":
            calendar.put("staff.ics", "DTSTART:20261124T151500Z", "DURATION:PT30M")
        return True

    with run_proxy(radicale.url, before=fill) as proxy:
        system = make_system(calendar.url.replace(radicale.url, proxy.url))
        assert deliver_or_refuse(system, make_delivery(slot=TUESDAY_9)) is None
    assert calendar.names() == ["staff.ics"]


def test_slots_that_touch_do_not_disturb_each_other(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """One appointment may begin at the moment at which another ends."""
    calendar.put("before.ics", "DTSTART:20261124T143000Z", "DTEND:20261124T150000Z")
    calendar.put("after.ics", "DTSTART:20261124T153000Z", "DTEND:20261124T160000Z")
    assert system.deliver(make_delivery(slot=TUESDAY_9)).booked == TUESDAY_9


@pytest.mark.parametrize("change", [{"status": "CANCELLED"}, {"start": TUESDAY_11.start}])
def test_slot_is_free_again_when_staff_cancel_or_move_its_event(
    system: CaldavSystem, calendar: StaffCalendar, change: Dict[str, Any]
) -> None:
    """The old event keeps the file's name; the next visitor's gets another one, and only one."""
    system.deliver(make_delivery(reference="FIRST-01", slot=TUESDAY_9))
    (name,) = calendar.names()
    calendar.change(name, **change)
    deliveries = [make_delivery(reference=f"NEXT-{i:04}", slot=TUESDAY_9) for i in range(5)]
    with ThreadPoolExecutor(5) as pool:
        booked = list(pool.map(lambda each: deliver_or_refuse(system, each), deliveries))
    assert booked.count(TUESDAY_9) == 1
    assert calendar.names() == [name.replace(".ics", "-2.ics"), name]


def test_booking_across_the_clock_changes(system: CaldavSystem, calendar: StaffCalendar) -> None:
    """Half an hour over a skipped or into a repeated hour lasts half an hour, and is held once."""
    spring = Slot(datetime(2027, 3, 14, 7, 45, tzinfo=timezone.utc), at("2027-03-14 03:15"))
    autumn = Slot(at("2026-11-01 01:30"), at("2026-11-01 01:30") + timedelta(minutes=30))
    for number, slot in enumerate((spring, autumn)):
        assert slot.end - slot.start == timedelta(minutes=30)
        delivery = make_delivery(reference=f"CLOCK-{number}", slot=slot)
        assert system.deliver(delivery).booked == slot
        rival = make_delivery(reference=f"RIVAL-{number}", slot=slot)
        assert deliver_or_refuse(system, rival) is None
    # The same wall time an hour later is another slot.
    second = Slot(autumn.start + timedelta(hours=1), autumn.end + timedelta(hours=1))
    assert system.deliver(make_delivery(reference="CLOCK-9", slot=second)).booked == second
    assert len(calendar.names()) == 3
