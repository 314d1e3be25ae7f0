"""When the clinic is open and how it gives appointments, read from the clinic's profile."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Any, FrozenSet, List, Mapping, Optional, Tuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_WORD = re.compile(r"[a-z]+")
DAY_GROUPS = {
    "weekdays": range(0, 5),
    "weekends": range(5, 7),
    "daily": range(0, 7),
    "day": range(0, 7),
    "everyday": range(0, 7),
}


class InvalidClinicProfile(ValueError):
    """The clinic profile cannot be used; the message names the entry and what was wanted."""


@dataclass(frozen=True)
class OpeningHours:
    """One stretch of opening hours: `weekday` counts from Monday as 0, times are the clinic's."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class ClinicSchedule:
    """What a time of an appointment depends on.

    `region` is the two-letter country whose phone numbers need no prefix. Appointments last
    `slot_minutes`, begin at least `notice_hours` from now and at most `horizon_days` ahead.
    """

    time_zone: ZoneInfo
    region: str
    opening_hours: Tuple[OpeningHours, ...]
    slot_minutes: int
    notice_hours: int
    horizon_days: int
    closed_dates: FrozenSet[date]


def read_schedule(file: str, entries: Mapping[str, Any]) -> ClinicSchedule:
    """Read the schedule's entries of the profile `file`. Raises InvalidClinicProfile."""
    region = entries.get("region", "US")
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise InvalidClinicProfile(
            f"'region' in {file} is {region!r}. Use the country's two letters, such as US."
        )
    return ClinicSchedule(
        time_zone=_time_zone(file, entries),
        region=region,
        opening_hours=tuple(_opening_hours(file, entries)),
        slot_minutes=_whole_number(file, entries, "slot_minutes", 30, 5, 240),
        notice_hours=_whole_number(file, entries, "notice_hours", 12, 0, 24 * 14),
        horizon_days=_whole_number(file, entries, "horizon_days", 28, 1, 365),
        closed_dates=_closed_dates(file, entries),
    )


def describe_hours(file: str, entries: Mapping[str, Any]) -> Optional[str]:
    """The opening hours as a sentence part: "Monday 8:00 am to 5:00 pm (Chicago time)"."""
    parts = [
        f"{' '.join(row['days'].split())} {speak_clock(row['open'])} to {speak_clock(row['close'])}"
        for row in _rows(file, entries)
    ]
    if not parts:
        return None
    city = str(entries["time_zone"]).rsplit("/", 1)[-1].replace("_", " ")
    return f"{'; '.join(parts)} ({city} time)"


def speak_clock(clock: str) -> str:
    """A time of the 24-hour clock on the 12-hour clock: "13:30" is "1:30 pm"."""
    hour, minute = int(clock[:2]), clock[3:]
    return f"{hour % 12 or 12}:{minute} {'am' if hour < 12 else 'pm'}"


def read_weekdays(text: str) -> Tuple[int, ...]:
    """The weekdays of "Monday to Thursday" or "Mon, Wed and Fri"; none where it is not clear."""
    found: List[int] = []
    is_range = False
    for word in DAY_WORD.findall(text.lower().replace("-", " to ")):
        if word in ("to", "through", "until"):
            is_range = bool(found)
            continue
        if word in ("and", "every"):
            continue
        if word in DAY_GROUPS:
            found.extend(DAY_GROUPS[word])
            continue
        matches = [i for i, day in enumerate(WEEKDAYS) if len(word) > 2 and _names(word, day)]
        if not matches:
            return ()
        if is_range:
            # A range may run over the end of the week.
            first = found[-1]
            found.extend((first + step) % 7 for step in range(1, (matches[0] - first) % 7))
            is_range = False
        found.append(matches[0])
    return tuple(sorted(set(found)))


def _names(word: str, day: str) -> bool:
    return day.startswith(word) or word == f"{day}s" or word == f"{day[:4]}s"


def _time_zone(file: str, entries: Mapping[str, Any]) -> ZoneInfo:
    if "time_zone" not in entries and not entries.get("hours"):
        return ZoneInfo("UTC")
    zone = str(entries.get("time_zone"))
    try:
        return ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise InvalidClinicProfile(
            f"'time_zone' in {file} is {zone!r}. Use a name such as 'America/Chicago'."
        ) from error


def _rows(file: str, entries: Mapping[str, Any]) -> List[Mapping[str, str]]:
    rows = entries.get("hours") or []
    checked: List[Mapping[str, str]] = []
    for row in rows if isinstance(rows, list) else [rows]:
        if not isinstance(row, dict) or not {"days", "open", "close"} <= set(row):
            raise InvalidClinicProfile(
                f"'hours' in {file} needs rows such as "
                '{days: Friday, open: "08:00", close: "13:00"}.'
            )
        days = row["days"]
        if not isinstance(days, str) or not read_weekdays(days):
            raise InvalidClinicProfile(
                f"'days' in {file} is {days!r}. Name the days, such as Monday to Friday."
            )
        for key in ("open", "close"):
            if not isinstance(row[key], str) or not CLOCK.fullmatch(row[key]):
                raise InvalidClinicProfile(
                    f"'{key}' of {days} in {file} is {row[key]!r}. "
                    'Write it in quotes on the 24-hour clock, such as "08:00".'
                )
        if row["open"] >= row["close"]:
            raise InvalidClinicProfile(
                f"'hours' of {days} in {file} close at {row['close']}, which is not after "
                f"{row['open']}. Write two rows for hours that pass midnight."
            )
        checked.append(row)
    return checked


def _opening_hours(file: str, entries: Mapping[str, Any]) -> List[OpeningHours]:
    return [
        OpeningHours(day, time.fromisoformat(row["open"]), time.fromisoformat(row["close"]))
        for row in _rows(file, entries)
        for day in read_weekdays(row["days"])
    ]


def _closed_dates(file: str, entries: Mapping[str, Any]) -> FrozenSet[date]:
    rows = entries.get("closed_dates") or []
    closed = []
    for row in rows if isinstance(rows, list) else [rows]:
        try:
            # YAML reads 2026-12-25 without quotes as a date.
            closed.append(row if type(row) is date else date.fromisoformat(row))
        except (TypeError, ValueError) as error:
            raise InvalidClinicProfile(
                f"'closed_dates' in {file} holds {row!r}. Write dates such as 2026-12-25."
            ) from error
    return frozenset(closed)


def _whole_number(
    file: str, entries: Mapping[str, Any], key: str, default: int, lowest: int, highest: int
) -> int:
    value = entries.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise InvalidClinicProfile(
            f"'{key}' in {file} is {value!r}. Use a whole number from {lowest} to {highest}."
        )
    return value
