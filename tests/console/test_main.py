"""The console as a process: how it starts, stops, and says why it cannot."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator

import pytest

from assistant.console.__main__ import ERRORS, serve
from assistant.console.accounts.opening import first_link
from assistant.processes import ProcessPlan, wait_until_healthy
from assistant.settings import PROJECT, load_settings
from assistant.staff_commands import run_command
from tests.conftest import free_port
from tests.console.running_console import PASSWORD, Person


@pytest.fixture
def environment(tmp_path: Path) -> Dict[str, str]:
    """Settings with databases of their own."""
    return {
        **os.environ,
        "CONSOLE_PORT": str(free_port()),
        **{
            f"{name}_DATABASE": str(tmp_path / f"{name.lower()}.db")
            for name in ("CONSOLE", "REVIEW", "RELEASE", "BOOKING", "TRACKER")
        },
        "RELEASES_FOLDER": str(tmp_path / "releases"),
        "CONSOLE_SECRET": "the secret of the console's tests",
        "RELEASE_SECRET": "the secret of the releases' tests",
        "STAFF_PHRASINGS": str(tmp_path / "staff_phrasings.yml"),
        "STAFF_PHRASINGS_HISTORY": str(tmp_path / "history.jsonl"),
        "STAFF_ANSWERS": str(tmp_path / "staff_answers.yml"),
        "STAFF_ANSWERS_HISTORY": str(tmp_path / "answers.jsonl"),
    }


def start(environment: Dict[str, str]) -> "subprocess.Popen[str]":
    """Start the console's process."""
    return subprocess.Popen(
        [sys.executable, "-m", "assistant.console"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def process(environment: Dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A running console."""
    started = start(environment)
    url = f"http://127.0.0.1:{environment['CONSOLE_PORT']}"
    plan = ProcessPlan("console", (), f"{url}/health")
    try:
        wait_until_healthy(plan, lambda: started.poll() is None)
        yield started
    finally:
        started.kill()
        started.communicate()


def test_first_start_to_signed_in(
    process: "subprocess.Popen[str]", environment: Dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process prints the link, as `make run` does; a killed console forgets nobody."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    link = first_link(load_settings())
    assert link is not None
    url, _, path = link.partition("/welcome/")
    person = Person(url)
    person.get(f"/welcome/{path}")
    person.post(f"/welcome/{path}", {"name": "Ann", "password": PASSWORD, "again": PASSWORD})
    answer = person.post("/sign-in", {"name": "Ann", "password": PASSWORD, "next": "/account"})
    assert "signed in as <strong>Ann</strong>" in answer.text
    process.kill()
    process.wait()
    again = start(environment)
    try:
        plan = ProcessPlan("console", (), f"{url}/health")
        wait_until_healthy(plan, lambda: again.poll() is None)
        assert "signed in as <strong>Ann</strong>" in person.get("/account").text
        # Asked to stop, it does so without a word.
        again.terminate()
        assert again.communicate(timeout=30) == ("", "")
    finally:
        again.kill()
        again.communicate()


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("CONSOLE_PORT", "x", "CONSOLE_PORT is 'x'."),
        ("CONSOLE_DATABASE", "mysql://u:hunter2@h/d", "Use a SQLite file or a PostgreSQL"),
        ("CLINIC_PROFILE", "none.yml", "There is no clinic profile"),
        ("CONSOLE_SECRET", "short", "CONSOLE_SECRET is too short."),
    ],
)
def test_start_that_cannot_be_says_why(
    environment: Dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    value: str,
    words: str,
) -> None:
    """In one line, with status 1."""
    for name, kept in {**environment, setting: value}.items():
        monkeypatch.setenv(name, kept)
    assert run_command(serve, ERRORS) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert words in err
    assert "hunter2" not in err


def test_port_that_is_taken_is_said(
    environment: Dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the setting that chooses another."""
    for name, kept in environment.items():
        monkeypatch.setenv(name, kept)
    with socket.create_server(("127.0.0.1", int(environment["CONSOLE_PORT"]))):
        assert run_command(serve, ERRORS) == 1
    err = capsys.readouterr().err
    assert "is in use by another program" in err
    assert "CONSOLE_PORT=" in err


def test_console_starts_without_rasa(environment: Dict[str, str]) -> None:
    """Nor with what Rasa needs: it has to be there within moments."""
    code = (
        "import sys; import assistant.console.__main__; "
        "print(sorted({'rasa', 'tensorflow', 'sklearn', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")
