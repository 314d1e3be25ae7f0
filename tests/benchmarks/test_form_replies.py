"""The visitors of the benchmarks know each response by its words."""

import re
from typing import Any, Dict, List

import pytest
import yaml

from benchmarks.booking_visitors import open_field
from benchmarks.form_replies import (
    PREFIXES,
    RESPONSES,
    ReplyReader,
    find_references,
    list_buttons,
)


def test_every_response_of_the_form_is_known_by_its_words() -> None:
    """Whatever stands in its variables and after it; none is taken for another."""
    responses = yaml.safe_load(RESPONSES.read_text(encoding="utf-8"))["responses"]
    reader = ReplyReader()
    for name, variations in responses.items():
        for variation in variations if name.startswith(PREFIXES) else ():
            said = re.sub(r"\{\w+\}", "Ana (12) \n?", variation["text"].strip())
            assert reader.name(f"{said}\n\nI am an automated assistant.") == name


def test_other_words_are_no_response_of_the_form() -> None:
    """An answer of the guide is None, also as the last of several replies."""
    reader = ReplyReader()
    assert reader.name("PRP is made from your own blood.") is None
    replies = [{"text": "What is your name?"}, {"text": "PRP is made from blood."}, {}]
    assert reader.name_last(replies) == "utter_booking_name"
    assert reader.name_last([{"text": "Hello"}]) is None


@pytest.mark.parametrize(
    ("response", "field"),
    [
        ("utter_booking_name_unclear", "name"),
        ("utter_booking_contact_phone_too_short", "contact"),
        ("utter_booking_reason", "reason"),
        ("utter_booking_time_past", "time"),
        ("utter_booking_slots_then", "time"),
        ("utter_booking_summary_closed", "consent"),
        ("utter_booking_received", None),
        ("utter_form_offer_person", None),
        (None, None),
    ],
)
def test_open_field_of_a_response(response: str, field: str) -> None:
    """The field that it asks for, None where it asks for none."""
    assert open_field(response) == field


def test_references_and_buttons_are_found_in_replies() -> None:
    """A phone number is no reference."""
    replies: List[Dict[str, Any]] = [
        {"text": "Your reference is K7M4-P2XW. Call 555-0100 or 5550-1234."},
        {"buttons": [{"title": "Yes", "payload": "Yes"}]},
        {"text": "Please keep it.", "buttons": None},
    ]
    assert find_references(replies) == ["K7M4-P2XW"]
    assert list_buttons(replies) == ["Yes"]
