"""Reads the product's settings: the only module that looks at environment variables."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from limits import parse_many

PROJECT = Path(__file__).resolve().parent.parent


class InvalidSetting(ValueError):
    """A setting has a value that cannot be used; the message says which and what was wanted."""


@dataclass(frozen=True)
class Settings:
    """Every setting of the running product, checked. Sizes in bytes, ports on the loopback."""

    assistant_port: int
    actions_port: int
    api_key: Optional[str]
    sender_rate_limit: str
    address_rate_limit: str
    max_message_characters: int
    max_sender_characters: int
    max_body_bytes: int
    turn_timeout_seconds: int
    tracker_database: str
    clinic_profile: Path
    encoder_folder: Path
    embedding_cache: Path


def load_settings() -> Settings:
    """Read the settings from the environment. Raises InvalidSetting."""
    return Settings(
        assistant_port=_whole_number("ASSISTANT_PORT", 5005, 1, 65535),
        actions_port=_whole_number("ACTIONS_PORT", 5055, 1, 65535),
        api_key=os.environ.get("ASSISTANT_API_KEY") or None,
        sender_rate_limit=_rate_limit("SENDER_RATE_LIMIT", "300/minute"),
        address_rate_limit=_rate_limit("ADDRESS_RATE_LIMIT", "6000/minute"),
        max_message_characters=_whole_number("MAX_MESSAGE_CHARACTERS", 2000, 1, 20_000),
        max_sender_characters=_whole_number("MAX_SENDER_CHARACTERS", 255, 1, 255),
        max_body_bytes=_whole_number("MAX_BODY_BYTES", 64 * 1024, 1024, 10 * 1024 * 1024),
        turn_timeout_seconds=_whole_number("TURN_TIMEOUT_SECONDS", 30, 1, 300),
        tracker_database=os.environ.get("TRACKER_DATABASE", ".state/conversations.db"),
        clinic_profile=_path("CLINIC_PROFILE", "knowledge/clinic.yml"),
        encoder_folder=_path("ENCODER_FOLDER", ".cache/encoder"),
        embedding_cache=_path("EMBEDDING_CACHE", ".cache/embeddings.db"),
    )


def _whole_number(name: str, default: int, lowest: int, highest: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        number = int(value)
    except ValueError:
        number = lowest - 1
    if not lowest <= number <= highest:
        raise InvalidSetting(f"{name} is '{value}'. Use a whole number from {lowest} to {highest}.")
    return number


def _rate_limit(name: str, default: str) -> str:
    value = os.environ.get(name, default)
    try:
        parse_many(value)
    except ValueError as error:
        raise InvalidSetting(
            f"{name} is '{value}'. Use a number and a unit, such as '20/minute'."
        ) from error
    return value


def _path(name: str, default: str) -> Path:
    # Relative paths count from the project, so that every process finds the same file.
    return PROJECT / os.environ.get(name, default)
