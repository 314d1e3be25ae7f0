"""Interrupting, stopping, going back and correcting while an appointment is asked for."""

import pytest

from assistant.booking.storage.store import BookingStore
from tests.booking.forms.booking_talks import ANSWERS, FIELDS, make_booking_talk, reach
from tests.booking.forms.form_talks import (
    FAQ,
    GREETING,
    FormTalk,
)


@pytest.fixture
def talk(store: BookingStore) -> FormTalk:
    """The form before its first message, without a calendar."""
    return make_booking_talk(store)


@pytest.mark.parametrize("field", [*FIELDS, "consent"])
def test_question_is_answered_and_the_form_comes_back(talk: FormTalk, field: str) -> None:
    """A question about treatments is answered, then the open question is asked again."""
    reach(talk, field) if field != "consent" else reach(talk, "time").says(ANSWERS["time"])
    before = talk.draft
    question = "utter_booking_consent" if field == "consent" else f"utter_booking_{field}"
    assert talk.says("is it safe?", **FAQ) == ["utter_faq/safety", question]
    assert talk.draft == before


@pytest.mark.parametrize("field", FIELDS)
def test_courtesy_is_no_answer(talk: FormTalk, field: str) -> None:
    """A greeting gets one back and is taken for no name and no reason."""
    reach(talk, field)
    assert talk.says("hello there", **GREETING)[0] == "utter_form_greet"
    assert talk.asked == field


@pytest.mark.parametrize("words", ["stop", "never mind", "forget it"])
@pytest.mark.parametrize("field", [*FIELDS, "consent"])
def test_stop_ends_the_form_at_every_step(
    talk: FormTalk, store: BookingStore, field: str, words: str
) -> None:
    """Nothing is kept, and every slot is empty."""
    reach(talk, field) if field != "consent" else reach(talk, "time").says(ANSWERS["time"])
    assert talk.says(words) == ["utter_booking_stopped"]
    assert talk.is_over
    assert not any(talk.slots.values())
    assert store.list_requests() == []


def test_goodbye_ends_the_form(talk: FormTalk) -> None:
    """Who says goodbye is not asked for a name."""
    talk.opens()
    assert talk.says("bye", intent="goodbye", decision="answer") == ["utter_booking_stopped"]


@pytest.mark.parametrize(
    ("field", "previous"),
    [("name", "name"), ("contact", "name"), ("reason", "contact"), ("time", "reason")],
)
def test_back_reopens_the_question_before(talk: FormTalk, field: str, previous: str) -> None:
    """The answer before is forgotten and asked for again; the first question stays."""
    reach(talk, field)
    assert talk.says("go back") == [f"utter_booking_{previous}"]
    assert not talk.draft.holds(previous)
    talk.says(ANSWERS[previous])
    assert talk.asked == (field if field != "name" else "contact")


def test_back_from_the_summary_asks_for_the_time(talk: FormTalk) -> None:
    """The summary's step before is the time."""
    reach(talk, "time").says(ANSWERS["time"])
    assert talk.says("go back") == ["utter_booking_time"]
    assert talk.says("wednesday at 10") == ["utter_booking_summary"]


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("change my name to Ana Souza", "name", "Ana Souza"),
        ("change my phone number to 312 555 0199", "contact", "(312) 555-0199"),
        ("change my email to ana@clinic.example", "contact", "ana@clinic.example"),
        ("change the reason to my back", "reason", "my back"),
        ("actually make it Friday", "time", "Friday"),
        ("friday at 10 instead", "time", "Friday"),
        ("wednesday at 10", "time", "Wednesday"),
        ("312 555 0199", "contact", "(312) 555-0199"),
    ],
)
def test_correction_in_the_summary_is_taken(
    talk: FormTalk, words: str, field: str, value: str
) -> None:
    """A new value is read back at once; nothing else changes."""
    reach(talk, "time").says(ANSWERS["time"])
    before = dict(talk.last.values)
    [reply] = talk.says(words)
    assert reply.startswith("utter_booking_summary")
    after = dict(talk.last.values)
    assert value in after.pop(field)
    before.pop(field)
    assert after == before


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("changed", FIELDS)
def test_change_reopens_any_question_at_any_step(talk: FormTalk, field: str, changed: str) -> None:
    """The named question is asked, and after it the form goes on where it was."""
    reach(talk, field)
    words = {"contact": "change my phone number"}.get(changed, f"change the {changed}")
    talk.says(words)
    assert talk.asked == changed
    talk.says(ANSWERS[changed])
    assert talk.draft.holds(changed)
    assert talk.asked == next((name for name in FIELDS if not talk.draft.holds(name)), "consent")


def test_unusable_correction_says_what_is_wrong_and_asks_for_that_field(talk: FormTalk) -> None:
    """A new number that cannot be right is not taken, and the old one is not kept either."""
    reach(talk, "time").says(ANSWERS["time"])
    assert talk.says("change my phone number to 555-01") == [
        "utter_booking_contact_phone_too_short"
    ]
    assert (talk.asked, talk.draft.contact) == ("contact", None)


def test_change_without_a_field_offers_what_was_told(talk: FormTalk) -> None:
    """The buttons name what has been told, and each of them works."""
    reach(talk, "time").says(ANSWERS["time"])
    assert talk.says("Change something") == ["utter_booking_change_what"]
    assert talk.last.buttons == tuple(f"Change the {field}" for field in FIELDS)
    talk.says(talk.last.buttons[1])
    assert talk.asked == "contact"


def test_no_passes_nothing_on(talk: FormTalk, store: BookingStore) -> None:
    """No in the summary stores nothing; a yes to another question shows the summary again."""
    reach(talk, "time").says(ANSWERS["time"])
    assert talk.says("no") == ["utter_booking_not_sent"]
    assert talk.says("yes") == ["utter_booking_summary"]
    assert store.list_requests() == []
    assert talk.says("yes") == ["utter_booking_received"]


def test_yes_to_what_to_change_is_no_consent(talk: FormTalk, store: BookingStore) -> None:
    """The summary comes back first."""
    reach(talk, "time").says(ANSWERS["time"])
    assert talk.says("Change something") == ["utter_booking_change_what"]
    assert talk.says("ok") == ["utter_booking_summary"]
    assert store.list_requests() == []


def test_stop_after_a_lost_answer_says_that_it_was_passed_on(
    talk: FormTalk, store: BookingStore
) -> None:
    """Where the turn of the consent failed, nobody is told that nothing has happened."""
    reach(talk, "time").says(ANSWERS["time"])
    before = dict(talk.slots)
    talk.says("yes")
    talk.slots = before
    assert talk.says("stop") == ["utter_form_passed_on"]
    assert talk.last.values["reference"] == store.list_requests()[0].reference


def test_question_in_the_summary_is_no_consent(talk: FormTalk, store: BookingStore) -> None:
    """Only yes is yes."""
    reach(talk, "time").says(ANSWERS["time"])
    for words in ("will it hurt?", "maybe", "thursday or not?"):
        talk.says(words)
    assert store.list_requests() == []
