"""Cancelling and moving an appointment that was found."""

import pytest

from assistant.booking.requests import State
from assistant.booking.storage.store import BookingStore
from assistant.booking.systems.booking_system import Receipt
from tests.booking.calendars import Calendar
from tests.booking.forms.change_talks import find_it, keep, keep_booked, make_change_talk
from tests.booking.forms.form_talks import (
    TUESDAY_9,
    TUESDAY_14,
    FormTalk,
)
from tests.booking.slot_examples import NOW


@pytest.fixture
def talk(store: BookingStore) -> FormTalk:
    return make_change_talk(store)


@pytest.mark.parametrize("words", ["Cancel it", "cancel it please", "cancel", "i can't come"])
def test_cancel_is_a_wish_and_not_the_end_of_the_form(
    talk: FormTalk, store: BookingStore, words: str
) -> None:
    """Asked what to do, "cancel it" means the appointment; it is done after a yes only."""
    request = keep(store)
    find_it(talk, request)
    assert talk.says(words) == ["utter_change_cancel_consent"]
    assert store.get(request.reference) == request
    assert talk.says("yes") == ["utter_change_cancelled"]
    found = store.get(request.reference)
    assert found is not None
    assert found.state is State.CANCELLED
    assert talk.last.values["reference"] == request.reference


@pytest.mark.parametrize("words", ["yes, cancel it", "yes please cancel it", "ok cancel it"])
def test_yes_cancel_it_is_consent(talk: FormTalk, store: BookingStore, words: str) -> None:
    """Whoever is asked whether to cancel and says so has not stopped the form."""
    request = keep(store)
    find_it(talk, request, "cancel my appointment")
    assert talk.says(words) == ["utter_change_cancelled"]


@pytest.mark.parametrize("words", ["cancel it", "cancel", "don't cancel it", "cancel?"])
def test_unclear_consent_cancels_nothing(talk: FormTalk, store: BookingStore, words: str) -> None:
    """Without a yes the appointment stays, and the question is asked again."""
    request = keep(store)
    find_it(talk, request, "cancel my appointment")
    talk.says(words)
    assert talk.asked == "consent"
    assert store.get(request.reference) == request


def test_no_leaves_it_and_offers_the_other_wishes(talk: FormTalk, store: BookingStore) -> None:
    """After no the buttons do what they say."""
    request = keep(store)
    find_it(talk, request, "cancel my appointment")
    assert talk.says("no") == ["utter_change_not_sent"]
    assert store.get(request.reference) == request
    assert "Move it" in talk.last.buttons
    assert talk.says("Move it") == ["utter_change_time"]
    assert talk.answers("friday morning", "yes") == ["utter_change_asked"]


def test_cancelling_may_become_moving(talk: FormTalk, store: BookingStore) -> None:
    """A time instead of a yes is a wish to move."""
    request = keep(store)
    find_it(talk, request, "cancel my appointment")
    assert talk.says("actually move it to friday morning") == ["utter_change_move_consent"]
    assert talk.says("yes") == ["utter_change_asked"]
    assert store.list_requests()[0].state is State.WAITING


def test_moving_may_become_cancelling(talk: FormTalk, store: BookingStore) -> None:
    """Asked whether to move, "cancel it" asks whether to cancel; nothing is done before a yes."""
    request = keep(store)
    find_it(talk, request, "move my appointment").says("friday morning")
    assert talk.says("no, cancel my appointment instead") == ["utter_change_cancel_consent"]
    assert store.get(request.reference) == request


@pytest.mark.parametrize("words", ["cancel it", "actually cancel my appointment"])
def test_cancelling_instead_of_a_time(talk: FormTalk, store: BookingStore, words: str) -> None:
    """Asked for the new time, the visitor would rather cancel; it is asked about first."""
    request = keep(store)
    find_it(talk, request, "move my appointment")
    assert talk.says(words) == ["utter_change_cancel_consent"]
    assert store.get(request.reference) == request


def test_not_being_able_to_come_is_no_cancelling_there(talk: FormTalk, store: BookingStore) -> None:
    """ "I can't come before five" tells when."""
    find_it(talk, keep(store), "move my appointment")
    talk.says("i can't come before 3 pm on tuesday")
    assert talk.draft.wish == "move"


