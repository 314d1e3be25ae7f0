"""A real console on a free port, with databases of its own, and people who are signed in to it."""

import dataclasses
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import pytest
import requests
from argon2 import PasswordHasher
from starlette.applications import Starlette

from assistant.console.accounts import opening
from assistant.console.accounts.accounts import Accounts
from assistant.console.accounts.passwords import Passwords
from assistant.console.accounts.records import Account, UnknownAccount
from assistant.console.accounts.roles import Role
from assistant.console.app import make_app
from assistant.console.rooms import Rooms
from assistant.console.serving import make_server
from assistant.console.web.cookies import name_cookies
from assistant.settings import Settings, load_settings

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "tin kettle orchard seven"
_CSRF = re.compile(r'name="csrf_token" value="([0-9a-f]{64})"')


@dataclass
class Person:
    """A browser without JavaScript. Forms are sent with the CSRF token of the page before."""

    url: str
    browser: requests.Session = field(default_factory=requests.Session)
    csrf: Optional[str] = None

    def get(self, path: str, **options: Any) -> requests.Response:
        """Open a page."""
        return self._read(self.browser.get(self.url + path, timeout=30, **options))

    def part(self, path: str, **options: Any) -> requests.Response:
        """Ask for a part of a page, as htmx does."""
        return self.get(path, headers={"HX-Request": "true"}, **options)

    def post(self, path: str, data: Optional[Dict[str, Any]] = None, **options: Any) -> Any:
        """Send a form; follows where it leads, unless told allow_redirects=False."""
        if self.csrf is None:
            self.get("/account")
        form = {"csrf_token": self.csrf, **(data or {})}
        answer = self.browser.post(self.url + path, data=form, timeout=30, **options)
        return self._read(answer)

    def _read(self, answer: requests.Response) -> requests.Response:
        found = (
            _CSRF.search(answer.text) if "html" in answer.headers.get("content-type", "") else None
        )
        self.csrf = found.group(1) if found else self.csrf
        return answer


@dataclass
class RunningConsole:
    """Where the console runs, and the rooms that it has open."""

    url: str
    app: Starlette
    settings: Settings
    people: List[Person] = field(default_factory=list)

    @property
    def rooms(self) -> Rooms:
        """The very rooms that the pages use."""
        rooms: Rooms = self.app.state.rooms
        return rooms

    def visit(self) -> Person:
        """Somebody who is not signed in."""
        person = Person(self.url)
        self.people.append(person)
        return person

    def make_account(self, name: str, role: Role, password: str = PASSWORD) -> Account:
        """A colleague who has chosen a password."""
        now = datetime.now(timezone.utc)
        accounts: Accounts = self.rooms.accounts.accounts
        return accounts.use_link(accounts.invite(name, role, "tests", now), name, password, now)

    def sign_in(self, role: Role, who: Optional[str] = None) -> Person:
        """Somebody who is signed in with this role, without a password."""
        now = datetime.now(timezone.utc)
        accounts: Accounts = self.rooms.accounts.accounts
        called = who or f"Test {role.title}"
        try:
            account = accounts.find(called)
        except UnknownAccount:
            accounts.invite(called, role, "tests", now)
            account = accounts.find(called)
        person = self.visit()
        token = self.rooms.accounts.sessions.begin(account, now)
        name = name_cookies(self.settings).session
        person.browser.cookies.set(name, token, domain="127.0.0.1", path="/")
        return person


@contextmanager
def running_console(folder: Path, **changed: Any) -> Iterator[RunningConsole]:
    """A console whose databases and files are in the folder; `changed` are settings."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    # Whoever comes before the server is ready waits in the queue.
    listener.listen(100)
    port = int(listener.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    own = {**_make_own_places(folder), "console_port": port, "console_address": url}
    settings = dataclasses.replace(load_settings(), **{**own, **changed})
    with pytest.MonkeyPatch.context() as patch:
        # What hashing takes is no concern of the pages'; test_main.py signs in with the real one.
        patch.setattr(opening, "Passwords", lambda: Passwords(QUICK))
        app = make_app(settings)
    server = make_server(app, port)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    console = RunningConsole(url, app, settings)
    try:
        yield console
    finally:
        for person in console.people:
            person.browser.close()
        server.should_exit = True
        thread.join()
        listener.close()


def _make_own_places(folder: Path) -> Dict[str, Any]:
    return {
        "console_database": f"sqlite:///{folder}/console.db",
        "console_secret": "the secret of the console's tests",
        "review_database": f"sqlite:///{folder}/review.db",
        "booking_database": f"sqlite:///{folder}/bookings.db",
        "release_database": f"sqlite:///{folder}/releases.db",
        "release_secret": "the secret of the releases' tests",
        "releases_folder": folder / "releases",
        "staff_phrasings": folder / "staff_phrasings.yml",
        "staff_phrasings_history": folder / "staff_phrasings_history.jsonl",
        "staff_answers": folder / "staff_answers.yml",
        "staff_answers_history": folder / "staff_answers_history.jsonl",
        "tracker_database": str(folder / "conversations.db"),
    }
