"""Error pages: staff's words, a way on, and nothing of the request in the log."""

import sqlite3
from contextlib import closing
from typing import List

import pytest
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.accounts.roles import Role
from assistant.console.web import requires
from assistant.console.web.error_pages import TITLES, WORDS
from assistant.sqlite_database import UnusableDatabase
from tests.console.running_console import RunningConsole

SECRET = "what-a-visitor-said"


@requires(Role.VIEWER)
async def fail(request: Request) -> Response:
    """Fail as the address says."""
    kind = request.path_params["kind"]
    if kind == "unexpected":
        raise ValueError(SECRET)
    if kind == "database":
        raise UnusableDatabase("The database of the tests cannot be used: locked.")
    raise HTTPException(int(kind))


@pytest.fixture(scope="module")
def console(shared_console: RunningConsole) -> RunningConsole:
    """A console with a page that fails, for all of these."""
    shared_console.app.router.routes.append(Route("/fail/{kind}", fail))
    return shared_console


@pytest.mark.parametrize(
    ("kind", "status"),
    [("unexpected", 500), ("database", 503), ("429", 429), ("400", 400), ("418", 418)],
)
def test_error_is_said_in_words(console: RunningConsole, kind: str, status: int) -> None:
    """With a title, what to do and a way on; who is signed in stays so."""
    person = console.sign_in(Role.VIEWER)
    answer = person.get(f"/fail/{kind}")
    assert answer.status_code == status
    assert TITLES.get(status, TITLES[400]) in answer.text
    assert 'href="/"' in answer.text
    assert "Test viewer" in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


def test_unexpected_error_is_logged_without_what_was_sent(console: RunningConsole) -> None:
    """The page's pattern and the place in the code, no more."""
    with structlog.testing.capture_logs() as logs:
        console.sign_in(Role.VIEWER).get(f"/fail/unexpected?search={SECRET}")
    [entry] = logs
    assert entry["event"] == "console.failed"
    assert (entry["path"], entry["error"]) == ("/fail/{kind}", "ValueError")
    assert SECRET not in repr(logs)


def test_part_gets_its_error_among_the_messages(console: RunningConsole) -> None:
    """A whole page would be put into the page otherwise."""
    answer = console.sign_in(Role.VIEWER).part("/fail/database")
    assert answer.status_code == 503
    assert "<html" not in answer.text
    assert "Nothing was changed" in answer.text


@pytest.mark.parametrize(
    "path", ["/nothing", "/static/nothing.js", f"/static/{'.' * 2}/app.py", "/inbox%00"]
)
def test_what_is_not_there(console: RunningConsole, path: str) -> None:
    """A page in words, for whoever is signed in and whoever is not."""
    for person in (console.visit(), console.sign_in(Role.VIEWER)):
        answer = person.get(path)
        assert answer.status_code == 404
        assert "There is no such page" in answer.text


def test_wrong_method_says_what_to_do(console: RunningConsole) -> None:
    """The header says which would be right."""
    answer = console.sign_in(Role.VIEWER).get("/sign-out")
    assert answer.status_code == 405
    assert "use the buttons there" in answer.text
    assert answer.headers["allow"] == "POST"


def test_locked_database_is_said(console: RunningConsole) -> None:
    """Somebody else holds it for longer than we wait; afterwards everything goes on."""
    person = console.sign_in(Role.VIEWER)
    person.get("/account")
    file = console.settings.console_database.replace("sqlite:///", "")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = person.post("/account/sign-out")
        other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.text
    assert person.post("/account/sign-out").status_code == 200


def test_role_that_is_needed_is_named(console: RunningConsole) -> None:
    """And whom to ask."""
    answer = console.sign_in(Role.EDITOR).get("/accounts")
    assert answer.status_code == 403
    assert "admin" in answer.text
    assert "Test editor" in answer.text


def test_every_status_has_a_title_and_words() -> None:
    """Those of the brief at least."""
    wanted: List[int] = [400, 403, 404, 405, 413, 429, 500, 503]
    assert sorted(TITLES) == sorted(WORDS) == wanted
