"""One-time links, as whoever gets one uses it."""

from datetime import datetime, timezone

from assistant.console.accounts.opening import first_link
from assistant.console.accounts.roles import Role
from tests.console.running_console import PASSWORD, RunningConsole

CHOSEN = {"password": PASSWORD, "again": PASSWORD}


def test_first_start_to_first_colleague(console: RunningConsole) -> None:
    """The printed link makes the first admin, who signs in; then there is no such link more."""
    link = first_link(console.settings)
    assert link is not None
    assert link.startswith(f"{console.url}/welcome/")
    path = link.replace(console.url, "")
    person = console.visit()
    assert "You make the first account" in person.get(path).text
    for fields, words in (
        ({"name": "Ann Lee", "password": PASSWORD, "again": "another"}, "not the same"),
        ({"name": "Ann Lee", "password": "short", "again": "short"}, "12 or more"),
        ({"name": " ", **CHOSEN}, "name is empty"),
    ):
        answer = person.post(path, fields)
        assert answer.status_code == 422
        assert words in answer.text
        assert PASSWORD not in answer.text
    answer = person.post(path, {"name": "Ann Lee", **CHOSEN})
    assert answer.url == f"{console.url}/sign-in"
    assert "Sign in now as Ann Lee" in answer.text
    answer = person.post("/sign-in", {"name": "Ann Lee", "password": PASSWORD, "next": "/accounts"})
    assert answer.status_code == 200
    assert first_link(console.settings) is None
    answer = console.visit().get(path)
    assert answer.status_code == 404
    assert "Ask an admin for a new one" in answer.text


def test_invited_colleague_cannot_choose_another_name(console: RunningConsole) -> None:
    """The link is for one account; whoever was signed in in that browser is not any more."""
    now = datetime.now(timezone.utc)
    token = console.rooms.accounts.accounts.invite("Bo", Role.VIEWER, "Ann", now)
    person = console.sign_in(Role.ADMIN)
    assert "Welcome, Bo" in person.get(f"/welcome/{token}").text
    answer = person.post(f"/welcome/{token}", {"name": "Mallory", **CHOSEN})
    assert "Sign in now as Bo" in answer.text
    assert person.get("/account").url.startswith(f"{console.url}/sign-in")
    assert person.post(f"/welcome/{token}", CHOSEN).status_code == 404


def test_made_up_links_open_nothing(console: RunningConsole) -> None:
    """However they look."""
    for token in ("x", "x" * 5000, "%00", "%C3%A9"):
        assert console.visit().get(f"/welcome/{token}").status_code == 404
