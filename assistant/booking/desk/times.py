"""Times as the clinic's staff write and read them: wall time in the clinic's time zone."""

from datetime import datetime, timedelta, timezone
from typing import Optional
from zoneinfo import ZoneInfo

from dateutil import tz

from assistant.booking.requests import BookingRequest, Slot

FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


class UnusableClinicTime(ValueError):
    """Staff gave a time that cannot be used; the message says why and what was wanted."""


def read_clinic_time(text: str, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, of a wall time such as "2026-11-24 09:00". Raises UnusableClinicTime."""
    wall = _read_wall_time(text)
    if not tz.datetime_exists(wall, zone):
        raise UnusableClinicTime(
            f"'{text}' does not exist in {zone.key}: the clocks skip that hour. Use another time."
        )
    if tz.datetime_ambiguous(wall, zone):
        raise UnusableClinicTime(
            f"'{text}' happens twice in {zone.key}: the clocks go back in that hour. "
            "Use another time."
        )
    return wall.replace(tzinfo=zone).astimezone(timezone.utc)


def make_appointment(text: str, zone: ZoneInfo, minutes: int, now: datetime) -> Slot:
    """The appointment that begins at a wall time, in the future. Raises UnusableClinicTime."""
    start = read_clinic_time(text, zone)
    if start <= now:
        raise UnusableClinicTime(f"'{text}' is in the past. Use a time that is still to come.")
    return Slot(start, start + timedelta(minutes=minutes))


def show_moment(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the clinic's clock: "2026-11-24 09:00"."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def show_slot(slot: Slot, zone: ZoneInfo) -> str:
    """A slot on the clinic's clock: "Tue 2026-11-24 09:00-09:30"."""
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    return f"{start:%a %Y-%m-%d %H:%M}-{end:%H:%M}"


def show_wanted_time(request: BookingRequest, zone: ZoneInfo) -> Optional[str]:
    """The appointment, or else the slot or the words that the visitor asked for."""
    slot = request.appointment or request.details.slot
    return show_slot(slot, zone) if slot else request.details.preferred_time


def _read_wall_time(text: str) -> datetime:
    for form in FORMATS:
        try:
            return datetime.strptime(text.strip(), form)
        except ValueError:
            continue
    raise UnusableClinicTime(
        f"'{text}' is not a time. Write day and time such as '2026-11-24 09:00', "
        "on the clinic's 24-hour clock."
    )
