"""References: what they look like and how forgivingly they are read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.booking.storage.references import ALPHABET, make_reference, normalise_reference


def test_a_reference_is_eight_clear_symbols_in_two_groups() -> None:
    """No vowel, no pair that looks alike, always a letter and a digit."""
    assert not set(ALPHABET) & set("01OILAEUY")
    for _ in range(2000):
        reference = make_reference()
        assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", reference)
        assert re.search(r"\d", reference)
        assert re.search(r"[A-Z]", reference)


def test_references_do_not_repeat() -> None:
    """Ten thousand are all different."""
    assert len({make_reference() for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    "text",
    [
        "K7M4-P2XW",
        "k7m4p2xw",
        "my ref is k7m4 p2xw",
        "It's K7M4\u2013P2XW, thanks!",
        "k 7 m 4 p 2 x w",
        "K7-M4-P2-XW",
        "(k7m4 - p2xw)",
        "K7M4-PZXW",  # Z is never used, so that it is a 2
        "\uff2b\uff17\uff2d\uff14\uff0d\uff30\uff12\uff38\uff37",
        "reference k7m4p2xw, phone 555-234-5678",
        "call 555-234-5678 about k7m4p2xw",
        "2 weeks ago I got K7M4-P2XW",
    ],
)
def test_a_reference_is_found_however_it_is_typed(text: str) -> None:
    """Case, spaces, dashes, look-alikes and words around it do not matter."""
    assert normalise_reference(text) == "K7M4-P2XW"


@pytest.mark.parametrize(
    "text",
    ["", "I lost it", "555-234-5678", "2345 6789", "K7M4-P2X", "K7M4-P2XWK", "2030-05-06", "\x00"],
)
def test_other_text_holds_no_reference(text: str) -> None:
    """Numbers, dates, words and references with a symbol too few or too many."""
    assert normalise_reference(text) is None


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is typed gives a reference that reads as itself, or none."""
    found = normalise_reference(text)
    assert found is None or normalise_reference(found) == found
