"""Signing in and out as a person does it."""

import re

import pytest

from assistant.console.accounts.roles import Role
from assistant.console.pages.sign_in import own_path
from tests.console.running_console import PASSWORD, RunningConsole


@pytest.fixture
def console(shared_console: RunningConsole) -> RunningConsole:
    """One console for all of these, with colleagues of their own."""
    return shared_console


def test_sign_in_leads_to_the_page_that_was_asked_for(console: RunningConsole) -> None:
    """With its query, and with a session that was not there before."""
    console.make_account("Ann Lee", Role.ADMIN)
    person = console.visit()
    answer = person.get("/audit?who=Ann&what=account.")
    assert answer.url.startswith(f"{console.url}/sign-in?next=")
    assert 'value="/audit?who=Ann&amp;what=account."' in answer.text
    before = person.browser.cookies.get_dict()
    answer = person.post(
        "/sign-in",
        {"name": "ann lee", "password": PASSWORD, "next": "/audit?who=Ann&what=account."},
    )
    assert answer.url == f"{console.url}/audit?who=Ann&what=account."
    assert "Ann Lee" in answer.text
    assert set(person.browser.cookies.get_dict()) - set(before) == {"clinic_console"}
    # Whoever opens the form again is let through.
    answer = person.get("/sign-in?next=/account")
    assert answer.url == f"{console.url}/account"


def test_wrong_name_and_wrong_password_look_alike(console: RunningConsole) -> None:
    """Nobody learns who has an account; the name stays in its field, the password does not."""
    console.make_account("Bo", Role.VIEWER)
    answers = []
    for name, password in (("Bo", "not the password"), ("Nobody", PASSWORD), ("Bo", "x" * 2000)):
        person = console.visit()
        person.get("/sign-in")
        answer = person.post("/sign-in", {"name": name, "password": password})
        assert answer.status_code == 422
        assert f'value="{name}"' in answer.text
        assert password not in answer.text
        answers.append(re.sub(r'value="[^"]*"|[0-9a-f]{64}', "", answer.text))
    assert answers[0] == answers[1] == answers[2]
    entry = console.rooms.accounts.audit.list(1)[0]
    assert (entry.who, entry.what, entry.address) == (None, "account.refused", "127.0.0.1")


def test_too_many_tries_say_when_to_try_again(console: RunningConsole) -> None:
    """The right password does not help before; a colleague at the same desk gets in."""
    console.make_account("Cy", Role.VIEWER)
    console.make_account("Di", Role.VIEWER)
    person = console.visit()
    person.get("/sign-in")
    statuses = [
        person.post("/sign-in", {"name": "Cy", "password": "wrong"}).status_code for _ in range(5)
    ]
    assert statuses == [422] * 5
    answer = person.post("/sign-in", {"name": "Cy", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Try again in" in answer.text
    answer = person.post("/sign-in", {"name": "Di", "password": PASSWORD, "next": "/account"})
    assert "Your account" in answer.text


def test_sign_out_ends_the_session(console: RunningConsole) -> None:
    """The cookie is removed, and would be worth nothing."""
    person = console.sign_in(Role.VIEWER)
    kept = person.browser.cookies.get_dict()["clinic_console"]
    answer = person.post("/sign-out")
    assert answer.url == f"{console.url}/sign-in"
    assert "You are signed out." in answer.text
    assert "clinic_console" not in person.browser.cookies.get_dict()
    assert "You are signed out." not in person.get("/sign-in").text
    person.browser.cookies.set("clinic_console", kept, domain="127.0.0.1", path="/")
    assert person.get("/account").url.startswith(f"{console.url}/sign-in")


@pytest.mark.parametrize(
    "text",
    [
        *("", "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example"),
        *("javascript:alert(1)", "inbox", "/\t/evil.example", "///evil.example", "/sign-out"),
        *("/sign-in?next=/sign-in", "/welcome/x", "http:/evil", "/\n/x", "//["),
    ],
)
def test_nobody_is_sent_elsewhere(text: str) -> None:
    """A link to the form cannot name another site."""
    assert own_path(text) == "/"


@pytest.mark.parametrize("text", ["/inbox", "/inbox/7?sort=age#m", "/releases/3/compare"])
def test_own_pages_are_gone_on_to(text: str) -> None:
    """As they were asked for."""
    assert own_path(text) == text


def test_page_that_needs_a_session_keeps_nothing_of_a_form(console: RunningConsole) -> None:
    """A change cannot be asked for again by an address; a part reloads the whole page."""
    person = console.visit()
    person.get("/sign-in")
    answer = person.post("/sign-out", allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    answer = person.part("/account", allow_redirects=False)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in")


def test_link_on_another_site_keeps_the_session(console: RunningConsole) -> None:
    """It brings no cookie along: the page asks again by itself, and nobody is signed out."""
    answer = console.visit().get(
        "/account?from=mail", headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False
    )
    assert answer.status_code == 200
    assert 'content="0; url=/account?from=mail"' in answer.text
    assert "clinic_console=" not in answer.headers.get("set-cookie", "")


def test_start_is_the_inbox(console: RunningConsole) -> None:
    """For whoever opens the bare address."""
    answer = console.sign_in(Role.VIEWER).get("/", allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")
