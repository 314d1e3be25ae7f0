"""The accounts' page, and one's own."""

import re
from typing import Any

import pytest
import requests

from assistant.console.accounts.roles import Role
from tests.console.running_console import PASSWORD, RunningConsole

LINK = re.compile(r'id="link" value="([^"]+)"')


@pytest.fixture
def console(shared_console: RunningConsole) -> RunningConsole:
    """One console for all of these, with colleagues of their own."""
    return shared_console


def read_link(answer: requests.Response) -> str:
    """The path of the link that the page shows."""
    found = LINK.search(answer.text)
    assert found is not None, answer.text
    return found.group(1).partition("127.0.0.1:")[2].partition("/")[2]


def test_admin_invites_a_colleague(console: RunningConsole) -> None:
    """The link is shown once, and leads to an account with the chosen role."""
    admin = console.sign_in(Role.ADMIN)
    answer = admin.post("/accounts", {"name": " Bo  Ek ", "role": "publisher"})
    assert answer.status_code == 200
    path = f"/{read_link(answer)}"
    assert "no password yet" in answer.text
    assert LINK.search(admin.get("/accounts").text) is None
    colleague = console.visit()
    assert "Welcome, Bo Ek" in colleague.get(path).text
    colleague.post(path, {"password": PASSWORD, "again": PASSWORD})
    answer = colleague.post("/sign-in", {"name": "Bo Ek", "password": PASSWORD, "next": "/account"})
    assert "publisher" in answer.text
    assert colleague.get("/accounts").status_code == 403


def test_names_that_cannot_be_are_said_beside_the_form(console: RunningConsole) -> None:
    """What was typed stays."""
    admin = console.sign_in(Role.ADMIN)
    admin.post("/accounts", {"name": "Fay", "role": "viewer"})
    answer = admin.post("/accounts", {"name": "fay", "role": "viewer"})
    assert answer.status_code == 422
    assert "already" in answer.text
    assert 'value="fay"' in answer.text
    assert admin.post("/accounts", {"name": "", "role": "viewer"}).status_code == 422
    assert admin.post("/accounts", {"name": "Gil", "role": "boss"}).status_code == 400
    answer = admin.post("/accounts", {"name": "<b>Hal</b>", "role": "viewer"})
    assert "&lt;b&gt;Hal&lt;/b&gt;" in answer.text
    assert "<b>Hal" not in answer.text


def test_admin_changes_a_role(console: RunningConsole) -> None:
    """Its colleague has to sign in anew."""
    admin, colleague = console.sign_in(Role.ADMIN), console.sign_in(Role.EDITOR, "Ida")
    answer = admin.post("/accounts/role", {"name": "Ida", "role": "viewer"})
    assert "Ida is viewer now" in answer.text
    assert colleague.get("/account").url.startswith(f"{console.url}/sign-in")


def test_admin_makes_a_new_link(console: RunningConsole) -> None:
    """The old password is over at once; for oneself there is another page."""
    console.make_account("Jan", Role.VIEWER)
    admin = console.sign_in(Role.ADMIN)
    answer = admin.post("/accounts/link", {"name": "Jan"})
    assert console.rooms.accounts.accounts.check("Jan", PASSWORD) is None
    assert "Welcome, Jan" in console.visit().get(f"/{read_link(answer)}").text
    answer = admin.post("/accounts/link", {"name": "Test admin"})
    assert answer.url == f"{console.url}/account"


def test_admin_disables_and_enables(console: RunningConsole) -> None:
    """With words for each."""
    admin, colleague = console.sign_in(Role.ADMIN), console.sign_in(Role.EDITOR, "Kim")
    answer = admin.post("/accounts/disable", {"name": "Kim"})
    assert "Kim can no longer sign in." in answer.text
    assert colleague.get("/account").url.startswith(f"{console.url}/sign-in")
    answer = admin.post("/accounts/enable", {"name": "Kim"})
    assert "Kim can sign in again." in answer.text
    answer = admin.post("/accounts/enable", {"name": "Nobody"})
    assert "no account &#39;Nobody&#39;" in answer.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.PUBLISHER])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("get", "/accounts"), ("get", "/audit"), ("get", "/audit.csv"), ("post", "/accounts")),
        *(("post", f"/accounts/{what}") for what in ("link", "role", "disable", "enable")),
    ],
)
def test_accounts_are_for_admins_only(
    console: RunningConsole, role: Role, method: str, path: str
) -> None:
    """Everybody else sees that they exist and whom to ask, in words, and changes nothing."""
    person = console.sign_in(role)
    ask: Any = getattr(person, method)
    assert ask(path).status_code == 403
    assert 'href="/accounts"' not in person.get("/account").text


def test_last_admin_stays(console: RunningConsole) -> None:
    """Nobody can lock everybody out, not even an admin oneself."""
    for account in console.rooms.accounts.accounts.list():
        if account.role == Role.ADMIN and not account.is_invited:
            raise AssertionError("Only this test makes an admin with a password.")
    console.make_account("Lou", Role.ADMIN)
    admin = console.sign_in(Role.ADMIN, "Lou")
    answer = admin.post("/accounts/disable", {"name": "Lou"})
    assert "only admin who can sign in" in answer.text
    answer = admin.post("/accounts/role", {"name": "Lou", "role": "viewer"})
    assert "only admin who can sign in" in answer.text
    assert admin.get("/accounts").status_code == 200


def test_own_password_is_changed(console: RunningConsole) -> None:
    """With the old one; other browsers are signed out, this one goes on."""
    console.make_account("Mia", Role.VIEWER)
    here, there = (console.sign_in(Role.VIEWER, "Mia") for _ in range(2))
    assert "signed in in 2 browsers" in here.get("/account").text
    new = "another kettle orchard"
    for fields, words in (
        ({"old": PASSWORD, "password": new, "again": "x"}, "not the same"),
        ({"old": "wrong", "password": new, "again": new}, "have now is not right"),
        ({"old": PASSWORD, "password": "mia", "again": "mia"}, "12 or more"),
    ):
        answer = here.post("/account/password", fields)
        assert answer.status_code == 422
        assert words in answer.text
    answer = here.post("/account/password", {"old": PASSWORD, "password": new, "again": new})
    assert "The new password is kept." in answer.text
    assert here.get("/account").status_code == 200
    assert there.get("/account").url.startswith(f"{console.url}/sign-in")
    assert console.rooms.accounts.accounts.check("Mia", new) is not None


def test_signing_out_everywhere(console: RunningConsole) -> None:
    """In every browser, this one too."""
    here, there = (console.sign_in(Role.VIEWER, "Ned") for _ in range(2))
    answer = here.post("/account/sign-out")
    assert "You are signed out everywhere." in answer.text
    for person in (here, there):
        assert person.get("/account").url.startswith(f"{console.url}/sign-in")
