"""The commands that a person starts: the whole product, and a conversation in the terminal."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import psutil
import pytest
import requests

from assistant.settings import PROJECT
from tests.conftest import Product, free_port, settings_apart
from tests.live.process_family import family_of, find_process, has_process, list_doors

START_SECONDS = 120
STOP_SECONDS = 20
ADDRESS = re.compile(r"The assistant answers at (http://\S+)")
WELCOME = re.compile(r"(http://\S+/welcome/\S+)")


def make_environment(**changes: str) -> Dict[str, str]:
    """The environment of a terminal in which some settings were made."""
    return {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONUNBUFFERED": "1", **changes}


def run_module(module: str, typed: str = "", **changes: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the product to its end."""
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=PROJECT,
        env=make_environment(**changes),
        input=typed,
        capture_output=True,
        text=True,
        timeout=90,
    )


def run_with_bookings(database: Path, **changes: str) -> "subprocess.CompletedProcess[str]":
    """`python -m assistant.run`, apart from all others, with this booking database."""
    settings = {**settings_apart(database.parent), "BOOKING_DATABASE": str(database)}
    return run_module("assistant.run", **{**settings, **changes})


@pytest.fixture
def started(model: Path, tmp_path: Path) -> "Iterator[subprocess.Popen[str]]":
    """`python -m assistant.run` on free ports; its output stands in `output` of the folder."""
    environment = make_environment(**settings_apart(tmp_path))
    with (tmp_path / "output").open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.run"],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    yield process
    left = family_of(process) if process.poll() is None else []
    for member in left:
        member.kill()
    process.wait()


