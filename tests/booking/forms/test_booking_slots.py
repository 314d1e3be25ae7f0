"""The form that asks for an appointment where a calendar offers free slots."""

import pytest

from assistant.booking.requests import State
from assistant.booking.storage.store import BookingStore
from tests.booking.calendars import Calendar
from tests.booking.forms.booking_talks import make_booking_talk, reach
from tests.booking.forms.form_talks import (
    FRIDAY_15,
    SLOTS,
    TUESDAY_9,
    TUESDAY_14,
    WEDNESDAY_10,
    FormTalk,
)

GONE = "utter_booking_slot_taken"


@pytest.fixture
def booking(store: BookingStore, calendar: Calendar) -> FormTalk:
    """The form before its first message, with a calendar."""
    return make_booking_talk(store, calendar)


def test_free_slots_are_offered_as_buttons(booking: FormTalk) -> None:
    """Three of them, from different halves of days, with a way to another time."""
    reach(booking, "reason")
    assert booking.says("skip") == ["utter_booking_slots"]
    assert booking.last.buttons == (
        "Tuesday, November 24 at 9:00 am",
        "Tuesday, November 24 at 2:00 pm",
        "Wednesday, November 25 at 10:00 am",
        "Another time",
    )
    assert booking.draft.offered == (TUESDAY_9, TUESDAY_14, WEDNESDAY_10)


@pytest.mark.parametrize(
    "words",
    [
        "Tuesday, November 24 at 2:00 pm",
        "tuesday, november 24 at 2:00 pm",
        "the second one",
        "second",
        "2",
        "2nd please",
        "tuesday at 2",
        "tuesday at 2 pm please",
        "11/24 at 2pm",
    ],
)
def test_slot_is_chosen_and_booked(
    booking: FormTalk, store: BookingStore, calendar: Calendar, words: str
) -> None:
    """By its button, its place or in words; the calendar holds it and a file comes with it."""
    reach(booking, "time")
    assert booking.says(words) == ["utter_booking_summary"]
    assert booking.draft.slot == TUESDAY_14
    assert booking.last.values["time"] == "Tuesday, November 24 at 2:00 pm"
    assert booking.says("yes") == ["utter_booking_booked"]
    [request] = store.list_requests()
    assert (request.state, request.appointment) == (State.BOOKED, TUESDAY_14)
    assert calendar.held == {TUESDAY_14: request.id}
    assert booking.last.values["time"] == "Tuesday, November 24 at 2:00 pm"
    file = booking.last.file
    assert file is not None
    assert (file["name"], file["media_type"]) == ("appointment.ics", "text/calendar")
    assert "BEGIN:VEVENT" in file["text"]
    assert "Ana" not in file["text"]


def test_words_that_suit_several_slots_offer_those(booking: FormTalk) -> None:
    """A morning narrows the choice; an hour that is free fills the field."""
    reach(booking, "time")
    assert booking.says("tuesday morning") == ["utter_booking_slots_then"]
    assert booking.last.buttons[:2] == (
        "Tuesday, November 24 at 9:00 am",
        "Tuesday, November 24 at 9:30 am",
    )
    assert booking.says("the first") == ["utter_booking_summary"]
    assert booking.draft.slot == TUESDAY_9


def test_ordinal_beyond_the_offer_is_no_choice(booking: FormTalk) -> None:
    """With two slots on the screen there is no third one."""
    reach(booking, "time").says("tuesday morning")
    booking.says("the third one")
    assert booking.draft.slot is None
    assert booking.asked == "time"


def test_nothing_free_then_offers_what_is(booking: FormTalk) -> None:
    """A day without free slots is answered with the next free ones."""
    reach(booking, "time")
    assert booking.says("next monday") == ["utter_booking_no_slot_then"]
    assert booking.last.buttons[0] == "Tuesday, November 24 at 9:00 am"


def test_another_time_asks_for_words(booking: FormTalk) -> None:
    """The button asks when; from there the clinic can be left to call."""
    reach(booking, "time")
    assert booking.says("Another time") == ["utter_booking_other_time"]
    assert booking.says("friday afternoon") == ["utter_booking_slots_then"]
    assert booking.draft.offered == (FRIDAY_15,)
    booking.says("Another time")
    assert booking.says("Let the clinic call me") == ["utter_booking_summary"]
    assert booking.draft.slot is None


