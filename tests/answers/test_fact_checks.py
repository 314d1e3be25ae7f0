"""Which facts an answer may fill in, which it must keep, and what has vanished."""

from typing import Any, Dict, List

import pytest

from assistant.answers.fact_checks import (
    check_emergency,
    check_facts,
    check_numbers,
    check_vanished,
)
from assistant.answers.findings import Kind
from assistant.staff_changes.severity import Severity

MEDICAL = "Call {emergency_number} now, or ask someone near you to call. Do not wait."


def refusals(text: str, before: str, **metadata: Any) -> List[Kind]:
    """The kinds of what keeps the text from being saved."""
    found = check_facts(text, before, before, metadata)
    return [finding.kind for finding in found if finding.severity is Severity.REFUSED]


def test_facts_of_the_profile_may_be_used() -> None:
    """Those that every clinic states, those that the wording is there for, and a form's."""
    assert refusals("Call {clinic_phone}.", "Call us.") == []
    hours: Dict[str, Any] = {"needs": ["clinic_hours"]}
    assert refusals("Open {clinic_hours}.", "We are open {clinic_hours}.", **hours) == []
    assert refusals("Yours is {reference}.", "It is {reference}.", filled=["reference"]) == []
    assert refusals("It lists {listed}.", "Yes: {listed}.", when="listed") == []


@pytest.mark.parametrize(
    "text", ["Ask {doctor}.", "It lists {listed}.", "Your {reference}.", "{api_key}"]
)
def test_unknown_fact_is_refused(text: str) -> None:
    """What no clinic states, and what only another conversation knows."""
    assert refusals(text, "Ask us.") == [Kind.FACT]


def test_optional_fact_needs_its_own_wording() -> None:
    """Otherwise a visitor of another clinic would read a gap."""
    assert refusals("Open {clinic_hours}.", "Call us.") == [Kind.FACT]


def test_needed_fact_may_not_be_lost() -> None:
    """A wording is there to say it, a form to read it back."""
    assert refusals("We are open.", "Open {clinic_hours}.", needs=["clinic_hours"]) == [
        Kind.LOST_FACT
    ]
    assert refusals("Thank you.", "Yours is {reference}.", filled=["reference"]) == [Kind.LOST_FACT]


def test_phone_that_vanishes_is_noted() -> None:
    """It may be meant."""
    (found,) = check_facts("Ask us.", "Call {clinic_phone}.", "Call {clinic_phone}.", {})
    assert (found.kind, found.severity) == (Kind.VANISHED, Severity.NOTICE)


def test_emergency_number_is_kept_step_by_step() -> None:
    """It is compared with the engineers' words as well, not only with the last ones."""
    found = check_facts("Call now.", "Call now.", MEDICAL, {})
    assert [one.kind for one in found] == [Kind.LOST_FACT]


@pytest.mark.parametrize(
    "text",
    [
        *("Do not call {emergency_number}.", "You need not call {emergency_number} at once."),
        *("Instead of calling, read on. {emergency_number} is busy.", "{emergency_number}."),
        *("Wait before you call {emergency_number}.", "Don't call {emergency_number} yet."),
        "Call us instead of {emergency_number}.",
    ],
)
def test_call_must_be_told_plainly(text: str) -> None:
    """The number alone does not help, nor one that comes with a 'not'."""
    found = check_emergency(text, MEDICAL, is_emergency=True)
    assert Kind.EMERGENCY in [one.kind for one in found]


def test_call_in_other_words_passes_with_a_reason() -> None:
    """An emergency answer is never changed without one."""
    text = "Please call {emergency_number} at once. Do not wait here."
    (found,) = check_emergency(text, MEDICAL, is_emergency=True)
    assert (found.kind, found.severity) == (Kind.EMERGENCY_ANSWER, Severity.CONFLICT)


def test_call_must_come_first() -> None:
    """Who is in danger reads the first words."""
    text = f"{'We are sorry to hear it. ' * 6}Call {{emergency_number}}."
    found = check_emergency(text, MEDICAL, is_emergency=True)
    assert Kind.EMERGENCY in [one.kind for one in found]


def test_other_answers_keep_their_call() -> None:
    """A side effect may be an emergency too."""
    before = "If you cannot breathe, call {emergency_number}."
    assert (
        check_emergency("In an emergency, call {emergency_number}.", before, is_emergency=False)
        == []
    )
    found = check_emergency("Our {emergency_number} is not for you.", before, is_emergency=False)
    assert [one.kind for one in found] == [Kind.EMERGENCY]


def test_vanished_statements_are_noted_together() -> None:
    """The date, the physician, the guide, the FDA: each by its name."""
    before = "As of 2025, the FDA had approved none. Our guide says so. Ask your physician."
    (found,) = check_vanished("It is so.", before)
    assert found.severity is Severity.NOTICE
    for part in ("'As of ...'", "FDA", "guide", "physician"):
        assert part in found.message
    assert check_vanished(before, before) == []


def test_new_number_is_noted() -> None:
    """One that the guide has not, nor the words before."""
    assert check_numbers("It takes 6 weeks.", "It takes weeks.", "no number here") is not None
    assert check_numbers("It takes 6 weeks.", "It takes weeks.", "in 6 weeks") is None