def test_whole_product_answers_outlives_a_crash_and_ends_with_an_interrupt(
    started: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    """The printed addresses answer, a killed process comes back, Ctrl-C leaves nothing behind."""
    output = tmp_path / "output"
    address = _wait_for(ADDRESS, started, output)
    _check_answer(address)
    assert f"curl -s {address}" in output.read_text(encoding="utf-8")
    welcome = requests.get(_wait_for(WELCOME, started, output), timeout=60)
    assert welcome.status_code == 200, "the first account can be made"

    family = family_of(started)
    assert len(family) >= 6, "the keeper, actions, dispatcher, Rasa, trainer, console"
    ports, listening = list_doors(family)
    assert len(ports) == 3
    assert listening == {"127.0.0.1"}, "nothing listens beyond the loopback"

    for name in ("rasa run", "assistant.console", "assistant.trainer"):
        find_process(started, name).kill()
    _wait_until(lambda: list_doors(family_of(started))[0] == ports, started, output)
    _wait_until(lambda: has_process(started, "assistant.trainer"), started, output)
    _check_answer(address)
    assert requests.get(f"{welcome.url}", timeout=60).status_code == 200
    served = str(tmp_path / "releases" / "0001" / "model.tar.gz")
    assert served in find_process(started, "rasa run").cmdline(), "the live release"

    family = family_of(started)
    started.send_signal(signal.SIGINT)
    _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
    assert [member.pid for member in alive] == []
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("setting", ["ASSISTANT_PORT", "ACTIONS_PORT", "CONSOLE_PORT"])
def test_taken_port_is_named_with_its_setting(setting: str, tmp_path: Path) -> None:
    """The error says which port is taken and how to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        run = run_module("assistant.run", **{**settings_apart(tmp_path), setting: port})
    assert run.returncode == 1
    _check_one_line(run.stderr, port, setting)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ASSISTANT_PORT", "http"),
        ("SENDER_RATE_LIMIT", "lots"),
        ("MAX_MESSAGE_CHARACTERS", "-1"),
        ("TURN_TIMEOUT_SECONDS", "0"),
    ],
)
def test_invalid_setting_is_said_in_one_line(setting: str, value: str) -> None:
    """The line names the setting, its value and what was wanted."""
    run = run_module("assistant.run", **{setting: value})
    assert run.returncode == 1
    _check_one_line(run.stderr, f"{setting} is '{value}'", "Use a")


def test_database_in_place_of_which_stands_a_folder_is_said_in_one_line(tmp_path: Path) -> None:
    """The line names the file; nothing is started."""
    run = run_with_bookings(tmp_path)
    assert run.returncode == 1
    _check_one_line(run.stderr, f"The bookings cannot be kept in '{tmp_path}'")
    assert "Starting" not in run.stdout


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"BOOKING_SYSTEM": "fax"}, "BOOKING_SYSTEM is 'fax'. Use one of: desk, webhook, caldav."),
        ({"BOOKING_SYSTEM": "webhook"}, "BOOKING_WEBHOOK_URL is not set"),
        ({"BOOKING_SYSTEM": "caldav"}, "BOOKING_CALDAV_URL is not set"),
        ({"BOOKING_DATABASE": "mysql://u:hushhush@db.example/b"}, "Use a SQLite file or a Postgre"),
        (
            {
                "BOOKING_SYSTEM": "webhook",
                "BOOKING_WEBHOOK_URL": "https://clinic.example/",
                "BOOKING_WEBHOOK_SECRET": "hushhush",
            },
            "BOOKING_WEBHOOK_SECRET",
        ),
        (
            {
                "BOOKING_SYSTEM": "webhook",
                "BOOKING_WEBHOOK_URL": "http://u:hushhush@clinic.example/",
                "BOOKING_WEBHOOK_SECRET": "whsec_aHVzaGh1c2g=",
            },
            "BOOKING_WEBHOOK_URL must begin with https:// unless it is on this machine",
        ),
    ],
)
def test_unusable_booking_system_is_said_in_one_line(
    tmp_path: Path, settings: Dict[str, str], words: str
) -> None:
    """The line names the setting and never repeats a password."""
    run = run_with_bookings(tmp_path / "bookings.db", **settings)
    assert run.returncode == 1
    _check_one_line(run.stderr, words)
    assert "hushhush" not in run.stdout + run.stderr


def test_action_server_says_in_one_line_why_it_does_not_start(tmp_path: Path) -> None:
    """Started alone on a database that it cannot use, it ends with the reason at the end."""
    run = subprocess.run(
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(free_port())],
        cwd=PROJECT,
        env=make_environment(BOOKING_DATABASE=str(tmp_path), PYTHONPATH=str(PROJECT)),
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    last = run.stderr.strip().splitlines()[-1]
    assert last.startswith("The action server cannot start: The bookings cannot be kept in ")


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("name: My Clinic\n", "'phone'"),
        ('name: My Clinic\nphone: "555"\ntelefax: "556"\n', "'telefax'"),
        ("- a list\n", "must hold entries"),
        ("name: [unfinished\n", "not readable as YAML"),
        (None, "no clinic profile"),
    ],
    ids=["missing entry", "unknown entry", "list", "not YAML", "no file"],
)
def test_invalid_clinic_profile_is_said_in_one_line(
    profile: "str | None", words: str, tmp_path: Path
) -> None:
    """The line names the file and the entry."""
    file = tmp_path / "clinic.yml"
    if profile is not None:
        file.write_text(profile, encoding="utf-8")
    run = run_module(
        "assistant.run",
        **{**settings_apart(tmp_path), "CLINIC_PROFILE": str(file)},
    )
    assert run.returncode == 1
    _check_one_line(run.stderr, "clinic.yml", words)


def test_conversation_in_the_terminal(product: Product) -> None:
    """`assistant.chat` shows answers with numbered suggestions, and a number asks one of them."""
    run = run_module("assistant.chat", "is it safe?\n\n1\nquit\n", **_ports_of(product))
    assert run.returncode == 0, run.stderr
    assert "From our guide" in run.stdout
    first, second = run.stdout.split("[1] ", 2)[1:]
    assert first.startswith("What are the side effects and risks?")
    assert "side effects" in second or "side effects" in first
    assert run.stdout.count("you> ") == 4
    assert "Starting the assistant" not in run.stdout, "the running one is used"


def test_conversation_ends_with_the_input(product: Product) -> None:
    """Ctrl-D leaves without an error."""
    run = run_module("assistant.chat", "hello\n", **_ports_of(product))
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr


def _ports_of(product: Product) -> Dict[str, str]:
    return {
        "ASSISTANT_PORT": str(product.settings.assistant_port),
        "ACTIONS_PORT": str(product.settings.actions_port),
    }


def _check_one_line(stderr: str, *words: str) -> None:
    lines = stderr.strip().splitlines()
    assert len(lines) == 1, stderr
    for part in words:
        assert part in lines[0], stderr


def _check_answer(address: str) -> None:
    answer = requests.post(address, json={"sender": "s", "message": "is it safe?"}, timeout=60)
    assert answer.status_code == 200
    assert answer.json()[0]["metadata"]["topic"] == "faq/safety"


def _wait_for(pattern: "re.Pattern[str]", process: "subprocess.Popen[str]", output: Path) -> str:
    """What the pattern finds in the output, once it is there."""
    _wait_until(lambda: pattern.search(output.read_text(encoding="utf-8")), process, output)
    found = pattern.search(output.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def _wait_until(is_so: Callable[[], Any], process: "subprocess.Popen[str]", output: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_so():
        printed = output.read_text(encoding="utf-8")[-2000:]
        assert process.poll() is None, printed
        assert time.monotonic() < deadline, printed
        time.sleep(0.2)
