"""Settings: defaults, what the environment changes, and messages that say what was wanted."""

import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import PROJECT, InvalidSetting, Settings, load_settings

NAMES = [field.name.upper() for field in dataclasses.fields(Settings) if field.name != "api_key"]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests reaches them."""
    for name in [*NAMES, "ASSISTANT_API_KEY"]:
        monkeypatch.delenv(name, raising=False)


def test_every_setting_has_a_default() -> None:
    """With an empty environment the product runs on its documented ports, without a key."""
    settings = load_settings()
    assert (settings.assistant_port, settings.actions_port) == (5005, 5055)
    assert settings.api_key is None
    assert settings.max_message_characters == 2000
    assert settings.max_body_bytes == 65536
    assert settings.clinic_profile == PROJECT / "knowledge" / "clinic.yml"


def test_project_is_the_folder_of_the_configuration() -> None:
    """PROJECT is where config.yml stands, whatever folder a command runs in."""
    assert (PROJECT / "config.yml").is_file()


@pytest.mark.parametrize(
    ("name", "value", "field", "wanted"),
    [
        ("ASSISTANT_PORT", "6001", "assistant_port", 6001),
        ("ACTIONS_PORT", "6002", "actions_port", 6002),
        ("ASSISTANT_API_KEY", "k", "api_key", "k"),
        ("ASSISTANT_API_KEY", "", "api_key", None),
        ("SENDER_RATE_LIMIT", "3/second", "sender_rate_limit", "3/second"),
        (
            "ADDRESS_RATE_LIMIT",
            "5/second;100/hour",
            "address_rate_limit",
            "5/second;100/hour",
        ),
        ("MAX_MESSAGE_CHARACTERS", "20000", "max_message_characters", 20_000),
        ("MAX_SENDER_CHARACTERS", "1", "max_sender_characters", 1),
        ("MAX_BODY_BYTES", "1024", "max_body_bytes", 1024),
        ("TURN_TIMEOUT_SECONDS", "300", "turn_timeout_seconds", 300),
        ("TRACKER_DATABASE", "a.db", "tracker_database", "a.db"),
        ("CLINIC_PROFILE", "mine.yml", "clinic_profile", PROJECT / "mine.yml"),
        ("CLINIC_PROFILE", "/etc/mine.yml", "clinic_profile", Path("/etc/mine.yml")),
        ("ENCODER_FOLDER", "enc", "encoder_folder", PROJECT / "enc"),
        ("EMBEDDING_CACHE", "e.db", "embedding_cache", PROJECT / "e.db"),
    ],
)
def test_environment_changes_a_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, wanted: Any
) -> None:
    """Each variable changes its one setting; relative paths count from the project."""
    default = load_settings()
    monkeypatch.setenv(name, value)
    changed = load_settings()
    assert getattr(changed, field) == wanted
    assert dataclasses.replace(changed, **{field: getattr(default, field)}) == default


@pytest.mark.parametrize("value", ["", "abc", "0", "-1", "65536", "5005.5", "1e3", "0x10"])
def test_unusable_number_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A number that is none, or out of range, names the setting, the value and the range."""
    monkeypatch.setenv("ASSISTANT_PORT", value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    expected = f"ASSISTANT_PORT is '{value}'. Use a whole number from 1 to 65535."
    assert str(caught.value) == expected


@pytest.mark.parametrize("value", ["", "20", "-1/minute", "20/fortnight", "many per minute"])
@pytest.mark.parametrize("name", ["SENDER_RATE_LIMIT", "ADDRESS_RATE_LIMIT"])
def test_unusable_rate_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A limit that cannot be read names the setting and shows how one is written."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting, match=rf"{name} is '.*'\. Use .* such as '20/minute'\."):
        load_settings()


def test_settings_cannot_be_changed() -> None:
    """Settings are read once and passed on; nobody can alter them on the way."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_settings().assistant_port = 1  # type: ignore[misc]


def test_no_other_module_reads_the_environment() -> None:
    """Only settings.py looks a variable up; two others hand the whole environment to a child."""
    readers = {
        path.relative_to(PROJECT).as_posix()
        for folder in ("assistant", "actions")
        for path in (PROJECT / folder).rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8")
    }
    handing_on = {"assistant/processes.py", "assistant/training.py"}
    assert readers - handing_on == {"assistant/settings.py"}
    for name in handing_on:
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert text.count("os.environ") == text.count("**os.environ"), name


def test_variables_of_this_test_exist() -> None:
    """The list of names that these tests clear is the list of names that are read."""
    source = (PROJECT / "assistant" / "settings.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in source for name in NAMES)
    assert os.environ.get("ASSISTANT_API_KEY") is None
