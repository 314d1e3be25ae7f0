"""The form that changes an appointment, and requests for it to find, for its tests."""

from typing import Any

from assistant.booking.forms.change_form import ChangeForm
from assistant.booking.lookup_limits import LookUpLimits
from assistant.booking.requests import BookingDetails, BookingRequest, Contact, Kind, Slot
from assistant.booking.storage.store import BookingStore
from assistant.booking.systems.booking_system import BookingSystem
from tests.booking.calendars import Calendar, NoCalendar
from tests.booking.forms.form_talks import (
    PROFILE,
    TUESDAY_9,
    FormTalk,
    make_hand_off,
)
from tests.booking.slot_examples import NOW

PHONE = "312 555 0134"
CONTACT = Contact("phone", "+13125550134", "(312) 555-0134")
CHANGE = {"intent": "change_appointment", "topic": "change_appointment", "decision": "answer"}


def make_change_talk(
    store: BookingStore, system: "BookingSystem | None" = None, **talk: Any
) -> FormTalk:
    hand_off = make_hand_off(store, system or NoCalendar())
    return FormTalk(ChangeForm(hand_off, PROFILE, LookUpLimits(lambda: 1000.0)), **talk)


def keep(store: BookingStore, slot: "Slot | None" = None, key: str = "key") -> BookingRequest:
    """A request as the booking form leaves it."""
    details = BookingDetails(
        kind=Kind.APPOINTMENT,
        name="Ana Silva",
        contact=CONTACT,
        preferred_time="Thursday morning",
        slot=slot,
    )
    return store.submit(details, key, NOW).request


def keep_booked(store: BookingStore, calendar: Calendar) -> BookingRequest:
    """A request whose slot the calendar holds."""
    delivery = store.submit(
        BookingDetails(Kind.APPOINTMENT, "Ana Silva", CONTACT, slot=TUESDAY_9), "key", NOW
    ).delivery
    assert delivery is not None
    store.settle(delivery.id, calendar.deliver(delivery), NOW)
    found = store.get(delivery.reference)
    assert found is not None
    return found


def find_it(talk: FormTalk, request: BookingRequest, opening: str = "my appointment") -> FormTalk:
    """Give the right reference and contact."""
    talk.opens(opening, **CHANGE)
    talk.answers(request.reference, PHONE)
    return talk
