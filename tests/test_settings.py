"""Settings: defaults, what the environment changes, and messages that say what was wanted."""

import dataclasses
import os
import traceback
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import PROJECT, InvalidSetting, Settings, load_settings

SECRET = "s3cret-of-this-test"
WEBHOOK = {
    "BOOKING_SYSTEM": "webhook",
    "BOOKING_WEBHOOK_URL": f"https://user:{SECRET}@clinic.example/bookings",
    "BOOKING_WEBHOOK_SECRET": f"whsec_{SECRET}",
}
CALDAV = {
    "BOOKING_SYSTEM": "caldav",
    "BOOKING_CALDAV_URL": f"https://clinic.example/{SECRET}/calendar/",
    "BOOKING_CALDAV_USERNAME": f"desk-{SECRET}",
    "BOOKING_CALDAV_PASSWORD": SECRET,
}
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


def test_bookings_wait_at_the_desk_by_default() -> None:
    """Nothing has to be set for a request to be kept: staff read it in the database."""
    settings = load_settings()
    assert settings.booking_system == "desk"
    assert settings.booking_database == f"sqlite:///{PROJECT / '.state' / 'bookings.db'}"
    assert (settings.booking_webhook_url, settings.booking_webhook_secret) == (None, None)
    assert settings.booking_caldav_url is None
    assert (settings.booking_caldav_username, settings.booking_caldav_password) == ("", "")
    assert settings.booking_tries == 100
    assert settings.booking_first_retry_seconds == 5
    assert settings.booking_longest_retry_seconds == 3600
    assert settings.booking_retention_days == 180


def test_unclear_messages_are_kept_half_a_year_by_default() -> None:
    """In a file of their own; the secret that hides whose they are is made elsewhere."""
    settings = load_settings()
    assert settings.review_database == f"sqlite:///{PROJECT / '.state' / 'review.db'}"
    assert settings.review_secret is None
    assert settings.review_retention_days == 180


def test_staff_phrasings_stand_among_the_training_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """File, history and evaluation have their places in the project, and can be put elsewhere."""
    settings = load_settings()
    assert settings.staff_phrasings == PROJECT / "data" / "nlu" / "staff_phrasings.yml"
    assert settings.staff_phrasings_history == PROJECT / "data" / "staff_phrasings_history.jsonl"
    assert settings.evaluation_folder == PROJECT / "evaluation"
    monkeypatch.setenv("STAFF_PHRASINGS", "/elsewhere/staff.yml")
    monkeypatch.setenv("EVALUATION_FOLDER", "other")
    assert load_settings().staff_phrasings == Path("/elsewhere/staff.yml")
    assert load_settings().evaluation_folder == PROJECT / "other"


def test_staff_answers_stand_among_the_responses() -> None:
    """File and history have their places in the project."""
    settings = load_settings()
    assert settings.staff_answers == PROJECT / "data" / "responses" / "staff_answers.yml"
    assert settings.staff_answers_history == PROJECT / "data" / "staff_answers_history.jsonl"


def test_releases_are_kept_here_and_told_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """One assistant server, wherever its port is; the secret is made elsewhere."""
    settings = load_settings()
    assert settings.release_database == f"sqlite:///{PROJECT / '.state' / 'releases.db'}"
    assert settings.releases_folder == PROJECT / "models" / "releases"
    assert settings.release_secret is None
    assert settings.assistant_servers == ("http://127.0.0.1:5005",)
    monkeypatch.setenv("ASSISTANT_PORT", "6001")
    assert load_settings().assistant_port == 6001
    assert load_settings().assistant_servers == ("http://127.0.0.1:6001",)


