"""Moving and cancelling in a real calendar, also when cut off in the middle."""

from contextlib import contextmanager
from datetime import timedelta
from typing import Iterator

import pytest

from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import (
    Event,
    HandOffRejected,
    HandOffUnavailable,
    Receipt,
)
from assistant.booking.systems.caldav_system import CaldavSystem
from tests.booking.slot_examples import NOW, at
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
from tests.booking.systems.system_contract import make_delivery


def test_moved_appointment_frees_its_old_slot(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """After the move the calendar holds the new slot only; the old one is offered again."""
    system.deliver(make_delivery(slot=TUESDAY_9))
    moved = make_delivery(Event.CHANGED, slot=TUESDAY_11, previous_slot=TUESDAY_9)
    assert system.deliver(moved) == Receipt(booked=TUESDAY_11)
    assert list_taken(calendar) == [TUESDAY_11]
    assert TUESDAY_9 in system.free_slots(NOW)


def test_move_may_overlap_the_appointments_own_old_slot(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """A quarter of an hour later is possible: nobody is in one's own way."""
    system.deliver(make_delivery(slot=TUESDAY_9))
    moved = make_delivery(Event.CHANGED, slot=TUESDAY_915, previous_slot=TUESDAY_9)
    assert system.deliver(moved) == Receipt(booked=TUESDAY_915)
    assert list_taken(calendar) == [TUESDAY_915]


def test_move_to_a_taken_slot_keeps_the_old_one(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """Nothing is given up before the new slot is certain."""
    system.deliver(make_delivery(slot=TUESDAY_9))
    system.deliver(make_delivery(reference="OTHER-01", slot=TUESDAY_11))
    moved = make_delivery(Event.CHANGED, slot=TUESDAY_11, previous_slot=TUESDAY_9)
    assert deliver_or_refuse(system, moved) is None
    assert list_taken(calendar) == [TUESDAY_9, TUESDAY_11]


def test_slot_is_given_back(system: CaldavSystem, calendar: StaffCalendar) -> None:
    """Called off: the event goes, others stay."""
    system.deliver(make_delivery(slot=TUESDAY_9))
    system.deliver(make_delivery(reference="OTHER-01", slot=TUESDAY_11))
    called_off = make_delivery(Event.CANCELLED, previous_slot=TUESDAY_9)
    assert system.deliver(called_off) == Receipt()
    assert list_taken(calendar) == [TUESDAY_11]
    assert system.deliver(called_off) == Receipt()


def test_slot_is_kept_until_there_is_another(system: CaldavSystem, calendar: StaffCalendar) -> None:
    """Another time wished for in free words is for staff; what the visitor has stays theirs."""
    system.deliver(make_delivery(slot=TUESDAY_9))
    wished = make_delivery(Event.CHANGED, previous_slot=TUESDAY_9)
    assert system.deliver(wished) == Receipt(TUESDAY_9)
    assert list_taken(calendar) == [TUESDAY_9]


def test_event_that_staff_have_confirmed_or_moved_is_found(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """Staff's changes do not keep a visitor from cancelling, at whichever time it is now."""
    system.deliver(make_delivery(slot=TUESDAY_9))
    (name,) = calendar.names()
    calendar.change(name, status="CONFIRMED", start=at("2026-12-03 14:00"), into="elsewhere.ics")
    system.deliver(make_delivery(Event.CANCELLED, previous_slot=TUESDAY_9))
    assert calendar.names() == []


def test_other_events_under_a_slots_name_are_left_alone(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """Only events with the request's own UID are ever deleted."""
    calendar.put("slot-clinic-20261124T150000Z.ics", "DTSTART:20261124T150000Z", "DURATION:PT30M")
    similar = make_delivery(reference="KX4P-7RTM-2", slot=TUESDAY_11)
    system.deliver(similar)
    system.deliver(make_delivery(Event.CANCELLED, previous_slot=TUESDAY_9))
    assert len(calendar.names()) == 2


def test_event_changed_while_it_is_deleted_is_looked_at_again(
    calendar: StaffCalendar, radicale: RadicaleServer
) -> None:
    """Staff confirm in the moment of the cancellation: the newer version is deleted, knowingly."""
    make_system(calendar.url).deliver(make_delivery(slot=TUESDAY_9))
    (name,) = calendar.names()

    def confirm(method: str, number: int) -> bool:
        if method == "DELETE" and number == 2:
            calendar.change(name, status="CONFIRMED")
        return True

    with run_proxy(radicale.url, before=confirm) as proxy:
        system = make_system(calendar.url.replace(radicale.url, proxy.url))
        system.deliver(make_delivery(Event.CANCELLED, previous_slot=TUESDAY_9))
        assert proxy.methods == ["REPORT", "DELETE", "REPORT", "DELETE"]
    assert calendar.names() == []


@contextmanager
def cut_off(
    calendar: StaffCalendar, radicale: RadicaleServer, which: int, lost: str
) -> Iterator[CaldavSystem]:
    """A system whose connection breaks at a call and stays broken; `lost` is "call" or "answer"."""

    def gate(_method: str, number: int) -> bool:
        return number < which

    gates = {"before": gate} if lost == "call" else {"after": gate}
    with run_proxy(radicale.url, **gates) as proxy:
        yield make_system(calendar.url.replace(radicale.url, proxy.url))
        # A dropped connection is tried once more.
        assert len(proxy.methods) == which + 1


@pytest.mark.parametrize("lost", ["call", "answer"])
@pytest.mark.parametrize("which", range(1, 4))
def test_booking_cut_off_anywhere_is_finished_by_the_next_try(
    calendar: StaffCalendar, radicale: RadicaleServer, which: int, lost: str
) -> None:
    """Whichever call breaks: the try is HandOffUnavailable, the next one books exactly once."""
    delivery = make_delivery(slot=TUESDAY_9)
    with cut_off(calendar, radicale, which, lost) as broken, pytest.raises(HandOffUnavailable):
        broken.deliver(delivery)
    assert make_system(calendar.url).deliver(delivery) == Receipt(booked=TUESDAY_9)
    assert list_taken(calendar) == [TUESDAY_9]


@pytest.mark.parametrize("lost", ["call", "answer"])
@pytest.mark.parametrize("which", range(1, 6))
def test_move_cut_off_anywhere_is_finished_by_the_next_try(
    calendar: StaffCalendar, radicale: RadicaleServer, which: int, lost: str
) -> None:
    """At no point is the visitor without a slot, and in the end there is one."""
    system = make_system(calendar.url)
    system.deliver(make_delivery(slot=TUESDAY_9))
    moved = make_delivery(Event.CHANGED, slot=TUESDAY_11, previous_slot=TUESDAY_9)
    with cut_off(calendar, radicale, which, lost) as broken, pytest.raises(HandOffUnavailable):
        broken.deliver(moved)
    assert calendar.names()
    for _ in range(2):
        assert system.deliver(moved) == Receipt(booked=TUESDAY_11)
        assert list_taken(calendar) == [TUESDAY_11]


@pytest.mark.parametrize("which", range(1, 4))
def test_connection_that_drops_once_is_not_noticed(
    calendar: StaffCalendar, radicale: RadicaleServer, which: int
) -> None:
    """A server may close a kept connection at any moment; the call is repeated at once."""
    with run_proxy(radicale.url, after=lambda _method, number: number != which) as proxy:
        system = make_system(calendar.url.replace(radicale.url, proxy.url))
        assert system.deliver(make_delivery(slot=TUESDAY_9)) == Receipt(booked=TUESDAY_9)
    assert list_taken(calendar) == [TUESDAY_9]


def test_repeated_booking_says_where_staff_have_moved_it(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """A receipt that got lost is given again with the time that the calendar holds by now."""
    delivery = make_delivery(slot=TUESDAY_9)
    system.deliver(delivery)
    (name,) = calendar.names()
    for start in (at("2026-11-24 11:00"), at("2026-11-30 11:00")):
        moved = Slot(start, start + timedelta(minutes=30))
        calendar.change(name, start=start)
        assert system.deliver(delivery) == Receipt(booked=moved)
    # And in another file, where only the UID tells that it is there already.
    calendar.change(name, into="elsewhere.ics")
    assert system.deliver(delivery) == Receipt(booked=moved)
    assert calendar.names() == ["elsewhere.ics"]


def test_repeated_booking_that_staff_have_cancelled_is_for_a_person(
    system: CaldavSystem, calendar: StaffCalendar
) -> None:
    """A visitor is not told "booked" of what the clinic has cancelled."""
    delivery = make_delivery(slot=TUESDAY_9)
    system.deliver(delivery)
    (name,) = calendar.names()
    calendar.change(name, status="CANCELLED")
    with pytest.raises(HandOffRejected, match="cancelled") as caught:
        system.deliver(delivery)
    assert not caught.value.is_slot_taken
