"""The form that checks, moves or cancels an appointment: finding it, and what is asked."""

from typing import Any, Tuple

import pytest

from assistant.booking.forms.change_form import read_wish
from assistant.booking.forms.drafts import Draft, write_slots
from assistant.booking.storage.store import BookingStore
from tests.booking.calendars import Calendar
from tests.booking.forms.change_talks import (
    CHANGE,
    CONTACT,
    PHONE,
    find_it,
    keep,
    keep_booked,
    make_change_talk,
)
from tests.booking.forms.form_talks import (
    FAQ,
    TUESDAY_9,
    FormTalk,
)
from tests.booking.slot_examples import NOW

UNKNOWN = "K7M4-P2XW"
KIND = {"check": "Check it", "move": "Move it", "cancel": "Cancel it"}


@pytest.fixture
def talk(store: BookingStore) -> FormTalk:
    return make_change_talk(store)


def test_right_pair_is_found_and_asked_what_to_do(talk: FormTalk, store: BookingStore) -> None:
    """Reference, contact, then the wish with a button for each."""
    request = keep(store)
    assert talk.opens("my appointment", **CHANGE) == ["utter_change_reference"]
    assert talk.last.buttons == ("I have no reference",)
    assert talk.says(request.reference.lower().replace("-", " ")) == ["utter_change_contact"]
    assert talk.says(f"it was {PHONE}") == ["utter_change_wish"]
    assert talk.last.buttons == ("Check it", "Move it", "Cancel it")


def test_opening_may_hold_reference_and_wish(talk: FormTalk, store: BookingStore) -> None:
    """What the first message says is not asked for again."""
    request = keep(store)
    assert talk.opens(f"cancel {request.reference} please", **CHANGE) == ["utter_change_contact"]
    assert talk.says(PHONE) == ["utter_change_cancel_consent"]
    assert talk.last.values == {
        "reference": request.reference,
        "old_time": "Thursday morning",
        "time": "",
    }


def test_wrong_pair_and_unknown_reference_get_identical_replies(store: BookingStore) -> None:
    """Nothing tells whether a reference exists: the same words, buttons and draft."""
    request = keep(store)

    def ask(reference: str, contact: str) -> Tuple[Any, ...]:
        talk = make_change_talk(store)
        talk.opens("cancel my appointment", **CHANGE)
        seen = [talk.says(reference), talk.last, talk.says(contact), talk.last]
        return (*seen, {**talk.slots, "booking_draft": {**talk.slots["booking_draft"], "key": 0}})

    wrong = ask(request.reference, "312 555 0199")
    assert wrong[2] == ["utter_change_not_found"]
    assert ask(UNKNOWN, PHONE) == ask(UNKNOWN, "312 555 0199") == wrong
    assert ask(request.reference, PHONE)[2] == ["utter_change_cancel_consent"]


def test_wrong_pair_is_asked_for_again(talk: FormTalk, store: BookingStore) -> None:
    """Both are asked for anew; the wish is kept."""
    request = keep(store)
    talk.opens("cancel my appointment", **CHANGE)
    talk.answers(request.reference, "other@clinic.example")
    assert (talk.asked, talk.draft.reference, talk.draft.contact) == ("reference", None, None)
    talk.answers(request.reference, PHONE)
    assert talk.replies == ["utter_change_cancel_consent"]


def test_guessing_is_limited(talk: FormTalk, store: BookingStore) -> None:
    """After five wrong pairs in a conversation even the right one is not looked up."""
    request = keep(store)
    talk.opens("check my appointment", **CHANGE)
    for number in range(5):
        assert talk.answers(request.reference, f"312 555 010{number}") == ["utter_change_not_found"]
    assert talk.answers(request.reference, PHONE) == ["utter_change_too_many"]
    assert talk.is_over
    talk.opens("check my appointment", **CHANGE)
    assert talk.answers(UNKNOWN, PHONE) == ["utter_change_too_many"]


def test_limit_of_a_conversation_is_not_another_ones(store: BookingStore) -> None:
    """Somebody else is not shut out by a guesser in another conversation."""
    request = keep(store)
    guesser = make_change_talk(store, conversation="guesser")
    visitor = FormTalk(guesser.form, conversation="visitor")
    guesser.opens("check it", **CHANGE)
    for _ in range(5):
        guesser.answers(UNKNOWN, "312 555 0199")
    find_it(visitor, request, "check my appointment")
    assert visitor.replies == ["utter_change_is_waiting"]


def test_contact_of_another_form_is_not_taken_over(talk: FormTalk, store: BookingStore) -> None:
    """A paused booking lends its contact to nobody who would have to prove it."""
    request = keep(store)
    lent = Draft("booking_form", "k", "visitor", name="Ana Silva", contact=CONTACT, asked="time")
    talk.slots = write_slots(lent)
    assert talk.opens(f"check {request.reference}", **CHANGE) == ["utter_change_contact"]
    assert talk.draft.contact is None


def test_paused_form_asks_for_the_contact_again(talk: FormTalk, store: BookingStore) -> None:
    """The reference and the wish are kept over a pause."""
    request = keep(store)
    find_it(talk, request)
    assert talk.opens("cancel it", **CHANGE) == ["utter_change_contact"]
    assert talk.draft.reference == request.reference


