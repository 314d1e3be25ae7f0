"""The caldav booking system on a real calendar, and what its tests look at."""

from typing import List, Optional

from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import BookingSystem, Delivery, HandOffRejected
from assistant.booking.systems.caldav_system import CaldavSystem
from tests.booking.slot_examples import SCHEDULE, slot_at
from tests.booking.systems.radicale_server import PASSWORD, USERNAME, StaffCalendar

TUESDAY_9 = slot_at("2026-11-24 09:00")
TUESDAY_915 = slot_at("2026-11-24 09:15")
TUESDAY_11 = slot_at("2026-11-24 11:00")


def make_system(url: str, timeout_seconds: float = 5) -> CaldavSystem:
    """A booking system with the clinic's right password."""
    return CaldavSystem(url, USERNAME, PASSWORD, SCHEDULE, "Willow Creek", timeout_seconds)


def deliver_or_refuse(system: BookingSystem, delivery: Delivery) -> Optional[Slot]:
    """What is booked, or None where the slot was taken."""
    try:
        return system.deliver(delivery).booked
    except HandOffRejected as error:
        if error.is_slot_taken:
            return None
        raise


def list_taken(calendar: StaffCalendar) -> List[Slot]:
    """The times of all events."""
    return [Slot(event.start, event.end) for event in calendar.events()]
