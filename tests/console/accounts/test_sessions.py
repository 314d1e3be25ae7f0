"""Sessions: how long they last and how they end."""

from datetime import timedelta

import pytest

from assistant.console.accounts.opening import AccountsRoom
from assistant.console.accounts.records import User
from assistant.console.accounts.roles import Role
from assistant.console.accounts.sessions import IDLE
from tests.console.accounts.conftest import HOUR, NOW


@pytest.fixture
def user(room: AccountsRoom) -> User:
    """Somebody with an account."""
    room.accounts.invite("Ann Lee", Role.PUBLISHER, "tests", NOW)
    account = room.accounts.find("Ann Lee")
    return User(account.id, account.name, account.role)


def begin(room: AccountsRoom) -> str:
    """Sign Ann in."""
    return room.sessions.begin(room.accounts.find("Ann Lee"), NOW, "10.0.0.7")


def test_session_knows_its_user(room: AccountsRoom, user: User) -> None:
    """Only by its token; the sign-in is in the audit, with the address, and in the account."""
    token = begin(room)
    assert room.sessions.find(token, NOW) == user
    assert room.sessions.find(f"{token}x", NOW) is None
    assert room.sessions.find("", NOW) is None
    entry = room.audit.list(1)[0]
    assert (entry.who, entry.what) == ("Ann Lee", "account.signed_in")
    assert entry.address == "10.0.0.7"
    assert room.accounts.find("Ann Lee").signed_in_at == NOW


def test_session_ends_when_nobody_uses_it(room: AccountsRoom, user: User) -> None:
    """Two hours after it was last used, not after it began."""
    token = begin(room)
    assert room.sessions.find(token, NOW + HOUR) == user
    assert room.sessions.find(token, NOW + HOUR + IDLE - timedelta(seconds=1)) == user
    assert room.sessions.find(token, NOW + 2 * HOUR + 2 * IDLE) is None


def test_pages_that_refresh_themselves_do_not_keep_it_open(room: AccountsRoom, user: User) -> None:
    """A page left open over night signs out."""
    token = begin(room)
    assert room.sessions.find(token, NOW + HOUR, is_active=False) == user
    assert room.sessions.find(token, NOW + IDLE + timedelta(seconds=1), is_active=False) is None


def test_session_ends_after_its_hours_however_busy(room: AccountsRoom, user: User) -> None:
    """Twelve, as these settings say; what has ended is removed at the next sign-in."""
    token = begin(room)
    for hour in range(12):
        assert room.sessions.find(token, NOW + hour * HOUR) == user
    assert room.sessions.find(token, NOW + 12 * HOUR) is None


def test_sign_out_ends_this_session_only(room: AccountsRoom, user: User) -> None:
    """The other browser stays signed in, until everything is ended."""
    here, there = begin(room), begin(room)
    assert room.sessions.count(user, NOW) == 2
    room.sessions.end(here, user, NOW)
    assert room.sessions.find(here, NOW) is None
    assert room.sessions.find(there, NOW) == user
    begin(room)
    assert room.sessions.end_all(user, NOW) == 2
    assert room.sessions.find(there, NOW) is None
    assert room.sessions.count(user, NOW) == 0
    assert [one.what for one in room.audit.list(1)] == ["account.signed_out_everywhere"]


def test_sessions_of_others_stay(room: AccountsRoom, user: User) -> None:
    """Signing out everywhere concerns oneself."""
    room.accounts.invite("Bo", Role.VIEWER, "tests", NOW)
    other = room.sessions.begin(room.accounts.find("Bo"), NOW)
    room.sessions.end_all(user, NOW)
    found = room.sessions.find(other, NOW)
    assert found is not None
    assert (found.name, found.role) == ("Bo", Role.VIEWER)
