"""Tests of taking what a first message gives for a booking."""

from datetime import datetime
from typing import Optional, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.booking.reading.given_details import GivenDetails, read_given_details
from tests.booking.reading.clinic_times import SCHEDULE, SUNDAY, ZONE
from tests.booking.reading.given_examples import EXAMPLES


@pytest.mark.parametrize(
    ("text", "conditions", "name", "contact", "words", "reason", "problems"), EXAMPLES
)
def test_details_are_taken_and_nothing_is_guessed(
    text: str,
    conditions: Tuple[str, ...],
    name: Optional[str],
    contact: Optional[str],
    words: Optional[str],
    reason: Optional[str],
    problems: Tuple[Tuple[str, str], ...],
) -> None:
    """What a message gives is taken; what it does not say plainly is left to the form."""
    given_details = read_given_details(text, SUNDAY, SCHEDULE, conditions)
    found = given_details.contact
    wish = given_details.preferred_time
    assert given_details.name == name
    assert (found.value if found else None) == contact
    assert (wish.words if wish else None) == words
    assert given_details.reason == reason
    assert given_details.problems == problems


def test_empty_message_gives_nothing() -> None:
    """No words, no details."""
    assert read_given_details("", SUNDAY, SCHEDULE, ()) == GivenDetails()


def test_reason_is_cut_between_words() -> None:
    """A reason has at most 120 characters."""
    long = " ".join(["extraordinarily"] * 8)
    found = read_given_details(f"an appointment about {long}", SUNDAY, SCHEDULE, ())
    assert found.reason is not None
    assert len(found.reason) <= 120
    assert not found.reason.endswith(" ")


def test_unknown_condition_is_its_own_reason() -> None:
    """A condition that was recognised but is not written so stands under its own name."""
    found = read_given_details("book me for my nee", SUNDAY, SCHEDULE, ("a knee injury",))
    assert found.reason == "knee injury"


PIECES = st.sampled_from(
    [
        "book me",
        "Ana Silva",
        ",",
        "555-0134",
        "555-01",
        "tuesday",
        "at 3",
        "for my knee",
        "because of",
        "ana@",
        ".",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=9).map(" ".join)),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)),
    conditions=st.lists(st.sampled_from(["knee pain", "a herniated disc", "sciatica"]), max_size=2),
)
def test_any_text_gives_sound_details(text: str, now: datetime, conditions: "list[str]") -> None:
    """Nothing is raised, and a detail with a problem is not given."""
    found = read_given_details(text, now.replace(tzinfo=ZONE), SCHEDULE, conditions)
    fields = [field for field, _ in found.problems]
    assert set(fields) <= {"contact", "time"}
    assert found.contact is None or "contact" not in fields
    assert found.preferred_time is None or "time" not in fields
    assert found.reason is None or 1 <= len(found.reason) <= 120


@pytest.mark.parametrize(
    "piece", ["for my ", "about ", "knee pain, ", "Ana Silva, ", "call me ", "a, ", "because "]
)
def test_longest_message_is_read_to_its_end(piece: str) -> None:
    """2,000 characters of anything come to an answer."""
    text = (piece * 2000)[:2000]
    assert read_given_details(text, SUNDAY, SCHEDULE, ("knee pain",)).problems == ()
