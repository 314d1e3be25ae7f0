"""The form that takes a message for the clinic's staff."""

import pytest

from assistant.booking.forms.drafts import Draft, write_slots
from assistant.booking.forms.message_form import MessageForm
from assistant.booking.requests import Contact, Kind
from assistant.booking.storage.store import BookingStore
from tests.booking.calendars import Calendar, NoCalendar
from tests.booking.forms.form_talks import (
    FAQ,
    GREETING,
    PROFILE,
    SLOTS,
    FormTalk,
    make_hand_off,
)

HUMAN = {"intent": "talk_to_human", "topic": "talk_to_human", "decision": "answer"}
ANSWERS = {
    "message": "my brace rubs at night",
    "name": "Ana Silva",
    "contact": "ana@clinic.example",
}
FIELDS = tuple(ANSWERS)


@pytest.fixture
def talk(store: BookingStore) -> FormTalk:
    return FormTalk(MessageForm(make_hand_off(store, NoCalendar()), PROFILE))


def reach(talk: FormTalk, field: str) -> FormTalk:
    talk.opens("can i talk to somebody", **HUMAN)
    for known in FIELDS:
        if known == field:
            break
        talk.says(ANSWERS[known])
    assert talk.asked == field
    return talk


def test_message_is_passed_on_after_consent(talk: FormTalk, store: BookingStore) -> None:
    """Message, name, contact, summary; stored after yes and not before."""
    opening = {**HUMAN, "topics_before": ("clinic/cost",), "page": "/contact"}
    assert talk.opens("can i talk to somebody", **opening) == ["utter_message_message"]
    assert talk.last.buttons == ("Please call me back", "Stop")
    for field, following in zip(FIELDS, (*FIELDS[1:], "summary"), strict=True):
        assert talk.says(ANSWERS[field]) == [f"utter_message_{following}"]
    assert talk.last.values == ANSWERS
    assert store.list_requests() == []
    assert talk.says("yes") == ["utter_message_received"]
    [request] = store.list_requests()
    details = request.details
    assert (details.kind, details.message, details.name) == (
        Kind.MESSAGE,
        "my brace rubs at night",
        "Ana Silva",
    )
    assert details.contact == Contact("email", "ana@clinic.example", "ana@clinic.example")
    assert (details.topics, details.page) == (("clinic/cost",), "/contact")
    assert talk.last.values == {"reference": request.reference}
    assert talk.is_over


def test_message_needs_no_slot_where_there_is_a_calendar(store: BookingStore) -> None:
    """The calendar is not asked for anything."""
    calendar = Calendar(*SLOTS)
    talk = FormTalk(MessageForm(make_hand_off(store, calendar), PROFILE))
    reach(talk, "contact").answers(ANSWERS["contact"], "yes")
    assert talk.replies == ["utter_message_received"]
    assert calendar.deliveries == []


@pytest.mark.parametrize("words", ["Please call me back", "have someone ring me"])
def test_wish_to_be_called_is_a_message(talk: FormTalk, words: str) -> None:
    """Nothing else has to be said."""
    reach(talk, "message")
    assert talk.says(words, **HUMAN) == ["utter_message_name"]
    assert talk.draft.message == words


def test_question_instead_of_a_message_ends_the_form(talk: FormTalk) -> None:
    """Whoever goes on asking is answered and not asked for a message again."""
    reach(talk, "message")
    assert talk.says("is it safe?", **FAQ) == ["utter_faq/safety"]
    assert talk.is_over


def test_question_after_the_message_is_answered_and_the_form_comes_back(talk: FormTalk) -> None:
    """Who has begun is brought back to the open question."""
    for field in ("name", "contact"):
        reach(talk, field)
        assert talk.says("is it safe?", **FAQ) == ["utter_faq/safety", f"utter_message_{field}"]
    talk.says(ANSWERS["contact"])
    assert talk.says("is it safe?", **FAQ) == ["utter_faq/safety", "utter_message_consent"]
    assert talk.says("yes") == ["utter_message_received"]


def test_greeting_is_no_message(talk: FormTalk) -> None:
    """It gets a greeting back."""
    reach(talk, "message")
    assert talk.says("hello there", **GREETING)[0] == "utter_form_greet"


@pytest.mark.parametrize(
    ("field", "answer", "reply"),
    [
        ("message", "x", "utter_message_message_unclear"),
        ("message", "yes", "utter_message_message_unclear"),
        ("name", "12345", "utter_message_name_unclear"),
        ("contact", "555-01", "utter_message_contact_phone_too_short"),
        ("contact", "ana@", "utter_message_contact_email"),
        ("contact", "purple", "utter_message_contact_unclear"),
    ],
)
def test_answer_that_cannot_be_used_is_asked_for_again(
    talk: FormTalk, field: str, answer: str, reply: str
) -> None:
    """The reply says what is missing; the third time a person is offered, by phone."""
    reach(talk, field)
    assert talk.says(answer) == [reply]
    talk.says(answer)
    assert talk.says(answer) == ["utter_form_offer_person"]


@pytest.mark.parametrize("field", [*FIELDS, "consent"])
def test_stop_ends_the_form_at_every_step(talk: FormTalk, store: BookingStore, field: str) -> None:
    """Nothing is kept."""
    reach(talk, field) if field != "consent" else reach(talk, "contact").says(ANSWERS["contact"])
    assert talk.says("Stop") == ["utter_message_stopped"]
    assert not any(talk.slots.values())
    assert store.list_requests() == []


def test_everything_told_can_be_changed_in_the_summary(talk: FormTalk) -> None:
    """Each button of "change something" reopens its question, and the summary comes back."""
    reach(talk, "contact").says(ANSWERS["contact"])
    assert talk.says("Change something") == ["utter_message_change_what"]
    buttons = talk.last.buttons
    assert buttons == tuple(f"Change the {field}" for field in FIELDS)
    for field, button in zip(FIELDS, buttons, strict=True):
        assert talk.says(button) == [f"utter_message_{field}"]
        assert talk.says(ANSWERS[field]) == ["utter_message_summary"]


def test_back_goes_to_the_question_before(talk: FormTalk) -> None:
    """From the contact to the name."""
    reach(talk, "contact")
    assert talk.says("go back") == ["utter_message_name"]


def test_no_passes_nothing_on(talk: FormTalk, store: BookingStore) -> None:
    """No in the summary stores nothing."""
    reach(talk, "contact").says(ANSWERS["contact"])
    assert talk.says("no") == ["utter_message_not_sent"]
    assert store.list_requests() == []


def test_retried_consent_gives_the_same_reference(talk: FormTalk, store: BookingStore) -> None:
    """One message, however often the turn is repeated."""
    reach(talk, "contact").says(ANSWERS["contact"])
    slots = dict(talk.slots)
    talk.says("yes")
    first = talk.last
    talk.slots = slots
    talk.says("yes")
    assert talk.last == first
    assert len(store.list_requests()) == 1


def test_booking_lends_name_and_contact(talk: FormTalk) -> None:
    """Who was asked for them a moment ago is not asked again, and the summary names them."""
    contact = Contact("phone", "+13125550134", "(312) 555-0134")
    lent = Draft("booking_form", "k", "visitor", name="Ana Silva", contact=contact, reason="knee")
    talk.slots = write_slots(lent)
    talk.opens("can i talk to somebody", **HUMAN)
    assert talk.draft.key != "k"
    assert talk.draft.reason is None
    assert talk.says("please call me about my knee") == ["utter_message_summary"]
    assert talk.last.values["contact"] == "(312) 555-0134"
