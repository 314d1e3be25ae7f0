"""Answers that several forms ask for: a name, a contact, a time."""

from dataclasses import replace

import pytest

from assistant.booking.forms.answers import (
    LONGEST,
    TimeAnswers,
    clean_text,
    find_given_contact,
    read_contact_answer,
    read_name_answer,
)
from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.form import Question, Reply
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.reading.times.preferred_time import PreferredTime
from assistant.booking.requests import Contact
from assistant.booking.storage.store import BookingStore
from tests.booking.calendars import Calendar, NoCalendar
from tests.booking.forms.form_talks import (
    FAQ,
    GREETING,
    SLOTS,
    TUESDAY_9,
    TUESDAY_14,
    Understood,
    make_hand_off,
)
from tests.booking.slot_examples import NOW, SCHEDULE

DRAFT = Draft("booking_form", "k", "visitor")
CONTACT = Contact("phone", "+13125550134", "(312) 555-0134")


def heard(text: str, **understood: object) -> VisitorMessage:
    return VisitorMessage(text, **{"intent": "nlu_fallback", **understood})  # type: ignore[arg-type]


def make_times(store: BookingStore, *, calendar: "Calendar | None" = None) -> TimeAnswers:
    return TimeAnswers("booking", make_hand_off(store, calendar or NoCalendar()), SCHEDULE)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  my\n\nknee\t hurts ", "my knee hurts"),
        ("{clinic_phone} [name](slot)", "(clinic_phone) (name)(slot)"),
        ("a\x00b\u202ec", "a b c"),
        ("😀 ouch", "😀 ouch"),
        ("x" * 1000, "x" * LONGEST),
        ("", ""),
    ],
)
def test_free_words_are_on_one_line_and_hold_no_variables(text: str, clean: str) -> None:
    """What a response or a terminal could read as more than words is gone."""
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Silva", "Ana Silva"),
        ("my name is ana silva", "Ana Silva"),
        ("it's José Ñíguez thanks", "José Ñíguez"),
        ("李小龙", "李小龙"),
        ("O'Brien, Mary", "Mary O'Brien"),
    ],
)
def test_name_is_read(text: str, name: str) -> None:
    """Names of any script, with or without a sentence around them."""
    read = read_name_answer(DRAFT, heard(text), "US")
    assert read == replace(DRAFT, name=name)


def test_name_and_contact_in_one_breath() -> None:
    """Both are taken, and neither is asked for again."""
    read = read_name_answer(DRAFT, heard("Ana Silva, 312 555 0134"), "US")
    assert read == replace(DRAFT, name="Ana Silva", contact=CONTACT)
    kept = replace(DRAFT, contact=CONTACT)
    assert read_name_answer(kept, heard("Ana Silva"), "US") == replace(kept, name="Ana Silva")


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("thanks", {**GREETING, "intent": "thanks"}),
        ("hello there", GREETING),
        ("is it safe?", FAQ),
        ("what is prp", {**FAQ, "confidence": 0.6}),
        ("12", {}),
        ("", {}),
        ("<script>alert(1)</script>", {}),
        ("book me for tomorrow please and thank you", {}),
    ],
)
def test_no_name(text: str, understood: Understood) -> None:
    """Courtesies, questions and marks are no names."""
    assert read_name_answer(DRAFT, heard(text, **understood), "US") is None


@pytest.mark.parametrize("prefix", ["booking", "change", "message"])
def test_unusable_contact_is_answered_in_the_words_of_the_form(prefix: str) -> None:
    """Each form has its own response for each reason."""
    read = read_contact_answer(prefix, DRAFT, heard("555-01"), "US")
    assert read == Reply(f"utter_{prefix}_contact_phone_too_short")


def test_contact_is_read_for_the_clinics_country() -> None:
    """A number without a prefix is one of the region's; an address is one anywhere."""
    assert read_contact_answer("booking", DRAFT, heard("312 555 0134"), "US") == replace(
        DRAFT, contact=CONTACT
    )
    spanish = read_contact_answer("booking", DRAFT, heard("612 345 678"), "ES")
    assert isinstance(spanish, Draft)
    assert spanish.told_contact.value == "+34612345678"
    assert read_contact_answer("booking", DRAFT, heard("purple"), "US") is None