@pytest.mark.parametrize(
    "words", ["I have no reference", "i lost it", "no", "skip", "I don't have one", "i forgot it"]
)
def test_without_a_reference_the_phone_is_named(talk: FormTalk, words: str) -> None:
    """There is no other way in."""
    talk.opens("move my appointment", **CHANGE)
    assert talk.says(words) == ["utter_change_no_reference"]
    assert talk.is_over


@pytest.mark.parametrize(
    ("field", "answer", "reply"),
    [
        ("reference", "purple", "utter_change_reference_unclear"),
        ("reference", "12345678", "utter_change_reference_unclear"),
        ("contact", "555-01", "utter_change_contact_phone_too_short"),
        ("contact", "purple", "utter_change_contact_unclear"),
        ("wish", "purple", "utter_change_wish_unclear"),
        ("time", "yesterday", "utter_change_time_past"),
        ("time", "february 30", "utter_change_time_impossible"),
        ("time", "in three years", "utter_change_time_too_far"),
        ("time", "purple", "utter_change_time_unclear"),
        ("consent", "purple", "utter_change_consent"),
    ],
)
def test_answer_that_cannot_be_used_is_asked_for_again(
    talk: FormTalk, store: BookingStore, field: str, answer: str, reply: str
) -> None:
    """The reply says what is wrong; the third time a person is offered."""
    request = keep(store)
    steps = {"reference": 0, "contact": 1, "wish": 2, "time": 3, "consent": 4}[field]
    talk.opens("my appointment", **CHANGE)
    talk.answers(*(request.reference, PHONE, "Move it", "friday morning")[:steps])
    assert talk.asked == field
    assert talk.says(answer) == [reply]
    talk.says(answer)
    assert talk.says(answer) == ["utter_form_offer_person"]


@pytest.mark.parametrize("steps", range(5))
def test_stop_and_questions_work_at_every_step(
    talk: FormTalk, store: BookingStore, steps: int
) -> None:
    """A question is answered and the form comes back; stop leaves everything as it was."""
    request = keep(store)
    talk.opens("my appointment", **CHANGE)
    talk.answers(*(request.reference, PHONE, "Move it", "friday morning")[:steps])
    before = talk.draft
    replies = talk.says("is it safe?", **FAQ)
    assert replies == ["utter_faq/safety", f"utter_change_{before.asked}"]
    assert talk.draft == before
    assert talk.says("never mind") == ["utter_change_stopped"]
    assert talk.is_over
    assert store.get(request.reference) == request


@pytest.mark.parametrize("state", ["waiting", "booked", "confirmed", "declined", "cancelled"])
def test_check_tells_the_state(
    talk: FormTalk, store: BookingStore, calendar: Calendar, state: str
) -> None:
    """Each state has its words, and the form is over."""
    request = keep_booked(store, calendar) if state == "booked" else keep(store)
    if state == "confirmed":
        store.confirm(request.reference, NOW, TUESDAY_9)
    elif state == "declined":
        store.decline(request.reference, NOW)
    elif state == "cancelled":
        store.cancel(request.id, NOW)
    find_it(talk, request, "check my appointment")
    assert talk.replies == [f"utter_change_is_{state}"]
    assert talk.last.values["reference"] == request.reference
    if state in ("booked", "confirmed"):
        assert talk.last.values["old_time"] == "Tuesday, November 24 at 9:00 am"
    assert talk.is_over


@pytest.mark.parametrize("wish", ["move", "cancel"])
@pytest.mark.parametrize("state", ["declined", "cancelled"])
def test_request_that_is_over_is_told_so(
    talk: FormTalk, store: BookingStore, wish: str, state: str
) -> None:
    """Nothing is moved or cancelled any more, and no consent is asked for."""
    request = keep(store)
    if state == "declined":
        store.decline(request.reference, NOW)
    else:
        store.cancel(request.id, NOW)
    find_it(talk, request)
    assert talk.says(KIND[wish]) == [f"utter_change_is_{state}"]


def test_request_that_was_cancelled_meanwhile_is_told_so(
    talk: FormTalk, store: BookingStore
) -> None:
    """Between the question and the yes it was cancelled elsewhere."""
    request = keep(store)
    find_it(talk, request, "move my appointment").says("friday morning")
    store.cancel(request.id, NOW)
    assert talk.says("yes") == ["utter_change_is_cancelled"]


def test_request_that_was_erased_meanwhile_is_not_found(
    talk: FormTalk, store: BookingStore
) -> None:
    """Nothing is said of what does not exist any more."""
    request = keep(store)
    find_it(talk, request, "cancel my appointment")
    store.erase_contact(CONTACT.value)
    assert talk.says("yes") == ["utter_change_no_reference"]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("I need to cancel", "cancel"),
        ("please call it off", "cancel"),
        ("can we reschedule", "move"),
        ("make it a different day", "move"),
        ("something earlier", "move"),
        ("when is my appointment", "check"),
        ("is it confirmed", "check"),
        ("hello", None),
        ("", None),
    ],
)
def test_wish_is_read_from_words(words: str, wish: "str | None") -> None:
    """Cancel before move before check; nothing is guessed."""
    assert read_wish(words) == wish
