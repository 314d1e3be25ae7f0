"""The form that asks for an appointment, opened and answered up to a question, for its tests."""

from assistant.booking.forms.booking_form import BookingForm
from assistant.booking.storage.store import BookingStore
from assistant.booking.systems.booking_system import BookingSystem
from assistant.clinic_profile import ClinicProfile
from tests.booking.calendars import NoCalendar
from tests.booking.forms.form_talks import (
    PROFILE,
    FormTalk,
    make_hand_off,
)

ANSWERS = {
    "name": "Ana Silva",
    "contact": "(312) 555-0134",
    "reason": "my left knee hurts",
    "time": "tuesday morning",
}
FIELDS = tuple(ANSWERS)
GONE = "utter_booking_slot_taken"


def make_booking_talk(
    store: BookingStore, system: "BookingSystem | None" = None, profile: ClinicProfile = PROFILE
) -> FormTalk:
    hand_off = make_hand_off(store, system or NoCalendar())
    return FormTalk(BookingForm(hand_off, profile))


def reach(talk: FormTalk, field: str) -> FormTalk:
    """Open the form and answer up to the question for `field`."""
    talk.opens()
    for known in FIELDS:
        if known == field:
            break
        talk.says(ANSWERS[known])
    assert talk.asked == field
    return talk