def test_time_of_the_opening_becomes_slots(booking: FormTalk) -> None:
    """A wish that was named at first is turned into free slots when its turn comes."""
    booking.opens("book me on tuesday morning")
    booking.answers("Ana Silva", "312 555 0134", "skip")
    assert booking.asked == "time"
    assert booking.draft.offered[:2] == SLOTS[:2]


def test_slot_taken_at_consent_offers_others_and_keeps_nothing(
    booking: FormTalk, store: BookingStore, calendar: Calendar
) -> None:
    """Somebody was faster: that is said, other slots are offered, and one of them is booked."""
    reach(booking, "time").says("the first one")
    calendar.others.append(TUESDAY_9)
    assert booking.says("yes") == [GONE]
    assert "Tuesday, November 24 at 9:00 am" not in booking.last.buttons
    assert "Tuesday, November 24 at 2:00 pm" in booking.last.buttons
    assert store.list_requests() == []
    assert (booking.asked, booking.draft.slot, booking.draft.name) == ("time", None, "Ana Silva")
    assert booking.says("Tuesday, November 24 at 2:00 pm") == ["utter_booking_summary"]
    assert booking.says("yes") == ["utter_booking_booked"]
    [request] = store.list_requests()
    assert request.appointment == TUESDAY_14


def test_last_slot_taken_leaves_the_clinic_to_call(
    booking: FormTalk, store: BookingStore, calendar: Calendar
) -> None:
    """With nothing else free, the request can still be passed on without a time."""
    reach(booking, "time").says("the first one")
    calendar.others.extend(SLOTS)
    assert booking.says("yes") == ["utter_booking_no_slot_left"]
    assert booking.last.buttons == ("Let the clinic call me",)
    assert booking.answers("Let the clinic call me", "yes") == ["utter_booking_received"]
    assert store.list_requests()[0].details.slot is None


def test_calendar_that_is_down_is_not_waited_for(
    booking: FormTalk, store: BookingStore, calendar: Calendar
) -> None:
    """Without free slots the time is asked for in words, and the wish goes to the clinic."""
    calendar.is_down = True
    reach(booking, "reason")
    assert booking.says("skip") == ["utter_booking_time"]
    assert booking.says("tuesday morning") == ["utter_booking_summary"]
    assert booking.says("yes") == ["utter_booking_received"]
    [request] = store.list_requests()
    assert (request.state, request.details.slot) == (State.WAITING, None)
    assert "Tuesday" in (request.details.preferred_time or "")


@pytest.mark.parametrize("fault", ["is_down", "is_refusing"])
def test_request_is_kept_where_the_calendar_fails_at_consent(
    booking: FormTalk, store: BookingStore, calendar: Calendar, fault: str
) -> None:
    """The visitor is told that no time is booked; the slot waits for the dispatcher."""
    reach(booking, "time").says("the first one")
    setattr(calendar, fault, True)
    assert booking.says("yes") == ["utter_booking_kept"]
    assert booking.last.file is None
    [request] = store.list_requests()
    assert (request.state, request.appointment) == (State.WAITING, None)
    assert request.details.slot == TUESDAY_9
    assert booking.last.values["reference"] == request.reference


def test_retried_consent_books_once(
    booking: FormTalk, store: BookingStore, calendar: Calendar
) -> None:
    """A repeated consent says the same reference and asks the calendar for nothing more."""
    reach(booking, "time").says("the first one")
    slots = dict(booking.slots)
    first = booking.says("yes"), booking.last.values
    booking.slots = slots
    assert (booking.says("yes"), booking.last.values) == first
    assert len(calendar.deliveries) == len(store.list_requests()) == 1


def test_offer_that_is_no_longer_free_is_asked_for_anew_after_a_pause(
    booking: FormTalk, calendar: Calendar
) -> None:
    """A paused form offers what is free when it goes on."""
    reach(booking, "time")
    calendar.others.append(TUESDAY_9)
    booking.opens()
    assert "Tuesday, November 24 at 9:00 am" not in booking.last.buttons
