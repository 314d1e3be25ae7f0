"""What a form knows, and how the conversation's slots keep it."""

import json
from datetime import date, time
from typing import Any, Dict

import pytest

from assistant.booking.forms.drafts import (
    SLOTS,
    Draft,
    IncompleteDraft,
    open_draft,
    read_slots,
    write_slots,
)
from assistant.booking.reading.times.preferred_time import PreferredTime
from assistant.booking.requests import Contact
from tests.booking.forms.form_talks import TUESDAY_9, TUESDAY_14

CONTACT = Contact("phone", "+13125550134", "(312) 555-0134")
WISH = PreferredTime(
    "Tuesday, in the morning",
    day=date(2026, 11, 24),
    until=date(2026, 11, 25),
    weekdays=(1, 2),
    earliest=time(9),
    latest=time(9, 30),
    is_exact=False,
)
FULL = Draft(
    form="booking_form",
    key="k",
    conversation="visitor",
    name="Ana Silva",
    contact=CONTACT,
    reason="",
    time=WISH,
    slot=TUESDAY_9,
    message="hello",
    asked="consent",
    tries=2,
    offered=(TUESDAY_9, TUESDAY_14),
    reference="K7M4-P2XW",
    wish="move",
    topics=("faq/prp", "clinic/cost"),
    language="es",
    page="/prp",
)
EMPTY = Draft(form="change_form", key="k", conversation="v")


@pytest.mark.parametrize("draft", [FULL, EMPTY])
def test_draft_is_the_same_after_json(draft: Draft) -> None:
    """The tracker store keeps slots as JSON; nothing is lost on the way."""
    slots = json.loads(json.dumps(write_slots(draft)))
    assert set(slots) == set(SLOTS)
    assert read_slots(slots.get) == draft


def test_form_that_is_over_empties_every_slot() -> None:
    """What is not a draft any more is nothing."""
    assert write_slots(None) == dict.fromkeys(SLOTS)
    assert read_slots(write_slots(None).get) is None


def test_everything_personal_stands_in_slots_of_its_own() -> None:
    """The draft's own slot holds neither name, contact, reason, message nor wish."""
    text = json.dumps(write_slots(FULL)["booking_draft"])
    for personal in ("Ana", "555", "hello", "morning", "K7M4"):
        assert personal not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"booking_draft": "text"},
        {"booking_draft": ["a", "list"]},
        {"booking_draft": 7},
        {"booking_draft": {"form": "booking_form"}},
        {"contact": "555"},
        {"contact": {"kind": "phone"}},
        {"preferred_time": "tuesday"},
        {"preferred_time": {"words": "tuesday"}},
        {"preferred_time": {**WISH.to_dict(), "day": "tuesday"}},
        {"preferred_time": {**WISH.to_dict(), "weekdays": 3}},
        {"slot": ["monday", "tuesday"]},
        {"slot": ["2026-11-24T09:00:00+00:00"]},
        {"offered": [["2026-11-24T09:00:00+00:00"]]},
        {"offered": 3},
        {"topics": None},
    ],
)
def test_slots_of_another_shape_are_no_draft(changes: Dict[str, Any]) -> None:
    """What an older assistant left, or somebody put there, begins anew instead of failing."""
    slots = json.loads(json.dumps(write_slots(FULL)))
    for name, value in changes.items():
        target = slots if name in slots else slots["booking_draft"]
        target[name] = value
    assert read_slots(slots.get) is None


@pytest.mark.parametrize("field", ["form", "key", "conversation", "slot", "asked", "page"])
def test_missing_entry_is_no_draft(field: str) -> None:
    """Half a draft is none."""
    slots = json.loads(json.dumps(write_slots(FULL)))
    del slots["booking_draft"][field]
    assert read_slots(slots.get) is None


def test_same_form_goes_on_with_its_key() -> None:
    """A paused draft keeps everything but the tries and the offer."""
    again = open_draft("booking_form", FULL, "visitor")
    assert (again.key, again.name, again.slot) == ("k", "Ana Silva", TUESDAY_9)
    assert (again.tries, again.offered) == (0, ())


def test_another_form_gets_name_and_contact_only() -> None:
    """The rest was told for another purpose; the key is new."""
    lent = open_draft("message_form", FULL, "visitor")
    assert (lent.name, lent.contact) == ("Ana Silva", CONTACT)
    assert lent == Draft("message_form", lent.key, "visitor", name="Ana Silva", contact=CONTACT)
    assert lent.key != "k"


def test_every_new_draft_has_a_key_of_its_own() -> None:
    """Two requests are never taken for one."""
    assert len({open_draft("booking_form", None, "v").key for _ in range(100)}) == 100


def test_slot_and_offer_go_with_the_time() -> None:
    """Whoever changes the time has no slot until a new one is chosen."""
    cleared = FULL.without("time")
    assert (cleared.time, cleared.slot, cleared.offered) == (None, None, ())
    assert cleared.name == "Ana Silva"
    assert FULL.without("consent") == FULL


def test_consent_is_never_held() -> None:
    """It is asked for each time; a skipped reason counts as told."""
    assert not FULL.holds("consent")
    assert FULL.holds("reason")
    assert not EMPTY.holds("name")


def test_empty_draft_is_known() -> None:
    """A wish and a topic are nothing that was told."""
    assert EMPTY.is_empty
    assert Draft("change_form", "k", "v", wish="move", topics=("faq/prp",)).is_empty
    assert not Draft("booking_form", "k", "v", reason="").is_empty


def test_incomplete_draft_is_not_passed_on() -> None:
    """A bug that would pass on a request without a name or a contact fails loudly."""
    with pytest.raises(IncompleteDraft, match="without a name"):
        _ = EMPTY.told_name
    with pytest.raises(IncompleteDraft, match="without a contact"):
        _ = EMPTY.told_contact
    assert (FULL.told_name, FULL.told_contact) == ("Ana Silva", CONTACT)
