"""Accounts: the first one, invitations, links, roles, and what is never left without an admin."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import List, Optional

import pytest
from argon2 import PasswordHasher

from assistant.console.accounts.accounts import LINK_LIFE, Accounts
from assistant.console.accounts.opening import AccountsRoom
from assistant.console.accounts.passwords import Passwords
from assistant.console.accounts.records import (
    Account,
    AccountError,
    ImpossibleAccount,
    UnknownAccount,
    UnusablePassword,
    UsedLink,
)
from assistant.console.accounts.roles import Role
from tests.console.accounts.conftest import HOUR, NOW
from tests.console.running_console import PASSWORD
from tests.room_databases import run_sql


def make_admin(room: AccountsRoom, name: str = "Ann Lee") -> Account:
    """An admin who can sign in."""
    return make_account(room, name, Role.ADMIN)


def make_account(room: AccountsRoom, name: str, role: Role) -> Account:
    """A colleague who can sign in."""
    token = room.accounts.invite(name, role, "tests", NOW)
    return room.accounts.use_link(token, "", PASSWORD, NOW)


def list_events(room: AccountsRoom) -> List[str]:
    """What the audit says happened, the oldest first."""
    return [entry.what for entry in room.audit.list(100)][::-1]


def test_first_link_makes_the_first_admin_once(room: AccountsRoom) -> None:
    """Nobody can sign in before; the name and password are chosen by whoever opens the link."""
    token = room.accounts.make_first_link(NOW)
    assert token is not None
    assert room.accounts.is_empty()
    assert room.accounts.read_link(token, NOW).account is None
    account = room.accounts.use_link(token, "  Ann   Lee ", PASSWORD, NOW, "10.0.0.7")
    assert (account.name, account.role, account.is_invited) == ("Ann Lee", Role.ADMIN, False)
    assert room.accounts.check("Ann Lee", PASSWORD) == account
    with pytest.raises(UsedLink, match="make accounts"):
        room.accounts.use_link(token, "Mallory", PASSWORD, NOW)
    assert room.accounts.make_first_link(NOW) is None
    entry = room.audit.list(1)[0]
    assert (entry.who, entry.what, entry.address) == ("Ann Lee", "account.first_made", "10.0.0.7")


def test_a_second_first_link_ends_the_one_before(room: AccountsRoom) -> None:
    """Each start of the product prints one; only the last that was printed is good."""
    earlier, later = (room.accounts.make_first_link(NOW) for _ in range(2))
    assert earlier is not None
    assert later is not None
    with pytest.raises(UsedLink):
        room.accounts.read_link(earlier, NOW)
    room.accounts.use_link(later, "Ann Lee", PASSWORD, NOW)


def test_two_who_open_the_first_link_make_one_account(room: AccountsRoom) -> None:
    """The link is used once also when both send their form at the same moment."""
    token = room.accounts.make_first_link(NOW)
    assert token is not None

    def use(name: str) -> Optional[Account]:
        try:
            return room.accounts.use_link(token or "", name, PASSWORD, NOW)
        except UsedLink:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [one for one in pool.map(use, [f"Person {n}" for n in range(8)]) if one]
    assert len(made) == 1
    assert room.accounts.list() == tuple(made)


def test_link_ends_after_a_day(room: AccountsRoom) -> None:
    """And its account can be given another."""
    token = room.accounts.invite("Bo", Role.EDITOR, "Ann", NOW)
    room.accounts.read_link(token, NOW + LINK_LIFE - timedelta(seconds=1))
    with pytest.raises(UsedLink):
        room.accounts.read_link(token, NOW + LINK_LIFE)
    with pytest.raises(UsedLink):
        room.accounts.use_link(token, "", PASSWORD, NOW + LINK_LIFE)
    again = room.accounts.make_link("Bo", "Ann", NOW + LINK_LIFE)
    assert not room.accounts.use_link(again, "", PASSWORD, NOW + LINK_LIFE).is_invited


def test_refused_password_leaves_the_link_open(room: AccountsRoom) -> None:
    """Whoever chose a bad one chooses another; a name that is sent along changes nothing."""
    token = room.accounts.invite("Bo", Role.EDITOR, "Ann", NOW)
    with pytest.raises(UnusablePassword, match="Use 12 or more"):
        room.accounts.use_link(token, "", "short", NOW)
    assert room.accounts.use_link(token, "Mallory", PASSWORD, NOW).name == "Bo"


def test_tokens_are_not_kept(room: AccountsRoom, room_url: str) -> None:
    """Whoever reads the database can neither open a link nor continue a session."""
    account = make_admin(room)
    tokens = [
        room.accounts.invite("Bo", Role.EDITOR, "Ann", NOW),
        room.sessions.begin(account, NOW),
    ]
    kept = repr(
        run_sql(room_url, "SELECT * FROM console_links")
        + run_sql(room_url, "SELECT * FROM console_sessions")
        + run_sql(room_url, "SELECT * FROM console_accounts")
    )
    assert not [token for token in tokens if token in kept]
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


@pytest.mark.parametrize("name", ["ann lee", "ANN LEE", " Ann  Lee", "Annlee", "\uff21nn Lee"])
def test_names_that_look_alike_are_one(room: AccountsRoom, name: str) -> None:
    """Nobody can be called almost like a colleague, and whoever types carelessly can sign in."""
    account = make_admin(room)
    with pytest.raises(ImpossibleAccount, match="already"):
        room.accounts.invite(name, Role.VIEWER, "Ann Lee", NOW)
    assert room.accounts.check(name, PASSWORD) == account


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "empty"), ("  ", "empty"), ("x" * 61, "60 characters"), ("a\x00b", "cannot be shown")],
)
def test_names_that_cannot_be(room: AccountsRoom, name: str, words: str) -> None:
    """Each is refused with what to do, and a sign-in with one is a wrong one."""
    with pytest.raises(ImpossibleAccount, match=words):
        room.accounts.invite(name, Role.VIEWER, "Ann", NOW)
    assert room.accounts.check(name, PASSWORD) is None


def test_check_refuses_whoever_cannot_sign_in(room: AccountsRoom) -> None:
    """A wrong password, an unknown name, an invitation not used, a disabled account."""
    make_admin(room)
    make_account(room, "Cy", Role.VIEWER)
    room.accounts.invite("Bo", Role.EDITOR, "Ann", NOW)
    room.accounts.set_disabled("Cy", True, "Ann Lee", NOW)
    for name, password in (
        *(("Ann Lee", f"{PASSWORD} "), ("Ann Lee", ""), ("Nobody", PASSWORD)),
        *(("Bo", PASSWORD), ("Bo", ""), ("Cy", PASSWORD)),
    ):
        assert room.accounts.check(name, password) is None, name


def test_outdated_hash_is_renewed_when_its_owner_signs_in(
    room: AccountsRoom, room_url: str
) -> None:
    """The password stays; only how it is kept becomes today's."""
    make_admin(room)
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    renewing = Accounts(room.database, room.keys, Passwords(stronger))
    assert renewing.check("Ann Lee", PASSWORD) is not None
    assert renewing.check("Ann Lee", PASSWORD) is not None
    [(kept,)] = run_sql(room_url, "SELECT password_hash FROM console_accounts")
    assert "m=16,t=2,p=1" in kept


