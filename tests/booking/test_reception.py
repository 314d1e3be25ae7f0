"""Where the conversation meets the booking room: each message reaches the right form."""

from dataclasses import replace
from pathlib import Path
from typing import Iterator, Optional

import pytest

from assistant.booking.forms.booking_form import BookingForm
from assistant.booking.forms.change_form import ChangeForm
from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.message_form import MessageForm
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.lookup_limits import LookUpLimits
from assistant.booking.reception import Reception, Visit, current_time, open_reception
from assistant.booking.requests import Contact
from assistant.booking.storage.store import BookingStore
from assistant.settings import InvalidSetting
from assistant.sqlite_database import UnusableDatabase
from tests.booking.calendars import NoCalendar
from tests.booking.forms.form_talks import PROFILE, make_hand_off
from tests.booking.slot_examples import NOW

CONTACT = Contact("phone", "+13125550134", "(312) 555-0134")
PAUSED = Draft("booking_form", "k", "visitor", name="Ana Silva", contact=CONTACT, asked="reason")


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def reception(store: BookingStore) -> Reception:
    hand_off = make_hand_off(store, NoCalendar())
    return Reception(
        BookingForm(hand_off, PROFILE),
        ChangeForm(hand_off, PROFILE, LookUpLimits()),
        MessageForm(hand_off, PROFILE),
    )


def make_visit(
    form: str, draft: Optional[Draft], is_opening: bool, text: str = "knee pain"
) -> Visit:
    message = VisitorMessage(text, "nlu_fallback")
    return Visit("visitor", form, draft, message, is_opening)


@pytest.mark.parametrize(
    ("form", "asked"),
    [("booking_form", "name"), ("change_form", "reference"), ("message_form", "message")],
)
def test_opening_begins_the_form_that_is_named(reception: Reception, form: str, asked: str) -> None:
    """Each begins with its first question, in the visitor's conversation."""
    step = reception.receive(make_visit(form, None, True, "hello"), NOW)
    assert step.draft is not None
    assert (step.draft.form, step.draft.asked) == (form, asked)
    assert step.draft.conversation == "visitor"


def test_message_goes_on_in_the_open_form(reception: Reception) -> None:
    """What is said answers the open question."""
    step = reception.receive(make_visit("booking_form", PAUSED, False), NOW)
    assert step.draft is not None
    assert (step.draft.reason, step.draft.asked) == ("knee pain", "time")


def test_opening_with_a_paused_draft_resumes_it(reception: Reception) -> None:
    """The message that opens it again is not taken for an answer."""
    step = reception.receive(make_visit("booking_form", PAUSED, True), NOW)
    assert step.replies[0].response == "utter_booking_resumed"
    assert step.draft is not None
    assert (step.draft.key, step.draft.reason) == ("k", None)


def test_draft_of_another_form_lends_name_and_contact(reception: Reception) -> None:
    """The message form does not ask again for what the booking was told."""
    step = reception.receive(make_visit("message_form", PAUSED, False), NOW)
    assert step.draft is not None
    assert (step.draft.form, step.draft.name) == ("message_form", "Ana Silva")


def test_open_form_without_a_draft_begins_anew(reception: Reception) -> None:
    """Slots that nobody can read any more cost the answers, not the conversation."""
    step = reception.receive(make_visit("booking_form", None, False, "yes"), NOW)
    assert step.draft is not None
    assert step.draft.asked == "name"


def test_late_yes_repeats_nothing(reception: Reception, store: BookingStore) -> None:
    """The same consent twice, from the same draft, gives one request."""
    draft = replace(PAUSED, reason="", asked="consent")
    ready = reception.receive(make_visit("booking_form", draft, False, "any time"), NOW).draft
    for _ in range(2):
        reception.receive(make_visit("booking_form", ready, False, "yes"), NOW)
    assert len(store.list_requests()) == 1


@pytest.fixture
def fresh_reception() -> Iterator[None]:
    """Nothing of another test's reception is kept, and nothing of this one's."""
    open_reception.cache_clear()
    yield
    open_reception.cache_clear()


@pytest.mark.usefixtures("fresh_reception")
def test_running_product_opens_its_reception_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It knows the three forms and keeps requests where the setting says."""
    monkeypatch.setenv("BOOKING_DATABASE", str(tmp_path / "bookings.db"))
    reception = open_reception()
    assert open_reception() is reception
    assert (tmp_path / "bookings.db").exists()
    step = reception.receive(make_visit("booking_form", None, True, "hello"), current_time())
    assert step.draft is not None


@pytest.mark.usefixtures("fresh_reception")
def test_unusable_database_is_said_when_it_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start fails, not the first visitor."""
    monkeypatch.setenv("BOOKING_DATABASE", str(tmp_path))
    with pytest.raises(UnusableDatabase, match="bookings cannot be kept"):
        open_reception()


@pytest.mark.usefixtures("fresh_reception")
def test_missing_setting_is_said_when_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """So is a system that lacks its settings."""
    monkeypatch.setenv("BOOKING_SYSTEM", "webhook")
    monkeypatch.delenv("BOOKING_WEBHOOK_URL", raising=False)
    with pytest.raises(InvalidSetting, match="BOOKING_WEBHOOK_URL is not set"):
        open_reception()


def test_current_time_is_aware() -> None:
    """The forms compare it with slots in UTC."""
    assert current_time().utcoffset() is not None
