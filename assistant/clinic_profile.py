"""The clinic's own facts, read from knowledge/clinic.yml and checked."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

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
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class InvalidClinicProfile(ValueError):
    """The clinic profile cannot be used; the message names the entry and what was wanted."""


@dataclass(frozen=True)
class ClinicProfile:
    """What the clinic states about itself. `facts` maps a variable of the answers to its text."""

    name: str
    phone: str
    is_sample: bool
    facts: Mapping[str, str]


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
    known = {*REQUIRED, *OPTIONAL_TEXT, *NOTES, "sample", "time_zone", "hours"}
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
    hours = _hours(path, entries)
    if hours is not None:
        facts["clinic_hours"] = hours
    return ClinicProfile(
        name=facts["clinic_name"],
        phone=facts["clinic_phone"],
        is_sample=bool(entries.get("sample")),
        facts=facts,
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


def _hours(path: Path, entries: Mapping[str, Any]) -> Optional[str]:
    """The opening hours as a sentence part: "Monday 8:00 am to 5:00 pm (Chicago time)"."""
    rows: Optional[List[Any]] = entries.get("hours")
    if rows is None or rows == []:
        return None
    zone = str(entries.get("time_zone"))
    try:
        ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise InvalidClinicProfile(
            f"'time_zone' in {path.name} is {zone!r}. Use a name such as 'America/Chicago'."
        ) from error
    parts = []
    for row in rows if isinstance(rows, list) else [rows]:
        if not isinstance(row, dict) or not {"days", "open", "close"} <= set(row):
            raise InvalidClinicProfile(
                f"'hours' in {path.name} needs rows such as "
                '{days: Friday, open: "08:00", close: "13:00"}.'
            )
        days = row["days"]
        if not isinstance(days, str) or not days.strip() or "{" in days or "}" in days:
            raise InvalidClinicProfile(
                f"'days' in {path.name} is {days!r}. Write it as text, such as Monday to Friday."
            )
        times = []
        for key in ("open", "close"):
            if not isinstance(row[key], str) or not CLOCK.fullmatch(row[key]):
                raise InvalidClinicProfile(
                    f"'{key}' of {days} in {path.name} is {row[key]!r}. "
                    'Write it in quotes on the 24-hour clock, such as "08:00".'
                )
            times.append(_spoken_time(row[key]))
        parts.append(f"{' '.join(days.split())} {times[0]} to {times[1]}")
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{'; '.join(parts)} ({city} time)"


def _spoken_time(clock: str) -> str:
    hour, minute = int(clock[:2]), clock[3:]
    return f"{hour % 12 or 12}:{minute} {'am' if hour < 12 else 'pm'}"
