"""The factory: the setting chooses, and only the chosen system is loaded."""

import subprocess
import sys
from dataclasses import replace
from typing import Dict, Optional

import pytest

from assistant.booking.systems.chosen_system import make_booking_system
from assistant.clinic_profile import ClinicProfile, load_clinic_profile
from assistant.settings import PROJECT, InvalidSetting, Settings, load_settings
from tests.booking.systems.webhook_receiver import TEST_SECRET

WEBHOOK = {
    "BOOKING_SYSTEM": "webhook",
    "BOOKING_WEBHOOK_URL": "https://clinic.example/bookings",
    "BOOKING_WEBHOOK_SECRET": TEST_SECRET,
}
CALDAV = {
    "BOOKING_SYSTEM": "caldav",
    "BOOKING_CALDAV_URL": "https://clinic.example/calendar/",
    "BOOKING_CALDAV_USERNAME": "desk",
    "BOOKING_CALDAV_PASSWORD": "secret",
}
MAKE_ONE = """
import sys
from assistant.booking.systems.chosen_system import make_booking_system
from assistant.clinic_profile import load_clinic_profile
from assistant.settings import load_settings
settings = load_settings()
system = make_booking_system(settings, load_clinic_profile(settings.clinic_profile))
print(system.name, system.has_calendar, *(n for n in ("caldav", "requests") if n in sys.modules))
"""


@pytest.fixture(scope="module")
def profile() -> ClinicProfile:
    """The sample clinic's."""
    return load_clinic_profile(PROJECT / "knowledge" / "clinic.yml")


def read_settings(monkeypatch: pytest.MonkeyPatch, environment: Dict[str, str]) -> Settings:
    """The settings of an environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, ["desk", "False"]),
        ({"BOOKING_SYSTEM": "desk"}, ["desk", "False"]),
        (WEBHOOK, ["webhook", "False", "requests"]),
        (CALDAV, ["caldav", "True", "caldav", "requests"]),
    ],
)
def test_chosen_system_is_made_and_no_other_is_loaded(
    environment: Dict[str, str], words: "list[str]"
) -> None:
    """In a process of its own, so that nothing else has loaded anything; nobody is spoken to."""
    run = subprocess.run(
        [sys.executable, "-c", MAKE_ONE],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == words


def test_unusable_secret_is_an_invalid_setting(
    monkeypatch: pytest.MonkeyPatch, profile: ClinicProfile
) -> None:
    """It is found when the product starts, not when the first visitor asks."""
    settings = read_settings(monkeypatch, {**WEBHOOK, "BOOKING_WEBHOOK_SECRET": "hunter2-hunter2"})
    with pytest.raises(InvalidSetting, match="whsec_") as caught:
        make_booking_system(settings, profile)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("booking_webhook_url", "BOOKING_WEBHOOK_URL"),
        ("booking_webhook_secret", "BOOKING_WEBHOOK_SECRET"),
    ],
)
def test_missing_webhook_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, profile: ClinicProfile, field: str, name: str
) -> None:
    """Settings that were made by hand are not trusted to be complete."""
    nothing: Dict[str, Optional[str]] = {field: None}
    settings = replace(read_settings(monkeypatch, WEBHOOK), **nothing)  # type: ignore[arg-type]
    with pytest.raises(InvalidSetting, match=f"{name} is not set"):
        make_booking_system(settings, profile)
