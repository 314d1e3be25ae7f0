"""What the staff's commands work with: the desk, and a terminal to speak through."""

from dataclasses import dataclass
from datetime import datetime, timezone

from rich.console import Console

from assistant.booking.desk.desk import RequestDesk
from assistant.booking.storage.store import open_booking_store
from assistant.clinic_profile import load_clinic_profile
from assistant.settings import load_settings
from assistant.staff_output import make_console


@dataclass(frozen=True)
class CommandDesk(RequestDesk):
    """The desk of one command; `out` shows results and `notes` everything beside them."""

    out: Console
    notes: Console
    now: datetime


def open_desk() -> CommandDesk:
    """Open the store that the settings name.

    Raises InvalidSetting, InvalidClinicProfile and UnusableDatabase.
    """
    settings = load_settings()
    profile = load_clinic_profile(settings.clinic_profile)
    return CommandDesk(
        store=open_booking_store(settings.booking_database),
        settings=settings,
        profile=profile,
        out=make_console(),
        notes=make_console(is_for_notes=True),
        now=datetime.now(timezone.utc),
    )