def test_console_serves_this_machine_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address is where its port is, until another is given."""
    settings = load_settings()
    assert (settings.console_port, settings.console_address) == (5080, "http://127.0.0.1:5080")
    assert settings.console_database == f"sqlite:///{PROJECT / '.state' / 'console.db'}"
    assert settings.console_secret is None
    assert settings.console_session_hours == 12
    monkeypatch.setenv("CONSOLE_PORT", "6080")
    assert load_settings().console_port == 6080
    assert load_settings().console_address == "http://127.0.0.1:6080"


def test_website_serves_this_machine_by_default() -> None:
    """Only its own pages, for a day; the secret is made elsewhere, limits count in memory."""
    settings = load_settings()
    assert settings.website_origins == ()
    assert settings.website_secret is None
    assert settings.website_session_hours == 24
    assert settings.session_rate_limit == "60/minute"
    assert settings.rate_limit_storage is None
    assert settings.trusted_proxies == 0


def test_project_is_the_folder_of_the_configuration() -> None:
    """PROJECT is where config.yml stands, whatever folder a command runs in."""
    assert (PROJECT / "config.yml").is_file()


@pytest.mark.parametrize(
    ("name", "value", "field", "wanted"),
    [
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
        ("SESSION_RATE_LIMIT", "3/hour", "session_rate_limit", "3/hour"),
        ("RATE_LIMIT_STORAGE", "", "rate_limit_storage", None),
        *[
            ("RATE_LIMIT_STORAGE", url, "rate_limit_storage", url)
            for url in ("redis://127.0.0.1:6379/0", "rediss://u:p@redis.example", "redis://[::1]/1")
        ],
        ("TRUSTED_PROXIES", "2", "trusted_proxies", 2),
        ("WEBSITE_SECRET", "x" * 32, "website_secret", "x" * 32),
        ("WEBSITE_SECRET", "", "website_secret", None),
        ("WEBSITE_SESSION_HOURS", "8760", "website_session_hours", 8760),
        ("REVIEW_DATABASE", "postgresql://db/review", "review_database", "postgresql://db/review"),
        ("REVIEW_SECRET", "x" * 32, "review_secret", "x" * 32),
        ("REVIEW_RETENTION_DAYS", "30", "review_retention_days", 30),
        *[
            ("WEBSITE_ORIGINS", value, "website_origins", wanted)
            for value, wanted in (
                ("", ()),
                (" , ", ()),
                ("https://clinic.example", ("https://clinic.example",)),
                # As browsers write them, whichever way they were typed.
                ("HTTPS://Clinic.Example", ("https://clinic.example",)),
                (
                    "https://clinic.example, http://localhost:8000,http://[::1]:80  http://a.b",
                    (
                        *("https://clinic.example", "http://localhost:8000"),
                        *("http://[::1]:80", "http://a.b"),
                    ),
                ),
            )
        ],
        ("MAX_MESSAGE_CHARACTERS", "20000", "max_message_characters", 20_000),
        ("MAX_SENDER_CHARACTERS", "1", "max_sender_characters", 1),
        ("MAX_BODY_BYTES", "1024", "max_body_bytes", 1024),
        ("TURN_TIMEOUT_SECONDS", "300", "turn_timeout_seconds", 300),
        ("TRACKER_DATABASE", "a.db", "tracker_database", "a.db"),
        ("CLINIC_PROFILE", "mine.yml", "clinic_profile", PROJECT / "mine.yml"),
        ("CLINIC_PROFILE", "/etc/mine.yml", "clinic_profile", Path("/etc/mine.yml")),
        ("ENCODER_FOLDER", "enc", "encoder_folder", PROJECT / "enc"),
        ("EMBEDDING_CACHE", "e.db", "embedding_cache", PROJECT / "e.db"),
        ("BOOKING_DATABASE", "b.db", "booking_database", f"sqlite:///{PROJECT / 'b.db'}"),
        ("BOOKING_DATABASE", "/srv/b.db", "booking_database", "sqlite:////srv/b.db"),
        (
            "BOOKING_DATABASE",
            "postgresql://u:p@db.example/b",
            "booking_database",
            "postgresql://u:p@db.example/b",
        ),
        # They may stand there before the system that needs them is chosen.
        (
            "BOOKING_WEBHOOK_URL",
            "https://clinic.example/x",
            "booking_webhook_url",
            "https://clinic.example/x",
        ),
        ("BOOKING_WEBHOOK_SECRET", "whsec_a", "booking_webhook_secret", "whsec_a"),
        ("BOOKING_WEBHOOK_SECRET", "", "booking_webhook_secret", None),
        (
            "BOOKING_CALDAV_URL",
            "http://localhost:5232/c/",
            "booking_caldav_url",
            "http://localhost:5232/c/",
        ),
        ("BOOKING_CALDAV_USERNAME", "desk", "booking_caldav_username", "desk"),
        ("BOOKING_CALDAV_PASSWORD", "p", "booking_caldav_password", "p"),
        ("BOOKING_TRIES", "1000", "booking_tries", 1000),
        ("BOOKING_FIRST_RETRY_SECONDS", "1", "booking_first_retry_seconds", 1),
        ("BOOKING_LONGEST_RETRY_SECONDS", "86400", "booking_longest_retry_seconds", 86_400),
        ("BOOKING_RETENTION_DAYS", "3650", "booking_retention_days", 3650),
        ("STAFF_ANSWERS", "a.yml", "staff_answers", PROJECT / "a.yml"),
        ("STAFF_ANSWERS_HISTORY", "/srv/a.jsonl", "staff_answers_history", Path("/srv/a.jsonl")),
        ("RELEASE_DATABASE", "r.db", "release_database", f"sqlite:///{PROJECT / 'r.db'}"),
        ("RELEASES_FOLDER", "/srv/releases", "releases_folder", Path("/srv/releases")),
        ("RELEASE_SECRET", "x" * 32, "release_secret", "x" * 32),
        ("RELEASE_SECRET", "", "release_secret", None),
        (
            "ASSISTANT_SERVERS",
            "http://10.0.0.5:5005, http://10.0.0.6:5005",
            "assistant_servers",
            ("http://10.0.0.5:5005", "http://10.0.0.6:5005"),
        ),
        (
            "CONSOLE_ADDRESS",
            "HTTPS://Console.Clinic.Example",
            "console_address",
            "https://console.clinic.example",
        ),
        ("CONSOLE_DATABASE", "postgresql://db/c", "console_database", "postgresql://db/c"),
        ("CONSOLE_SECRET", "x" * 32, "console_secret", "x" * 32),
        ("CONSOLE_SESSION_HOURS", "1", "console_session_hours", 1),
        ("TRAINER_NICENESS", "0", "trainer_niceness", 0),
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


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("BOOKING_TRIES", 1, 1000),
        ("BOOKING_FIRST_RETRY_SECONDS", 1, 3600),
        ("BOOKING_LONGEST_RETRY_SECONDS", 1, 86_400),
        ("BOOKING_RETENTION_DAYS", 1, 3650),
        ("TRUSTED_PROXIES", 0, 10),
        ("WEBSITE_SESSION_HOURS", 1, 8760),
        ("CONSOLE_PORT", 1, 65535),
        ("CONSOLE_SESSION_HOURS", 1, 720),
        ("TRAINER_NICENESS", 0, 19),
    ],
)
def test_number_of_a_setting_has_a_range(
    monkeypatch: pytest.MonkeyPatch, name: str, lowest: int, highest: int
) -> None:
    """Both ends are usable, and what is beyond them is refused with the range."""
    for value in (lowest, highest):
        monkeypatch.setenv(name, str(value))
        assert getattr(load_settings(), name.lower()) == value
    for value in (lowest - 1, highest + 1):
        monkeypatch.setenv(name, str(value))
        with pytest.raises(InvalidSetting) as caught:
            load_settings()
        assert str(caught.value) == (
            f"{name} is '{value}'. Use a whole number from {lowest} to {highest}."
        )


@pytest.mark.parametrize("value", ["", "Desk", "email", "desk,webhook"])
def test_unknown_booking_system_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """The message names the ones that there are."""
    monkeypatch.setenv("BOOKING_SYSTEM", value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    expected = f"BOOKING_SYSTEM is '{value}'. Use one of: desk, webhook, caldav."
    assert str(caught.value) == expected


@pytest.mark.parametrize("settings", [WEBHOOK, CALDAV], ids=["webhook", "caldav"])
def test_chosen_booking_system_gets_its_settings(
    monkeypatch: pytest.MonkeyPatch, settings: "dict[str, str]"
) -> None:
    """Each value reaches its field as it is."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    loaded = load_settings()
    for name, value in settings.items():
        assert getattr(loaded, name.lower()) == value