def test_a_new_link_ends_the_password_and_every_session(room: AccountsRoom) -> None:
    """Somebody whose password may be known to others is safe at once."""
    account = make_admin(room)
    make_admin(room, "Di")
    session = room.sessions.begin(account, NOW)
    first = room.accounts.make_link("Ann Lee", "Di", NOW)
    assert room.sessions.find(session, NOW) is None
    assert room.accounts.check("Ann Lee", PASSWORD) is None
    second = room.accounts.make_link("Ann Lee", "Di", NOW)
    with pytest.raises(UsedLink):
        room.accounts.read_link(first, NOW)
    room.accounts.use_link(second, "", "another kettle orchard", NOW)
    assert room.accounts.check("Ann Lee", "another kettle orchard") is not None


def test_password_change_ends_sessions_and_links(room: AccountsRoom) -> None:
    """Also one that a thief holds."""
    account = make_admin(room)
    session = room.sessions.begin(account, NOW)
    room.accounts.change_password(account.id, "another kettle orchard", NOW)
    assert room.sessions.find(session, NOW) is None
    assert room.accounts.check("Ann Lee", PASSWORD) is None
    assert room.accounts.check("Ann Lee", "another kettle orchard") is not None
    with pytest.raises(UnusablePassword):
        room.accounts.change_password(account.id, "annlee", NOW)
    with pytest.raises(UnknownAccount):
        room.accounts.change_password(account.id + 1, PASSWORD, NOW)


