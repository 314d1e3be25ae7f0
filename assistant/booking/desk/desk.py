"""What the staff's commands work with, and what they share."""

from dataclasses import dataclass
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from rich.console import Console

from assistant.booking.requests import BookingRequest
from assistant.booking.storage.references import normalise_reference
from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.clinic_profile import ClinicProfile, load_clinic_profile
from assistant.settings import Settings, load_settings
from assistant.staff_output import make_console


class DeskError(Exception):
    """A command cannot do what was asked; the message is one line for staff."""


@dataclass(frozen=True)
class Desk:
    """The store and the clinic's facts; `out` shows results and `notes` everything beside them."""

    store: BookingStore
    settings: Settings
    profile: ClinicProfile
    out: Console
    notes: Console
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone, in which staff read and write every time."""
        return self.profile.schedule.time_zone

    def find(self, text: str) -> BookingRequest:
        """The request with the reference that staff typed. Raises DeskError."""
        reference = read_reference(text)
        request = self.store.get(reference)
        if request is None:
            raise DeskError(f"There is no request {reference}. 'list --all' shows every request.")
        return request


def open_desk() -> Desk:
    """Open the store that the settings name.

    Raises InvalidSetting, InvalidClinicProfile and UnusableDatabase.
    """
    settings = load_settings()
    profile = load_clinic_profile(settings.clinic_profile)
    return Desk(
        store=open_booking_store(settings.booking_database),
        settings=settings,
        profile=profile,
        out=make_console(),
        notes=make_console(is_for_notes=True),
        now=datetime.now(timezone.utc),
    )


def read_reference(text: str) -> str:
    """The reference as it is stored, however it was typed. Raises DeskError."""
    reference = normalise_reference(text)
    if reference is None:
        raise DeskError(f"'{text}' is not a reference. One looks like K7M4-P2XW.")
    return reference
