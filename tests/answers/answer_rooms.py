"""Answers on the project's own response files, with a staff's file and a clock of the test's."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Callable
from zoneinfo import ZoneInfo

from assistant.answers.answers import Answers
from assistant.answers.opening import RESPONSES
from assistant.clinic_profile import load_clinic_profile
from assistant.settings import PROJECT

SAFETY, CONDITIONS, HOURS = (
    "utter_faq/safety",
    "utter_faq/physical_conditions",
    "utter_clinic/hours",
)
MEDICAL, SUMMARY = "utter_emergency/medical", "utter_booking_summary"
NOW = datetime(2026, 12, 1, 18, 0, tzinfo=timezone.utc)
# Good words for SAFETY, which anybody may save.
BETTER = (
    "Our guide describes today's methods as safe and effective, but that is not a promise for you. "
    "Results and risks differ by treatment and by person. The FDA has warned of harm from products "
    "that it has not approved. Ask your physician which product would be used."
)
FEW_RESPONSES = """\
responses:
  utter_faq/safety:
    - text: Your physician can go through the risks with you.
      metadata: {reviewed: "2026-11-22"}
  utter_clinic/cost:
    - text: For costs call {clinic_phone}.
      metadata: {reviewed: "2026-11-22"}
"""
REASON = "Agreed with Dr. Lee on Monday."
PROFILE = load_clinic_profile(PROJECT / "knowledge" / "clinic.yml")


def mask_digits(text: str) -> str:
    """Stands in for the masking of personal data."""
    return text.replace("555-0134", "[phone]")


def make_answers(
    folder: Path, now: Callable[[], datetime] = lambda: NOW, responses: Path = RESPONSES
) -> Answers:
    """The answers of the folder; each is as good as one of another process."""
    return Answers(
        staff_file_of(folder),
        history_of(folder),
        responses,
        PROFILE.facts,
        ZoneInfo("America/Chicago"),
        mask_digits,
        now,
    )


def staff_file_of(folder: Path) -> Path:
    """Where these answers keep the words of staff."""
    return folder / "staff_answers.yml"


def history_of(folder: Path) -> Path:
    """Where these answers keep their history."""
    return folder / "history.jsonl"


def write_few_responses(folder: Path) -> Path:
    """Response files of two answers, which are read quickly; gives their folder."""
    responses = folder / "responses"
    responses.mkdir(parents=True)
    (responses / "few.yml").write_text(FEW_RESPONSES, encoding="utf-8")
    return responses
