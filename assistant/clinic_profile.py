"""The clinic's own facts, read from knowledge/clinic.yml and checked."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

import yaml

from assistant.clinic_schedule import (
    ClinicSchedule,
    InvalidClinicProfile,
    describe_hours,
    read_schedule,
)

REQUIRED = ("name", "phone", "emergency_number", "crisis_line")
OPTIONAL_TEXT = ("email", "website", "booking_page", "address", "directions", "parking", "holidays")
NOTES = (
    "insurance_note",
    "payment_note",
    "side_effects_note",
    "recovery_note",
    "preparation_note",
    "pain_note",
    "sessions_note",
    "eligibility_note",
    "providers_note",
)
# These keep their own name in answers, the others are called {clinic_...}.
BARE_NAMES = ("emergency_number", "crisis_line", *NOTES)
SCHEDULE = (
    "time_zone",
    "region",
    "hours",
    "slot_minutes",
    "notice_hours",
    "horizon_days",
    "closed_dates",
)
# What the booking page can be told in its address, under names of its own.
PAGE_FIELDS = ("name", "email", "phone", "reason", "reference")


@dataclass(frozen=True)
class ClinicProfile:
    """What the clinic states about itself. `facts` maps a variable of the answers to its text.

    `booking_page_fields` maps a detail of a booking to the query parameter that fills it in.
    """

    name: str
    phone: str
    is_sample: bool
    facts: Mapping[str, str]
    schedule: ClinicSchedule
    booking_page_fields: Mapping[str, str]


@lru_cache(maxsize=None)
def load_clinic_profile(path: Path) -> ClinicProfile:
    """Read and check the profile. Raises InvalidClinicProfile."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidClinicProfile(f"There is no clinic profile at {path}.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise InvalidClinicProfile(f"{path.name} is not readable as YAML: {reason}") from error
    if not isinstance(entries, dict):
        raise InvalidClinicProfile(f"{path.name} must hold entries such as 'name: My Clinic'.")
    known = {*REQUIRED, *OPTIONAL_TEXT, *NOTES, *SCHEDULE, "sample", "booking_page_fields"}
    unknown = sorted(str(key) for key in entries if key not in known)
    if unknown:
        raise InvalidClinicProfile(
            f"{path.name} has the unknown entry '{unknown[0]}'. "
            f"Known are: {', '.join(sorted(known))}."
        )
    facts: Dict[str, str] = {}
    for key in (*REQUIRED, *OPTIONAL_TEXT, *NOTES):
        text = _text(path, entries, key)
        if text is not None:
            facts[key if key in BARE_NAMES else f"clinic_{key}"] = text
    schedule = read_schedule(path.name, entries)
    hours = describe_hours(path.name, entries)
    if hours is not None:
        facts["clinic_hours"] = hours
    return ClinicProfile(
        name=facts["clinic_name"],
        phone=facts["clinic_phone"],
        is_sample=bool(entries.get("sample")),
        facts=facts,
        schedule=schedule,
        booking_page_fields=_booking_page_fields(path, entries),
    )


def _text(path: Path, entries: Mapping[str, Any], key: str) -> Optional[str]:
    value = entries.get(key)
    if value is None and key not in REQUIRED:
        return None
    if not isinstance(value, str) or not value.strip():
        raise InvalidClinicProfile(
            f"'{key}' in {path.name} is {value!r}. Write it as text, in quotes if it is a number."
        )
    if key in ("website", "booking_page") and not value.startswith("https://"):
        raise InvalidClinicProfile(f"'{key}' in {path.name} must begin with https://.")
    # Braces would be read as variables when an answer is filled in.
    if "{" in value or "}" in value:
        raise InvalidClinicProfile(f"'{key}' in {path.name} must not hold curly brackets.")
    return " ".join(value.split())


def _booking_page_fields(path: Path, entries: Mapping[str, Any]) -> Mapping[str, str]:
    fields = entries.get("booking_page_fields") or {}
    if (
        not isinstance(fields, dict)
        or not set(fields) <= set(PAGE_FIELDS)
        or not all(isinstance(name, str) and name for name in fields.values())
    ):
        raise InvalidClinicProfile(
            f"'booking_page_fields' in {path.name} names what the booking page calls its fields, "
            f"such as {{name: full_name}}. Known are: {', '.join(PAGE_FIELDS)}."
        )
    return fields
