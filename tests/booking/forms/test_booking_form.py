"""The form that asks for an appointment: its questions and what it takes for an answer."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.booking.forms.form import PATIENCE
from assistant.booking.requests import Contact, Kind, State
from assistant.booking.storage.store import BookingStore
from tests.booking.forms.booking_talks import ANSWERS, FIELDS, make_booking_talk, reach
from tests.booking.forms.form_talks import (
    FAQ,
    PROFILE,
    FormTalk,
)

EVERYTHING = "book me, Ana Silva, 312 555 0134, thursday morning, knee pain"


@pytest.fixture
def talk(store: BookingStore) -> FormTalk:
    """The form before its first message, without a calendar."""
    return make_booking_talk(store)


def test_form_asks_one_thing_after_the_other_and_passes_on_after_consent(
    talk: FormTalk, store: BookingStore
) -> None:
    """Each answer is kept, nothing is stored before consent, and the details are what was said."""
    assert talk.opens(topics_before=("faq/prp",), page="/prp") == [
        "utter_booking_start",
        "utter_booking_name",
    ]
    for field, following in zip(FIELDS, (*FIELDS[1:], "summary"), strict=True):
        assert talk.says(ANSWERS[field]) == [f"utter_booking_{following}"]
    assert talk.last.values == {
        "name": "Ana Silva",
        "contact": "(312) 555-0134",
        "reason": "my left knee hurts",
        "time": talk.draft.time.words if talk.draft.time else "",
    }
    assert store.list_requests() == []
    assert talk.says("yes please") == ["utter_booking_received"]
    assert talk.is_over
    [request] = store.list_requests()
    assert request.state is State.WAITING
    details = request.details
    assert (details.kind, details.name, details.reason) == (
        Kind.APPOINTMENT,
        "Ana Silva",
        "my left knee hurts",
    )
    assert details.contact == Contact("phone", "+13125550134", "(312) 555-0134")
    assert "Tuesday" in (details.preferred_time or "")
    assert (details.topics, details.page, details.slot) == (("faq/prp",), "/prp", None)
    assert talk.last.values == {"reference": request.reference, "way": "phone"}


def test_details_given_up_front_are_not_asked_for_again(talk: FormTalk) -> None:
    """One message with everything leads to the summary at once."""
    assert talk.opens(EVERYTHING, conditions=("knee pain",)) == ["utter_booking_summary_closed"]
    assert talk.last.values["name"] == "Ana Silva"
    assert talk.last.values["reason"] == "knee pain"
    assert "Thursday" in talk.last.values["time"]


def test_opening_asks_only_for_what_is_missing(talk: FormTalk) -> None:
    """What the first message gives is taken, and the first gap asked for."""
    assert talk.opens("I'm Ana Silva and would like to come on tuesday morning") == [
        "utter_booking_contact"
    ]
    assert talk.answers("ana@clinic.example", "skip") == ["utter_booking_summary"]


@pytest.mark.parametrize(
    ("opening", "problem"),
    [
        ("book me for november 10 2026", "utter_booking_time_past"),
        ("book an appointment, my phone is 555-01", "utter_booking_contact_phone_too_short"),
        ("book an appointment, mail me at ana@", "utter_booking_contact_email"),
    ],
)
def test_unusable_detail_of_the_opening_is_named_and_asked_for(
    talk: FormTalk, opening: str, problem: str
) -> None:
    """What cannot be used is said at once; the form begins all the same."""
    replies = talk.opens(opening)
    assert problem in replies
    assert replies[-1] == "utter_booking_name"
    assert talk.draft.contact is None
    assert talk.draft.time is None


@pytest.mark.parametrize(
    ("field", "answer", "reply"),
    [
        ("name", "12345", "utter_booking_name_unclear"),
        ("name", "hgf?!", "utter_booking_name_unclear"),
        ("contact", "555-01", "utter_booking_contact_phone_too_short"),
        ("contact", "1234567890123456789", "utter_booking_contact_phone_too_long"),
        ("contact", "ana@", "utter_booking_contact_email"),
        ("contact", "the usual one", "utter_booking_contact_unclear"),
        ("reason", "x", "utter_booking_reason_unclear"),
        ("time", "yesterday at 3", "utter_booking_time_past"),
        ("time", "november 10 2026", "utter_booking_time_past"),
        ("time", "today at 9 am", "utter_booking_time_past"),
        ("time", "in three years", "utter_booking_time_too_far"),
        ("time", "february 30", "utter_booking_time_impossible"),
        ("time", "purple", "utter_booking_time_unclear"),
        ("consent", "hmm purple", "utter_booking_consent"),
    ],
)
def test_answer_that_cannot_be_used_is_asked_for_again(
    talk: FormTalk, field: str, answer: str, reply: str
) -> None:
    """The reply says what is wrong, and the field stays open."""
    reach(talk, field) if field != "consent" else reach(talk, "time").says(ANSWERS["time"])
    assert talk.says(answer) == [reply]
    assert (talk.asked, talk.draft.tries) == (field, 1)


@pytest.mark.parametrize("field", [*FIELDS, "consent"])
def test_third_unusable_answer_offers_a_person(talk: FormTalk, field: str) -> None:
    """After three tries in a row the phone number is offered; a good answer still goes on."""
    reach(talk, field) if field != "consent" else reach(talk, "time").says(ANSWERS["time"])
    nonsense = {"contact": "the usual one", "time": "purple", "consent": "purple"}.get(field, "?")
    for _ in range(PATIENCE - 1):
        assert "utter_form_offer_person" not in talk.says(nonsense)
    assert talk.says(nonsense) == ["utter_form_offer_person"]
    assert talk.last.buttons == ("Talk to a person", "Stop")
    if field != "consent":
        talk.says(ANSWERS[field])
        assert talk.asked != field
        assert talk.draft.tries == 0
    else:
        assert talk.says("yes") == ["utter_booking_summary"]
        assert talk.says("yes") == ["utter_booking_received"]


def test_reason_may_be_skipped(talk: FormTalk, store: BookingStore) -> None:
    """Skip leaves it unsaid, and it is not asked for again."""
    reach(talk, "reason")
    assert talk.last.buttons[-1] == "Skip"
    assert talk.says("Skip") == ["utter_booking_time"]
    talk.says(ANSWERS["time"])
    assert talk.last.values["reason"] == "not said"
    talk.says("yes")
    assert store.list_requests()[0].details.reason is None


def test_second_number_for_the_reason_is_the_one_to_reach_them_by(talk: FormTalk) -> None:
    """Who sends another number instead of a reason wants to be reached there."""
    reach(talk, "reason")
    assert talk.says("or rather 312 555 0199") == ["utter_booking_reason"]
    assert talk.draft.told_contact.value == "+13125550199"


def test_reason_may_be_a_whole_sentence_about_a_treatment(talk: FormTalk) -> None:
    """A statement that the assistant takes for a topic is a reason all the same."""
    reach(talk, "reason")
    assert talk.says("knee pain, maybe prp", **FAQ) == ["utter_booking_time"]
    assert talk.draft.reason == "knee pain, maybe prp"


def test_reason_cannot_be_read_as_a_variable(talk: FormTalk) -> None:
    """Brackets become round ones, control characters spaces, and length has an end."""
    reach(talk, "reason")
    talk.says("my {clinic_phone}\x00 [slot] " + "x" * 500)
    assert talk.draft.reason is not None
    assert talk.draft.reason.startswith("my (clinic_phone) (slot) x")
    assert len(talk.draft.reason) == 300


@pytest.mark.parametrize("words", ["any time", "whenever you can", "skip", "i don't mind"])
def test_any_time_is_a_time(talk: FormTalk, words: str) -> None:
    """Who has no wish needs to name none."""
    reach(talk, "time")
    assert talk.says(words) == ["utter_booking_summary"]
    assert talk.last.values["time"].startswith("any time")


def test_time_out_of_hours_is_passed_on_with_a_word_about_it(talk: FormTalk) -> None:
    """The wish is kept; the summary says that the clinic may be closed then."""
    reach(talk, "time")
    assert talk.says("sunday at 10") == ["utter_booking_summary_closed"]
    assert talk.says("yes") == ["utter_booking_received"]


def test_retried_consent_gives_the_same_reference(talk: FormTalk, store: BookingStore) -> None:
    """A turn that Rasa repeats, as its answer was lost, makes no second request."""
    reach(talk, "time").says(ANSWERS["time"])
    slots = dict(talk.slots)
    references = set()
    for _ in range(3):
        talk.slots = dict(slots)
        talk.says("yes")
        references.add(talk.last.values["reference"])
    assert len(references) == 1
    assert len(store.list_requests()) == 1


def test_new_form_after_one_that_was_passed_on_is_another_request(
    talk: FormTalk, store: BookingStore
) -> None:
    """Its key is new: a second appointment is a second request."""
    for _ in range(2):
        reach(talk, "time").answers(ANSWERS["time"], "yes")
    assert len({request.reference for request in store.list_requests()}) == 2


def test_paused_form_goes_on_where_it_was(talk: FormTalk) -> None:
    """Opened again, it keeps its key and what was told, and says so."""
    reach(talk, "reason").says("?")
    key = talk.draft.key
    assert talk.opens() == ["utter_booking_resumed", "utter_booking_reason"]
    assert (talk.draft.key, talk.draft.name, talk.draft.tries) == (key, "Ana Silva", 0)


def test_consent_of_a_reopened_form_is_asked_for_again(talk: FormTalk, store: BookingStore) -> None:
    """After a pause in the summary everything is read back before anything goes out."""
    reach(talk, "time").says(ANSWERS["time"])
    assert talk.opens() == ["utter_booking_resumed", "utter_booking_summary"]
    assert store.list_requests() == []


def test_link_to_the_booking_page_is_filled_in(store: BookingStore) -> None:
    """Known details stand in the link under the page's own names, and nothing else does."""
    page = "https://clinic.example/book?from=bot"
    profile = replace(
        PROFILE,
        facts={**PROFILE.facts, "clinic_booking_page": page},
        booking_page_fields={"name": "full_name", "phone": "tel", "email": "mail", "reason": "why"},
    )
    talk = make_booking_talk(store, profile=profile)
    reach(talk, "reason").answers("skip", "any time")
    assert talk.says("yes") == ["utter_booking_received", "utter_booking_page"]
    link = urlsplit(talk.last.values["link"])
    assert f"{link.scheme}://{link.netloc}{link.path}" == "https://clinic.example/book"
    assert parse_qs(link.query) == {
        "from": ["bot"],
        "full_name": ["Ana Silva"],
        "tel": ["+13125550134"],
    }


def test_no_link_without_a_booking_page(talk: FormTalk) -> None:
    """A clinic without a page, or without names for its fields, gives no link."""
    reach(talk, "time").says("any time")
    assert talk.says("yes") == ["utter_booking_received"]
