"""What every request is checked for, whichever page it asks for."""

from pathlib import Path
from typing import Dict

import pytest
import requests

from assistant.console.accounts.roles import Role
from assistant.console.web.forms import MAX_BODY_BYTES
from assistant.console.web.security_headers import POLICY
from tests.console.running_console import PASSWORD, Person, RunningConsole, running_console


@pytest.fixture
def console(shared_console: RunningConsole) -> RunningConsole:
    """One console for all of these: none minds what the others did."""
    return shared_console


@pytest.mark.parametrize(
    "path", ["/sign-in", "/account", "/nothing", "/static/console.css", "/health"]
)
def test_every_reply_is_guarded(console: RunningConsole, path: str) -> None:
    """Pages, files, errors: the same policy; only files may be kept by the browser."""
    headers = console.sign_in(Role.VIEWER).get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == ("no-cache" if path.startswith("/static/") else "no-store")
    assert "server" not in headers
    assert "Strict-Transport-Security" not in headers


def test_cookies_are_for_this_server_only(console: RunningConsole) -> None:
    """No script reads them and no other site's page brings them along."""
    person = console.visit()
    first = person.get("/sign-in").headers["set-cookie"]
    console.make_account("Di", Role.VIEWER)
    answer = person.post("/sign-in", {"name": "Di", "password": PASSWORD}, allow_redirects=False)
    for cookie in (first, answer.headers["set-cookie"]):
        assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_cookies_under_https_are_bound_to_it(tmp_path: Path) -> None:
    """Their names hold browsers to it; browsers are told to come by https only."""
    with running_console(tmp_path, console_address="https://console.clinic.example") as console:
        answer = requests.get(
            f"{console.url}/sign-in", headers={"Host": "console.clinic.example"}, timeout=30
        )
        assert answer.headers["set-cookie"].startswith("__Host-clinic_console_form=")
        assert "Secure" in answer.headers["set-cookie"].split("; ")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert requests.get(f"{console.url}/health", timeout=30).text == "ok"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1", "localhost"])
def test_other_hosts_names_are_refused(console: RunningConsole, host: str) -> None:
    """Somebody else's name could lead to this machine; the page says where the console is."""
    answer = requests.get(
        f"{console.url}/sign-in", headers={"Host": host}, timeout=30, allow_redirects=False
    )
    assert answer.status_code == 400
    assert f"Open the console at {console.url} instead." in answer.text
    assert "set-cookie" not in answer.headers


def test_other_names_of_this_machine_lead_to_the_address(console: RunningConsole) -> None:
    """Forms are accepted from one of them only, so that staff must not stay on another."""
    port = console.settings.console_port
    answer = requests.get(
        f"{console.url}/audit?who=Ann",
        headers={"Host": f"localhost:{port}"},
        timeout=30,
        allow_redirects=False,
    )
    assert answer.status_code == 307
    assert answer.headers["location"] == f"{console.url}/audit?who=Ann"


def send(person: Person, fields: Dict[str, str], headers: Dict[str, str]) -> requests.Response:
    """Sign out, with these fields and headers."""
    return person.browser.post(
        f"{person.url}/account/sign-out",
        data=fields,
        headers=headers,
        timeout=30,
        allow_redirects=False,
    )


def test_change_needs_the_token_of_its_session(console: RunningConsole) -> None:
    """None, a wrong one, and a colleague's are refused with what to do; the session goes on."""
    person, other = console.sign_in(Role.VIEWER), console.sign_in(Role.ADMIN)
    person.get("/account")
    other.get("/account")
    assert person.csrf
    for token in ("", "x", "\u00e9", other.csrf or ""):
        answer = send(person, {"csrf_token": token}, {})
        assert answer.status_code == 403
        assert "reload the page" in answer.text.replace("\n", " ")
    assert send(person, {}, {}).status_code == 403
    assert person.get("/account").status_code == 200
    assert send(person, {"csrf_token": person.csrf}, {}).status_code == 303


def test_change_may_carry_its_token_in_a_header(console: RunningConsole) -> None:
    """As htmx sends it, with the whole page to load as the answer."""
    person = console.sign_in(Role.VIEWER)
    person.get("/account")
    headers = {"X-CSRF-Token": person.csrf or "", "HX-Request": "true", "Origin": console.url}
    answer = send(person, {}, headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/sign-in")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_change_from_another_sites_page_is_refused(console: RunningConsole, origin: str) -> None:
    """Even with the right token."""
    person = console.sign_in(Role.VIEWER)
    person.get("/account")
    answer = send(person, {"csrf_token": person.csrf or ""}, {"Origin": origin})
    assert answer.status_code == 403
    assert "own pages" in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_no_unsafe_method_gets_past(console: RunningConsole, method: str) -> None:
    """Whether there is such a page or not."""
    answer = console.sign_in(Role.ADMIN).browser.request(
        method, f"{console.url}/account", timeout=30
    )
    assert answer.status_code == 403


def test_browser_without_cookies_is_told(console: RunningConsole) -> None:
    """The form comes back without the cookie that the page gave."""
    person = console.visit()
    person.get("/sign-in")
    person.browser.cookies.clear()
    answer = person.post("/sign-in", {"name": "Ann", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Allow cookies" in answer.text


def test_form_of_an_ended_session_says_so(console: RunningConsole) -> None:
    """Somebody comes back from lunch; signing in again works in the same browser."""
    person = console.sign_in(Role.VIEWER, "Bo")
    person.get("/account")
    console.make_account("Ann Lee", Role.VIEWER)
    rooms = console.rooms.accounts
    account = rooms.accounts.find("Bo")
    rooms.accounts.set_disabled(account.name, True, "tests", account.made_at)
    answer = person.post("/account/sign-out")
    assert answer.status_code == 403
    assert "You were signed out meanwhile" in answer.text
    person.get("/sign-in")
    answer = person.post("/sign-in", {"name": "Ann Lee", "password": PASSWORD, "next": "/account"})
    assert "Ann Lee" in answer.text


@pytest.mark.parametrize("is_told", [True, False], ids=["length told", "in chunks"])
def test_large_bodies_are_refused(console: RunningConsole, is_told: bool) -> None:
    """With words, however they come; nothing of it is kept in memory."""
    person = console.sign_in(Role.VIEWER)
    person.get("/account")
    body = b"csrf_token=" + b"x" * MAX_BODY_BYTES
    answer = person.browser.post(
        f"{console.url}/account/sign-out",
        data=body if is_told else iter([body[:100], body[100:]]),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=30,
    )
    assert answer.status_code == 413
    assert "split the list in two" in answer.text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded", b"a=1&" * 6000),
    ],
)
def test_form_that_cannot_be_read_is_refused(
    console: RunningConsole, kind: str, body: bytes
) -> None:
    """In words, not as an error of ours."""
    person = console.sign_in(Role.VIEWER)
    answer = person.browser.post(
        f"{console.url}/sign-out", data=body, headers={"Content-Type": kind}, timeout=30
    )
    assert answer.status_code in (400, 403)
    assert "try again" in answer.text
