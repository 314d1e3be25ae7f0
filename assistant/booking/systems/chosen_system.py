"""Makes the booking system that the settings choose."""

from typing import Optional

from assistant.booking.systems.booking_system import BookingSystem
from assistant.clinic_profile import ClinicProfile
from assistant.settings import InvalidSetting, Settings


def make_booking_system(settings: Settings, profile: ClinicProfile) -> BookingSystem:
    """The chosen booking system, not yet spoken to. Raises InvalidSetting."""
    # Each adapter is imported only where it is chosen: the desk needs no calendar library.
    if settings.booking_system == "webhook":
        from assistant.booking.systems.webhook_system import WebhookSystem

        return WebhookSystem(
            url=_need("BOOKING_WEBHOOK_URL", settings.booking_webhook_url),
            secret=_need("BOOKING_WEBHOOK_SECRET", settings.booking_webhook_secret),
        )
    if settings.booking_system == "caldav":
        from assistant.booking.systems.caldav_system import CaldavSystem

        return CaldavSystem(
            url=_need("BOOKING_CALDAV_URL", settings.booking_caldav_url),
            username=settings.booking_caldav_username,
            password=settings.booking_caldav_password,
            schedule=profile.schedule,
            clinic_name=profile.name,
        )
    from assistant.booking.systems.desk_system import DeskSystem

    return DeskSystem()


def _need(name: str, value: Optional[str]) -> str:
    # The settings are checked when they are read from the environment, but not when made by hand.
    if value is None:
        raise InvalidSetting(f"{name} is not set, and the chosen BOOKING_SYSTEM needs it.")
    return value
