"""Tokens that nobody can make up, and the secret behind them."""

import stat
import subprocess
import sys
from pathlib import Path
from typing import List

import pytest
from itsdangerous import TimestampSigner

from assistant.channels.incoming_message import RejectedMessage
from assistant.channels.visitor_ids import UnusableSecret, VisitorIds, load_secret
from assistant.settings import PROJECT
from tests.clock import Clock

SECRET = "a secret of the tests, which is long enough"
HOUR = 3600


def _code_of(ids: VisitorIds, token: str) -> str:
    with pytest.raises(RejectedMessage) as caught:
        ids.read(token)
    assert caught.value.status == 401
    return caught.value.code


def test_token_names_one_visitor() -> None:
    """A token gives the same id each time, and another token another id."""
    ids = VisitorIds(SECRET, HOUR)
    first, second = ids.issue(), ids.issue()
    assert ids.read(first) == ids.read(first) != ids.read(second)
    assert ids.read(first).startswith("website-")
    assert len(ids.read(first)) <= 255


def test_token_does_not_tell_the_id() -> None:
    """Who has a token, but not the secret, does not know the name of the conversation."""
    ids = VisitorIds(SECRET, HOUR)
    token = ids.issue()
    name = ids.read(token).removeprefix("website-")
    assert not any(part in name or name in part for part in token.split("."))


def test_fresh_token_is_of_the_same_visitor(clock: Clock) -> None:
    """Renewing moves the end of the session and nothing else."""
    ids = VisitorIds(SECRET, HOUR, clock)
    token = ids.issue()
    clock.now += HOUR - 1
    fresh = ids.renew(token)
    assert fresh != token
    clock.now += 2
    assert _code_of(ids, token) == "session_expired"
    assert ids.read(fresh).startswith("website-")
    with pytest.raises(RejectedMessage):
        ids.renew(token)


def test_every_changed_character_is_noticed() -> None:
    """No character of a token can be another one, but for unused bits of the last."""
    ids = VisitorIds(SECRET, HOUR)
    token = ids.issue()
    for position, character in enumerate(token[:-1]):
        other = "A" if character != "A" else "B"
        changed = token[:position] + other + token[position + 1 :]
        assert _code_of(ids, changed) == "session_invalid"


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "\u00e9.\ud800.x", "website-x", "x" * 9000]
)
def test_nonsense_is_invalid(token: str) -> None:
    """Whatever is offered, the answer is 401."""
    assert _code_of(VisitorIds(SECRET, HOUR), token) == "session_invalid"


def test_other_secrets_and_other_purposes_do_not_count() -> None:
    """What another server signed, or this secret for another purpose, is no token."""
    ids = VisitorIds(SECRET, HOUR)
    assert _code_of(ids, VisitorIds("x" * 40, HOUR).issue()) == "session_invalid"
    assert _code_of(ids, TimestampSigner(SECRET).sign("a" * 32).decode()) == "session_invalid"


def test_secret_that_is_set_is_used(tmp_path: Path) -> None:
    """With a secret in the settings no file is made."""
    file = tmp_path / "secret"
    assert load_secret(SECRET, file) == SECRET
    assert not file.exists()


def test_secret_is_made_once(tmp_path: Path) -> None:
    """Without one a secret is made, for this user only, and stays the same."""
    file = tmp_path / "state" / "website_secret"
    secret = load_secret(None, file)
    assert len(secret) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert load_secret(None, file) == secret
    assert list(file.parent.iterdir()) == [file]


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    """Several processes at once all get the one secret that is kept."""
    file = tmp_path / "website_secret"
    code = (
        "import sys; from pathlib import Path; sys.stdin.readline()\n"
        "from assistant.channels.visitor_ids import load_secret\n"
        "sys.stdout.write('ready\\n'); sys.stdout.flush(); sys.stdin.readline()\n"
        "print(load_secret(None, Path(sys.argv[1])))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        for _ in range(3)
    ]
    secrets: List[str] = []
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        secrets.append(process.communicate(timeout=60)[0].strip())
    assert set(secrets) == {file.read_text()}
    assert list(tmp_path.iterdir()) == [file]


def test_who_comes_second_keeps_the_first_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that another process made in the meantime is left in place and used."""
    file = tmp_path / "website_secret"
    file.write_text("the first one, which is long enough")
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert load_secret(None, file) == "the first one, which is long enough"
    assert list(tmp_path.iterdir()) == [file]


def test_secret_that_cannot_be_kept(tmp_path: Path) -> None:
    """A place that cannot be written, a short secret and one that is no text say what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableSecret, match=r"cannot be kept.*WEBSITE_SECRET"):
        load_secret(None, tmp_path / "file" / "secret")
    short = tmp_path / "short"
    short.write_text("abc")
    with pytest.raises(UnusableSecret, match=r"too short.*WEBSITE_SECRET"):
        load_secret(None, short)
    short.write_bytes(b"\xff" * 64)
    with pytest.raises(UnusableSecret, match="not plain text"):
        load_secret(None, short)