def test_role_change_ends_sessions(room: AccountsRoom) -> None:
    """Nobody goes on with what they may no longer do; the same role again changes nothing."""
    make_admin(room)
    account = make_account(room, "Bo", Role.EDITOR)
    session = room.sessions.begin(account, NOW)
    assert room.accounts.change_role("bo", Role.EDITOR, "Ann Lee", NOW).role == Role.EDITOR
    assert room.sessions.find(session, NOW) is not None
    assert room.accounts.change_role("bo", Role.VIEWER, "Ann Lee", NOW).role == Role.VIEWER
    assert room.sessions.find(session, NOW) is None
    entry = room.audit.list(1)[0]
    assert (entry.who, entry.what) == ("Ann Lee", "account.role_changed")
    assert entry.about == "Bo: editor to viewer"


def test_disabled_account_is_out_at_once_and_can_come_back(room: AccountsRoom) -> None:
    """Its sessions and links end; its password is the old one when it is enabled again."""
    make_admin(room)
    account = make_account(room, "Bo", Role.EDITOR)
    session = room.sessions.begin(account, NOW)
    room.accounts.set_disabled("Bo", True, "Ann Lee", NOW)
    assert room.sessions.find(session, NOW) is None
    with pytest.raises(ImpossibleAccount, match="Enable it first"):
        room.accounts.make_link("Bo", "Ann Lee", NOW)
    room.accounts.set_disabled("Bo", False, "Ann Lee", NOW)
    assert room.sessions.find(session, NOW) is None
    assert room.accounts.check("Bo", PASSWORD) is not None


def test_there_is_always_an_admin(room: AccountsRoom) -> None:
    """Who was only invited, or is disabled, does not count as one."""
    make_admin(room)
    room.accounts.invite("Bo", Role.ADMIN, "Ann Lee", NOW)
    make_admin(room, "Cy")
    room.accounts.set_disabled("Cy", True, "Ann Lee", NOW)
    before = room.accounts.list()
    with pytest.raises(ImpossibleAccount, match="only admin"):
        room.accounts.change_role("Ann Lee", Role.PUBLISHER, "Ann Lee", NOW)
    with pytest.raises(ImpossibleAccount, match="only admin"):
        room.accounts.set_disabled("Ann Lee", True, "Ann Lee", NOW)
    assert room.accounts.list() == before
    room.accounts.set_disabled("Cy", False, "Ann Lee", NOW)
    room.accounts.change_role("Ann Lee", Role.PUBLISHER, "Cy", NOW)


def test_admins_who_demote_each_other_leave_one(room: AccountsRoom) -> None:
    """At the same moment."""
    names = [make_admin(room, f"Admin {letter}").name for letter in "ABCD"]

    def demote(name: str) -> None:
        try:
            room.accounts.change_role(name, Role.VIEWER, "tests", NOW)
        except ImpossibleAccount:
            return

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(demote, names))
    assert [account.role for account in room.accounts.list()].count(Role.ADMIN) == 1


def test_unknown_names_are_said(room: AccountsRoom) -> None:
    """Nothing is changed."""
    for change in (
        lambda: room.accounts.find("Nobody"),
        lambda: room.accounts.change_role("Nobody", Role.ADMIN, "Ann", NOW),
        lambda: room.accounts.set_disabled("Nobody", True, "Ann", NOW),
        lambda: room.accounts.make_link("Nobody", "Ann", NOW),
    ):
        with pytest.raises(AccountError, match="no account 'Nobody'"):
            change()
    assert room.audit.count() == 0


def test_every_change_is_in_the_audit(room: AccountsRoom) -> None:
    """In its order."""
    account = make_admin(room)
    make_account(room, "Bo", Role.EDITOR)
    room.accounts.change_role("Bo", Role.VIEWER, "Ann Lee", NOW)
    room.accounts.set_disabled("Bo", True, "Ann Lee", NOW)
    room.accounts.set_disabled("Bo", True, "Ann Lee", NOW)
    room.accounts.set_disabled("Bo", False, "Ann Lee", NOW)
    room.accounts.make_link("Bo", "Ann Lee", NOW + HOUR)
    room.accounts.change_password(account.id, "another kettle orchard", NOW)
    assert list_events(room) == [
        *("account.invited", "account.password_chosen") * 2,
        *("account.role_changed", "account.disabled", "account.enabled", "account.link_made"),
        "account.password_changed",
    ]
