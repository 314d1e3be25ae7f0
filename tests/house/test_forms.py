"""The forms: what the domain, the endpoints, the responses and the code say of them agrees."""

import ast
from typing import Any, Dict, Set

import pytest
import yaml

from actions.visits import SLOT_OF_FIELD
from assistant.booking.forms.booking_form import REASONS, BookingForm
from assistant.booking.forms.change_form import ChangeForm
from assistant.booking.forms.drafts import SLOTS
from assistant.booking.forms.form import Form
from assistant.booking.forms.message_form import MessageForm
from assistant.booking.requests import State
from assistant.conditions import load_conditions
from assistant.settings import PROJECT
from tests.house.data_files import read_responses

# What a slot of a form may hold that says nothing about the visitor.
IMPERSONAL = {"wish", "consent"}
CONTACT_PROBLEMS = ("phone_too_short", "phone_too_long", "phone_not_possible", "email")
TIME_PROBLEMS = ("past", "too_far", "impossible")

each_form = pytest.mark.parametrize("form", [BookingForm, ChangeForm, MessageForm])


def read(name: str) -> Dict[str, Any]:
    content: Dict[str, Any] = yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
    return content


@each_form
def test_fields_are_the_slots_that_the_domain_asks_for(form: "type[Form]") -> None:
    """In the same order, so that Rasa and the form mean the same open question."""
    required = read("domain.yml")["forms"][form.name]["required_slots"]
    assert [SLOT_OF_FIELD[field] for field in form.fields] == required


def test_slots_are_written_by_nobody_but_the_forms() -> None:
    """Any mapping but a bare custom one would put an interrupting message into a slot."""
    slots = read("domain.yml")["slots"]
    assert set(slots) == {*SLOTS, "consent"}
    for name, slot in slots.items():
        assert slot["mappings"] == [{"type": "custom"}], name
        assert slot["influence_conversation"] is False, name
    assert "action_validate_slot_mappings" not in read("domain.yml")["actions"]


def test_every_personal_slot_is_forgotten() -> None:
    """The tracker store is told of each; and a new session brings none of them back."""
    told = set(read("endpoints.yml")["tracker_store"]["personal_slots"])
    assert told == set(SLOTS) - IMPERSONAL
    assert read("domain.yml")["session_config"]["carry_over_slots_to_new_session"] is False


def test_every_response_that_a_form_names_is_written() -> None:
    """Those written out in the code, and those made of a form and a field or a problem."""
    assert _names_in_code() | _names_made() <= set(read_responses())


def test_no_response_of_a_form_is_left_over() -> None:
    """Each response of booking.yml is said somewhere."""
    written = set(read("data/responses/booking.yml")["responses"])
    used = _names_in_code() | _names_made() | {"utter_booking_notice"}
    assert written - used == set()


def test_what_reads_details_back_is_marked_personal() -> None:
    """A response that a name, contact, reason or message is filled into is forgotten afterwards."""
    details = {"name", "contact", "reason", "message", "link"}
    for name, variations in read_responses().items():
        for variation in variations:
            metadata = variation.get("metadata") or {}
            if details & set(metadata.get("filled", ())):
                assert metadata.get("personal") is True, name


def test_reasons_on_buttons_are_conditions_of_the_catalogue() -> None:
    """A button's words are understood as a condition."""
    assert {reason.lower() for reason in REASONS} <= set(load_conditions())


def _names_in_code() -> Set[str]:
    names: Set[str] = set()
    for file in (PROJECT / "assistant" / "booking" / "forms").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and str(node.value).startswith("utter_"):
                names.add(str(node.value))
    # Parts of names that are put together, such as "utter_".
    return {name for name in names if not name.endswith("_")}


def _names_made() -> Set[str]:
    names = {f"utter_change_is_{state.value}" for state in State}
    names |= {
        "utter_form_greet",
        "utter_form_thanks",
        "utter_change_cancel_consent",
        "utter_change_move_consent",
    }
    for form in (BookingForm, ChangeForm, MessageForm):
        prefix = f"utter_{form.prefix}"
        names |= {f"{prefix}_{word}" for word in ("consent", "not_sent", "change_what")}
        asked = [field for field in form.fields if field != "consent"]
        names |= {f"{prefix}_{field}" for field in asked}
        names |= {f"{prefix}_{field}_unclear" for field in asked}
        if "contact" in form.fields:
            names |= {f"{prefix}_contact_{problem}" for problem in CONTACT_PROBLEMS}
        if "time" in form.fields:
            names |= {f"{prefix}_time_{problem}" for problem in TIME_PROBLEMS}
            slots = ("slots", "slots_then", "no_slot_then", "other_time")
            names |= {f"{prefix}_{word}" for word in slots}
    return names