def test_move_without_a_calendar_is_a_wish(talk: FormTalk, store: BookingStore) -> None:
    """The clinic gets the new words; the visitor is told that it holds once it is confirmed."""
    request = keep(store)
    assert find_it(talk, request, "move my appointment").replies == ["utter_change_time"]
    assert talk.says("friday morning") == ["utter_change_move_consent"]
    assert talk.last.values["old_time"] == "Thursday morning"
    assert "Friday" in talk.last.values["time"]
    assert talk.says("yes") == ["utter_change_asked"]
    changed = store.get(request.reference)
    assert changed is not None
    assert "Friday" in (changed.details.preferred_time or "")
    assert changed.reference == request.reference


def test_confirmed_time_is_no_longer_agreed_after_a_move(
    talk: FormTalk, store: BookingStore
) -> None:
    """A move of what staff had confirmed waits for them again."""
    request = keep(store)
    store.confirm(request.reference, NOW, TUESDAY_9)
    find_it(talk, request, "move my appointment").answers("friday morning", "yes")
    found = store.get(request.reference)
    assert found is not None
    assert found.state is State.WAITING


def test_move_with_a_calendar(store: BookingStore, calendar: Calendar) -> None:
    """Free slots as buttons; the new one is held, the old one free, and a file comes with it."""
    request = keep_booked(store, calendar)
    talk = find_it(make_change_talk(store, calendar), request, "move my appointment")
    assert talk.replies == ["utter_change_slots"]
    assert talk.last.buttons[0] == "Tuesday, November 24 at 9:30 am"
    assert talk.says("tuesday at 2") == ["utter_change_move_consent"]
    assert talk.last.values["old_time"] == "Tuesday, November 24 at 9:00 am"
    assert talk.last.values["time"] == "Tuesday, November 24 at 2:00 pm"
    assert talk.says("yes") == ["utter_change_moved"]
    assert calendar.held == {TUESDAY_14: request.id}
    assert talk.last.values["old_time"] == "Tuesday, November 24 at 2:00 pm"
    assert talk.last.file is not None
    assert "BEGIN:VEVENT" in talk.last.file["text"]


def test_move_to_a_slot_that_has_gone_keeps_the_old_one(
    store: BookingStore, calendar: Calendar
) -> None:
    """The old time stays booked, and other slots are offered."""
    request = keep_booked(store, calendar)
    talk = find_it(make_change_talk(store, calendar), request, "move my appointment")
    talk.says("tuesday at 2")
    calendar.others.append(TUESDAY_14)
    assert talk.says("yes") == ["utter_booking_slot_taken"]
    assert talk.asked == "time"
    assert calendar.held == {TUESDAY_9: request.id}
    assert store.get(request.reference) == request
    assert "Tuesday, November 24 at 2:00 pm" not in talk.last.buttons


def test_move_while_the_calendar_is_down_is_kept(store: BookingStore, calendar: Calendar) -> None:
    """The visitor is told that the old time holds until then."""
    request = keep_booked(store, calendar)
    talk = find_it(make_change_talk(store, calendar), request, "move my appointment")
    talk.says("tuesday at 2")
    calendar.is_down = True
    assert talk.says("yes") == ["utter_change_kept"]
    kept = store.get(request.reference)
    assert kept is not None
    assert (kept.appointment, kept.details.slot) == (TUESDAY_9, TUESDAY_14)


def test_retried_yes_moves_once(store: BookingStore, calendar: Calendar) -> None:
    """The same turn twice says the same and asks the calendar once."""
    request = keep_booked(store, calendar)
    talk = find_it(make_change_talk(store, calendar), request, "move my appointment")
    talk.says("tuesday at 2")
    slots, before = dict(talk.slots), len(calendar.deliveries)
    assert talk.says("yes") == ["utter_change_moved"]
    talk.slots = slots
    assert talk.says("yes") == ["utter_change_moved"]
    assert len(calendar.deliveries) == before + 1


def test_cancelling_twice_writes_one_event(talk: FormTalk, store: BookingStore) -> None:
    """A repeated yes says the same again."""
    request = keep(store)
    find_it(talk, request, "cancel my appointment")
    slots = dict(talk.slots)
    replies = [talk.says("yes")]
    talk.slots = slots
    replies.append(talk.says("yes"))
    assert replies == [["utter_change_cancelled"]] * 2
    for event in ("requested", "cancelled"):
        [claimed] = store.claim(NOW, NOW - NOW, 10)
        assert claimed.delivery.event.value == event
        store.settle(claimed.delivery.id, Receipt(), NOW)
    assert store.claim(NOW, NOW - NOW, 10) == []
