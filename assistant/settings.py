"""Reads the product's settings: the only module that looks at environment variables."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional, Sequence, Tuple
from urllib.parse import urlsplit

from limits import parse_many

BOOKING_SYSTEMS = ("desk", "webhook", "caldav")
SHORTEST_SECRET = 32
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# As browsers send it: no path, no name or password, and no pattern, which would never match one.
_ORIGIN = re.compile(r"https?://([a-z0-9_.-]+|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?")

PROJECT = Path(__file__).resolve().parent.parent


class InvalidSetting(ValueError):
    """A setting has a value that cannot be used; the message says which and what was wanted."""


@dataclass(frozen=True)
class Settings:
    """Every setting of the running product, checked. Sizes in bytes, ports on the loopback.

    What may hold a password is left out of `repr`.
    """

    assistant_port: int
    actions_port: int
    api_key: Optional[str] = field(repr=False)
    sender_rate_limit: str
    address_rate_limit: str
    session_rate_limit: str
    rate_limit_storage: Optional[str] = field(repr=False)
    trusted_proxies: int
    website_secret: Optional[str] = field(repr=False)
    website_origins: Tuple[str, ...]
    website_session_hours: int
    max_message_characters: int
    max_sender_characters: int
    max_body_bytes: int
    turn_timeout_seconds: int
    tracker_database: str
    clinic_profile: Path
    encoder_folder: Path
    embedding_cache: Path
    staff_phrasings: Path
    staff_phrasings_history: Path
    evaluation_folder: Path
    booking_database: str = field(repr=False)
    booking_system: str
    booking_webhook_url: Optional[str] = field(repr=False)
    booking_webhook_secret: Optional[str] = field(repr=False)
    booking_caldav_url: Optional[str] = field(repr=False)
    booking_caldav_username: str = field(repr=False)
    booking_caldav_password: str = field(repr=False)
    booking_tries: int
    booking_first_retry_seconds: int
    booking_longest_retry_seconds: int
    booking_retention_days: int
    review_database: str = field(repr=False)
    review_secret: Optional[str] = field(repr=False)
    review_retention_days: int
    staff_answers: Path
    staff_answers_history: Path
    release_database: str = field(repr=False)
    releases_folder: Path
    release_secret: Optional[str] = field(repr=False)
    assistant_servers: Tuple[str, ...]
    trainer_niceness: int
    console_port: int
    console_address: str
    console_database: str = field(repr=False)
    console_secret: Optional[str] = field(repr=False)
    console_session_hours: int


def load_settings() -> Settings:
    """Read the settings from the environment. Raises InvalidSetting."""
    system = _choice("BOOKING_SYSTEM", "desk", BOOKING_SYSTEMS)
    assistant_port = _whole_number("ASSISTANT_PORT", 5005, 1, 65535)
    console_port = _whole_number("CONSOLE_PORT", 5080, 1, 65535)
    return Settings(
        assistant_port=assistant_port,
        actions_port=_whole_number("ACTIONS_PORT", 5055, 1, 65535),
        api_key=os.environ.get("ASSISTANT_API_KEY") or None,
        sender_rate_limit=_rate_limit("SENDER_RATE_LIMIT", "300/minute"),
        address_rate_limit=_rate_limit("ADDRESS_RATE_LIMIT", "6000/minute"),
        session_rate_limit=_rate_limit("SESSION_RATE_LIMIT", "60/minute"),
        rate_limit_storage=_redis("RATE_LIMIT_STORAGE"),
        trusted_proxies=_whole_number("TRUSTED_PROXIES", 0, 0, 10),
        website_secret=_secret("WEBSITE_SECRET"),
        website_origins=_origins("WEBSITE_ORIGINS"),
        website_session_hours=_whole_number("WEBSITE_SESSION_HOURS", 24, 1, 24 * 365),
        max_message_characters=_whole_number("MAX_MESSAGE_CHARACTERS", 2000, 1, 20_000),
        max_sender_characters=_whole_number("MAX_SENDER_CHARACTERS", 255, 1, 255),
        max_body_bytes=_whole_number("MAX_BODY_BYTES", 64 * 1024, 1024, 10 * 1024 * 1024),
        turn_timeout_seconds=_whole_number("TURN_TIMEOUT_SECONDS", 30, 1, 300),
        tracker_database=os.environ.get("TRACKER_DATABASE", ".state/conversations.db"),
        clinic_profile=_path("CLINIC_PROFILE", "knowledge/clinic.yml"),
        encoder_folder=_path("ENCODER_FOLDER", ".cache/encoder"),
        embedding_cache=_path("EMBEDDING_CACHE", ".cache/embeddings.db"),
        staff_phrasings=_path("STAFF_PHRASINGS", "data/nlu/staff_phrasings.yml"),
        staff_phrasings_history=_path(
            "STAFF_PHRASINGS_HISTORY", "data/staff_phrasings_history.jsonl"
        ),
        evaluation_folder=_path("EVALUATION_FOLDER", "evaluation"),
        booking_database=_database("BOOKING_DATABASE", ".state/bookings.db"),
        booking_system=system,
        booking_webhook_url=_address("BOOKING_WEBHOOK_URL", system == "webhook"),
        booking_webhook_secret=_needed("BOOKING_WEBHOOK_SECRET", system == "webhook"),
        booking_caldav_url=_address("BOOKING_CALDAV_URL", system == "caldav"),
        booking_caldav_username=os.environ.get("BOOKING_CALDAV_USERNAME", ""),
        booking_caldav_password=os.environ.get("BOOKING_CALDAV_PASSWORD", ""),
        booking_tries=_whole_number("BOOKING_TRIES", 100, 1, 1000),
        booking_first_retry_seconds=_whole_number("BOOKING_FIRST_RETRY_SECONDS", 5, 1, 3600),
        booking_longest_retry_seconds=_whole_number(
            "BOOKING_LONGEST_RETRY_SECONDS", 3600, 1, 86_400
        ),
        booking_retention_days=_whole_number("BOOKING_RETENTION_DAYS", 180, 1, 3650),
        review_database=_database("REVIEW_DATABASE", ".state/review.db"),
        review_secret=_secret("REVIEW_SECRET"),
        review_retention_days=_whole_number("REVIEW_RETENTION_DAYS", 180, 1, 3650),
        staff_answers=_path("STAFF_ANSWERS", "data/responses/staff_answers.yml"),
        staff_answers_history=_path("STAFF_ANSWERS_HISTORY", "data/staff_answers_history.jsonl"),
        release_database=_database("RELEASE_DATABASE", ".state/releases.db"),
        releases_folder=_path("RELEASES_FOLDER", "models/releases"),
        release_secret=_secret("RELEASE_SECRET"),
        assistant_servers=_origins("ASSISTANT_SERVERS") or (f"http://127.0.0.1:{assistant_port}",),
        trainer_niceness=_whole_number("TRAINER_NICENESS", 10, 0, 19),
        console_port=console_port,
        console_address=_origin("CONSOLE_ADDRESS", f"http://127.0.0.1:{console_port}"),
        console_database=_database("CONSOLE_DATABASE", ".state/console.db"),
        console_secret=_secret("CONSOLE_SECRET"),
        console_session_hours=_whole_number("CONSOLE_SESSION_HOURS", 12, 1, 24 * 30),
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


def _choice(name: str, default: str, choices: Sequence[str]) -> str:
    value = os.environ.get(name, default)
    if value not in choices:
        raise InvalidSetting(f"{name} is '{value}'. Use one of: {', '.join(choices)}.")
    return value


def _needed(name: str, is_needed: bool) -> Optional[str]:
    value = os.environ.get(name) or None
    if is_needed and value is None:
        raise InvalidSetting(f"{name} is not set, and the chosen BOOKING_SYSTEM needs it.")
    return value


def _address(name: str, is_needed: bool) -> Optional[str]:
    value = _needed(name, is_needed)
    if value is None:
        return None
    # The value itself may hold a password, so that the message does not repeat it.
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or port == 0 or parts.scheme not in ("http", "https"):
        raise InvalidSetting(f"{name} is not an address. Use one such as https://clinic.example/.")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise InvalidSetting(f"{name} must begin with https:// unless it is on this machine.")
    return value


def _redis(name: str) -> Optional[str]:
    value = os.environ.get(name) or None
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        is_usable = parts.scheme in ("redis", "rediss") and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        # It may hold a password, so that the message does not repeat it.
        raise InvalidSetting(
            f"{name} is not the address of a Redis server. Use one such as "
            "redis://127.0.0.1:6379/0, or unset it to count in this server's memory."
        )
    return value


def _secret(name: str) -> Optional[str]:
    value = os.environ.get(name) or None
    if value is not None and len(value) < SHORTEST_SECRET:
        raise InvalidSetting(
            f"{name} is too short. Use {SHORTEST_SECRET} random characters or more."
        )
    return value


def _origins(name: str) -> Tuple[str, ...]:
    """Origins as browsers send them; none stands for every page on this machine."""
    origins = os.environ.get(name, "").replace(",", " ").split()
    for origin in origins:
        if not _ORIGIN.fullmatch(origin.lower()):
            raise InvalidSetting(
                f"{name} holds '{origin}'. Use origins without a path, separated by spaces, such "
                "as 'https://clinic.example https://www.clinic.example'."
            )
    return tuple(origin.lower() for origin in origins)


def _origin(name: str, default: str) -> str:
    """One origin, such as the one that a browser shows for the staff's pages."""
    origins = _origins(name) or (default,)
    if len(origins) > 1:
        raise InvalidSetting(f"{name} holds {len(origins)} addresses. Use one.")
    return origins[0]


def _database(name: str, default: str) -> str:
    """A database's URL; a plain path is a SQLite file."""
    value = os.environ.get(name, default)
    return value if "://" in value else f"sqlite:///{PROJECT / value}"


def _path(name: str, default: str) -> Path:
    # Relative paths count from the project, so that every process finds the same file.
    return PROJECT / os.environ.get(name, default)