def test_contact_that_was_not_asked_for_is_never_refused() -> None:
    """What cannot be used is only not taken."""
    assert find_given_contact("555-01", "US") is None
    assert find_given_contact("mail ana@clinic.example", "US") is not None


def test_time_is_asked_for_in_words_without_a_calendar(store: BookingStore) -> None:
    """No buttons, nothing offered."""
    draft, reply = make_times(store).ask(DRAFT, NOW)
    assert (draft, reply) == (DRAFT, Reply("utter_booking_time"))


def test_what_is_on_the_screen_is_asked_for_again(store: BookingStore) -> None:
    """After an interruption the same slots stand there, and not what is free by then."""
    calendar = Calendar(*SLOTS)
    times = make_times(store, calendar=calendar)
    draft, reply = times.ask(DRAFT, NOW)
    calendar.slots = []
    assert times.ask(draft, NOW) == (draft, reply)


def test_offered_slot_cannot_be_made_up(store: BookingStore) -> None:
    """A slot's title that is not on offer is read as words: there is no way to a hidden slot."""
    times = make_times(store, calendar=Calendar(*SLOTS[:1]))
    draft, _ = times.ask(DRAFT, NOW)
    read = times.read(draft, heard("Tuesday, November 24 at 2:00 pm"), NOW, False)
    assert isinstance(read, Question)
    assert read.reply.response == "utter_booking_no_slot_then"
    assert read.draft.slot is None


def test_question_about_the_clinic_is_no_time(store: BookingStore) -> None:
    """ "Are you open on tuesday?" asks; "can i come on tuesday?" wishes."""
    times = make_times(store)
    hours = {**FAQ, "intent": "clinic", "topic": "clinic/hours"}
    assert times.read(DRAFT, heard("are you open on tuesday?", **hours), NOW, False) is None
    assert isinstance(times.read(DRAFT, heard("can i come on tuesday?"), NOW, False), Draft)


def test_no_is_any_time_but_not_in_a_correction(store: BookingStore) -> None:
    """Asked for a time, "skip" means any; as a correction it means nothing."""
    times = make_times(store)
    read = times.read(DRAFT, heard("skip"), NOW, False)
    assert isinstance(read, Draft)
    assert read.time == PreferredTime("any time that the clinic offers")
    corrected = times.read(DRAFT, heard("no"), NOW, True)
    assert not isinstance(corrected, Draft)


def test_slot_that_was_chosen_is_kept_until_another_is(store: BookingStore) -> None:
    """A wish offers slots and clears the chosen one, so that no old slot goes with new words."""
    times = make_times(store, calendar=Calendar(*SLOTS))
    chosen = replace(DRAFT, slot=TUESDAY_9, time=PreferredTime("Tuesday"))
    read = times.read(chosen, heard("wednesday or tuesday afternoon"), NOW, False)
    assert isinstance(read, Question)
    assert (read.draft.slot, read.draft.time) == (None, None)
    assert TUESDAY_14 in read.draft.offered


def test_words_replace_a_slot_where_the_calendar_is_down(store: BookingStore) -> None:
    """The old slot does not go out with the new words."""
    calendar = Calendar(*SLOTS)
    times = make_times(store, calendar=calendar)
    chosen = replace(DRAFT, slot=TUESDAY_9, time=PreferredTime("Tuesday"))
    calendar.is_down = True
    read = times.read(chosen, heard("friday morning"), NOW, False)
    assert isinstance(read, Draft)
    assert read.slot is None
    assert read.time is not None
    assert "Friday" in read.time.words


@pytest.mark.parametrize(
    ("text", "reason"),
    [("yesterday", "past"), ("in three years", "too_far"), ("february 30", "impossible")],
)
def test_unusable_time_is_named(store: BookingStore, text: str, reason: str) -> None:
    """Each reason has its own words."""
    read = make_times(store).read(DRAFT, heard(text), NOW, False)
    assert read == Reply(f"utter_booking_time_{reason}")