@pytest.mark.parametrize("empty", [True, False])
@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (WEBHOOK, "BOOKING_WEBHOOK_URL"),
        (WEBHOOK, "BOOKING_WEBHOOK_SECRET"),
        (CALDAV, "BOOKING_CALDAV_URL"),
    ],
)
def test_missing_setting_of_the_chosen_system_is_refused(
    monkeypatch: pytest.MonkeyPatch, settings: "dict[str, str]", name: str, empty: bool
) -> None:
    """An empty value is none; the message repeats no other setting."""
    for other, value in settings.items():
        monkeypatch.setenv(other, value)
    monkeypatch.setenv(name, "") if empty else monkeypatch.delenv(name)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert str(caught.value) == f"{name} is not set, and the chosen BOOKING_SYSTEM needs it."


@pytest.mark.parametrize("name", ["BOOKING_WEBHOOK_URL", "BOOKING_CALDAV_URL"])
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (f"clinic.example/{SECRET}", "is not an address. Use one such as https://clinic.example/."),
        (f"ftp://{SECRET}@clinic.example/", "is not an address."),
        (f"https:///{SECRET}", "is not an address."),
        (f"https://clinic.example:99999/{SECRET}", "is not an address."),
        (f"https://clinic.example:port/{SECRET}", "is not an address."),
        (f"https://[::1/{SECRET}", "is not an address."),
        ("//clinic.example", "is not an address."),
        (f"http://clinic.example/{SECRET}", "must begin with https:// unless it is on this mac"),
        (f"http://{SECRET}@10.0.0.1/", "must begin with https:// unless it is on this machine."),
        (f"http://localhost.clinic.example/{SECRET}", "must begin with https://"),
        (f"http://127.0.0.1@clinic.example/{SECRET}", "must begin with https://"),
    ],
)
def test_unusable_address_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    """An address may hold a password; plain http is for this machine only. Chosen or not."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith(f"{name} {words}")
    assert SECRET not in message
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.1:8080"])
def test_plain_http_is_fine_on_this_machine(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """A system on the same machine needs no certificate."""
    monkeypatch.setenv("BOOKING_WEBHOOK_URL", f"http://{host}/x")
    assert load_settings().booking_webhook_url == f"http://{host}/x"


def test_no_secret_is_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever may hold a password is left out where settings are printed."""
    secrets = {
        **WEBHOOK,
        **CALDAV,
        "ASSISTANT_API_KEY": SECRET,
        "BOOKING_DATABASE": f"postgresql://u:{SECRET}@db.example/b",
        "RATE_LIMIT_STORAGE": f"redis://:{SECRET}@redis.example/0",
        "WEBSITE_SECRET": SECRET * 2,
        "RELEASE_DATABASE": f"postgresql://u:{SECRET}@db.example/r",
        "RELEASE_SECRET": SECRET * 2,
        "CONSOLE_DATABASE": f"postgresql://u:{SECRET}@db.example/c",
        "CONSOLE_SECRET": SECRET * 2,
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    shown = repr(load_settings())
    assert "booking_tries=100" in shown
    assert SECRET not in shown


@pytest.mark.parametrize("value", ["", "20", "-1/minute", "20/fortnight", "many per minute"])
@pytest.mark.parametrize("name", ["SENDER_RATE_LIMIT", "ADDRESS_RATE_LIMIT", "SESSION_RATE_LIMIT"])
def test_unusable_rate_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A limit that cannot be read names the setting and shows how one is written."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting, match=rf"{name} is '.*'\. Use .* such as '20/minute'\."):
        load_settings()


@pytest.mark.parametrize(
    "value",
    [
        *(f"{SECRET}@redis.example:6379", f"http://{SECRET}@redis.example/", "memory"),
        *(f"redis://:{SECRET}@h:port/", f"redis://:{SECRET}@h:99999", f"redis://{SECRET}@h:0"),
        f"redis://{SECRET}@[::1",
    ],
)
def test_unusable_storage_of_limits_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """Its address may hold a password; the message says how to do without it."""
    monkeypatch.setenv("RATE_LIMIT_STORAGE", value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert str(caught.value) == (
        "RATE_LIMIT_STORAGE is not the address of a Redis server. Use one such as "
        "redis://127.0.0.1:6379/0, or unset it to count in this server's memory."
    )
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("name", ["WEBSITE_SECRET", "RELEASE_SECRET", "CONSOLE_SECRET"])
@pytest.mark.parametrize("value", ["x", "s3cret-of-this-test-31-long-here"[:31]])
def test_short_secret_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """It could be guessed, and with it every visitor's token or staff's session."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    expected = f"{name} is too short. Use 32 random characters or more."
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    "origin",
    [
        *("clinic.example", "*", "https://*.clinic.example", "ftp://clinic.example", "null"),
        *("https://", "https://clinic.example/", "https://clinic.example/knee", "https://[::1"),
        *("https://clinic.example?a", "https://u:p@clinic.example", "https://clinic.example:"),
        *("https://clinic.example:0", "https://klinik\u00e9.example", "file:///tmp"),
    ],
)
def test_unusable_origin_is_refused(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    """No browser would ever send it, so that the site would stay shut out without a word."""
    monkeypatch.setenv("WEBSITE_ORIGINS", f"https://www.clinic.example {origin}")
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert str(caught.value) == (
        f"WEBSITE_ORIGINS holds '{origin}'. Use origins without a path, separated by spaces, such "
        "as 'https://clinic.example https://www.clinic.example'."
    )


@pytest.mark.parametrize("name", ["ASSISTANT_SERVERS", "CONSOLE_ADDRESS"])
@pytest.mark.parametrize("value", ["clinic.example", "http://10.0.0.5:5005/webhooks", "*"])
def test_unusable_address_of_our_own_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A path is added by whoever asks there."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting, match=rf"{name} holds '.*'\. Use origins without a path"):
        load_settings()


def test_console_has_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cookies and forms belong to one."""
    monkeypatch.setenv("CONSOLE_ADDRESS", "https://a.example https://b.example")
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert str(caught.value) == "CONSOLE_ADDRESS holds 2 addresses. Use one."


def test_settings_cannot_be_changed() -> None:
    """Settings are read once and passed on; nobody can alter them on the way."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_settings().assistant_port = 1  # type: ignore[misc]


def test_no_other_module_reads_the_environment() -> None:
    """Only settings.py looks a variable up; two hand the whole environment to a child, and one
    sets a variable that only Rasa reads.
    """
    readers = {
        path.relative_to(PROJECT).as_posix()
        for folder in ("assistant", "actions")
        for path in (PROJECT / folder).rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8")
    }
    handing_on = {"assistant/processes.py", "assistant/training.py"}
    setting = "assistant/trainer/__main__.py"
    assert readers - handing_on - {setting} == {"assistant/settings.py"}
    text = (PROJECT / setting).read_text(encoding="utf-8")
    assert text.count("os.environ") == text.count('os.environ["LOG_LEVEL"] = ') == 1
    for name in handing_on:
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert text.count("os.environ") == text.count("**os.environ"), name


def test_variables_of_this_test_exist() -> None:
    """The list of names that these tests clear is the list of names that are read."""
    source = (PROJECT / "assistant" / "settings.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in source for name in NAMES)
    assert os.environ.get("ASSISTANT_API_KEY") is None
