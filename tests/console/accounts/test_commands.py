"""The commands for accounts, as an operator runs them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Dict

import pytest

from assistant.console.accounts import commands, opening
from assistant.console.accounts.passwords import Passwords
from assistant.settings import PROJECT
from tests.console.accounts.conftest import NOW
from tests.console.running_console import PASSWORD, QUICK

LINK = re.compile(r"^http://127\.0\.0\.1:5080/welcome/([\w-]{43})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty database and a secret of the tests."""
    for name in ("CONSOLE_ADDRESS", "CONSOLE_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CONSOLE_DATABASE", str(tmp_path / "console.db"))
    monkeypatch.setenv("CONSOLE_SECRET", "the secret of the tests of accounts")
    monkeypatch.setattr(opening, "Passwords", lambda: Passwords(QUICK))


def read_link(text: str) -> str:
    """The token of the link that was printed."""
    found = LINK.search(text)
    assert found is not None, text
    return found.group(1)


def test_empty_list_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    """On the side, so that a pipe gets the list only."""
    assert commands.main([]) == 0
    out, err = capsys.readouterr()
    assert out == "No accounts yet.\n"
    assert "make accounts DO=" in err


def test_link_makes_the_first_account_an_admin(capsys: pytest.CaptureFixture[str]) -> None:
    """And the next ones editors, unless told otherwise; the list shows them."""
    assert commands.main(["link", "Ann", "Lee"]) == 0
    out, err = capsys.readouterr()
    assert "For Ann Lee, admin" in err
    work = commands._start_work()
    work.accounts.use_link(read_link(out), "", PASSWORD, work.now)
    assert commands.main(["link", "Bo"]) == 0
    assert "For Bo, editor" in capsys.readouterr().err
    assert commands.main(["link", "Cy", "--role", "viewer"]) == 0
    capsys.readouterr()
    assert commands.main(["list"]) == 0
    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    cells = [[cell.strip() for cell in line if cell] for line in lines]
    assert cells == [
        ["name", "role", "state", "last signed in"],
        ["Ann Lee", "admin", "can sign in", "never"],
        ["Bo", "editor", "no password yet", "never"],
        ["Cy", "viewer", "no password yet", "never"],
    ]


def test_link_lets_a_locked_out_admin_in_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Also the only one, who may have forgotten the password; a role can be given back."""
    work = commands._start_work()
    token = work.accounts.invite("Ann", commands.Role.ADMIN, "tests", work.now)
    work.accounts.use_link(token, "", PASSWORD, work.now)
    assert commands.main(["link", "ann"]) == 0
    assert work.accounts.check("Ann", PASSWORD) is None
    work.accounts.use_link(read_link(capsys.readouterr().out), "", PASSWORD, work.now)
    assert work.accounts.check("Ann", PASSWORD) is not None
    assert commands.main(["link", "Bo", "--role", "viewer"]) == 0
    assert commands.main(["link", "Bo", "--role", "admin"]) == 0
    assert "For Bo, admin" in capsys.readouterr().err
    assert work.accounts.find("Bo").role == commands.Role.ADMIN


def test_disable_and_enable(capsys: pytest.CaptureFixture[str]) -> None:
    """The last admin and unknown names are refused in one line; the audit knows who it was."""
    work = commands._start_work()
    for name in ("Ann", "Bo"):
        token = work.accounts.invite(name, commands.Role.ADMIN, "tests", NOW)
        work.accounts.use_link(token, "", PASSWORD, NOW)
    assert commands.main(["disable", "bo"]) == 0
    assert capsys.readouterr().out == "Bo can no longer sign in.\n"
    assert commands.main(["disable", "Ann"]) == 1
    assert "only admin who can sign in" in capsys.readouterr().err
    assert commands.main(["enable", "Bo"]) == 0
    assert commands.main(["enable", "Nobody"]) == 1
    assert capsys.readouterr().err.startswith("There is no account 'Nobody'.")
    room = commands.open_accounts(work.settings)
    who = {entry.who for entry in room.audit.list(9, what="account.disabled")}
    assert len(who) == 1
    assert "command line" in str(who.pop())


def test_unknown_role_is_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    """The message names those that there are."""
    with pytest.raises(SystemExit) as caught:
        commands.main(["link", "Bo", "--role", "boss"])
    assert caught.value.code == 2
    assert "viewer, editor, publisher, admin" in capsys.readouterr().err


def test_command_runs_as_a_program(tmp_path: Path) -> None:
    """A setting that cannot be used is said on one line, without a traceback."""
    environment: Dict[str, str] = {**os.environ, "CONSOLE_DATABASE": "mysql://u:p@h/d"}
    run = subprocess.run(
        [sys.executable, "-m", "assistant.console.accounts.commands", "list"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "Use a SQLite file or a PostgreSQL database" in run.stderr
