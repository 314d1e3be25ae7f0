"""Starts a real CalDAV server (Radicale) for the tests, as its own process."""

import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import icalendar
import requests

from assistant.settings import PROJECT
from tests.conftest import free_port

# Radicale is GPL and needs other versions, so that it has an environment of its own.
PYTHON = PROJECT / ".venv-radicale" / "bin" / "python"
USERNAME = "clinic"
PASSWORD = "front-desk-🔑"
START_SECONDS = 20
STOP_SECONDS = 5


class RadicaleServer:
    """A Radicale process on the loopback; it can be stopped and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{free_port()}/"
        self._process: Optional["subprocess.Popen[bytes]"] = None

    def start(self) -> None:
        """Start the process and wait until it answers."""
        assert PYTHON.exists(), (
            "Radicale's environment .venv-radicale is missing: run make test, which makes it."
        )
        (self.folder / "users").write_text(f"{USERNAME}:{PASSWORD}\n", encoding="utf-8")
        (self.folder / "config").write_text(
            f"[server]\nhosts = {self.url.split('/')[2]}\n"
            f"[auth]\ntype = htpasswd\nhtpasswd_filename = {self.folder / 'users'}\n"
            "htpasswd_encryption = plain\ndelay = 0\n"
            f"[storage]\nfilesystem_folder = {self.folder / 'collections'}\n",
            encoding="utf-8",
        )
        with (self.folder / "radicale.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(PYTHON), "-m", "radicale", "--config", str(self.folder / "config")],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                requests.get(self.url, timeout=1, allow_redirects=False)
                return
            except requests.ConnectionError:
                assert self._process.poll() is None, self.log
                assert time.monotonic() < deadline, self.log
                time.sleep(0.02)

    def stop(self) -> None:
        """Stop the process by its id."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def log(self) -> str:
        """What the process has written so far."""
        return (self.folder / "radicale.log").read_text(encoding="utf-8")

    def make_calendar(self, name: str) -> "StaffCalendar":
        """A new, empty calendar."""
        calendar = StaffCalendar(f"{self.url}{USERNAME}/{name}/")
        answer = calendar.ask("MKCALENDAR", "")
        assert answer.status_code == 201, (answer.status_code, answer.text)
        return calendar


@dataclass(frozen=True)
class StaffCalendar:
    """A calendar as the clinic's staff use it, past the code that is tested."""

    url: str

    def ask(
        self,
        method: str,
        name: str,
        body: Optional[str] = None,
        headers: Optional[Dict[str, str]] = None,
    ) -> requests.Response:
        """Send any request about the calendar or, where `name` is not empty, a file in it."""
        return requests.request(
            method,
            self.url + name,
            data=None if body is None else body.encode(),
            headers=headers,
            auth=(USERNAME.encode(), PASSWORD.encode()),
            timeout=30,
        )

    def put(self, name: str, *lines: str) -> None:
        """Put an event with these lines of iCalendar; the name is its UID unless one is given."""
        uid = [] if any(line.startswith("UID:") for line in lines) else [f"UID:{name}"]
        text = "\r\n".join(
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Staff//EN",
                "BEGIN:VEVENT",
                "DTSTAMP:20260101T000000Z",
                *uid,
                *lines,
                "END:VEVENT",
                "END:VCALENDAR",
                "",
            ]
        )
        answer = self.ask("PUT", name, text, {"Content-Type": "text/calendar; charset=utf-8"})
        assert answer.status_code in (201, 204), (answer.status_code, answer.text)

    def names(self) -> List[str]:
        """The file names of all events, in order."""
        answer = self.ask("PROPFIND", "", headers={"Depth": "1"})
        assert answer.status_code == 207
        parts = answer.text.split("<href>")[1:]
        paths = {part.split("</href>")[0] for part in parts}
        return sorted(path.rsplit("/", 1)[1] for path in paths if path.endswith(".ics"))

    def read(self, name: str) -> Any:
        """The event of a file, read by `icalendar`."""
        answer = self.ask("GET", name)
        assert answer.status_code == 200, answer.status_code
        return icalendar.Calendar.from_ical(answer.text).walk("VEVENT")[0]

    def change(
        self,
        name: str,
        *,
        status: Optional[str] = None,
        start: Optional[datetime] = None,
        into: Optional[str] = None,
    ) -> None:
        """Confirm, cancel or move an event, perhaps into another file, as staff's programs do."""
        calendar = icalendar.Calendar.from_ical(self.ask("GET", name).text)
        event = calendar.walk("VEVENT")[0]
        if status is not None:
            event["STATUS"] = status
        if start is not None:
            event.end = start + (event.end - event.start)
            event.start = start
        if into is not None:
            self.ask("DELETE", name)
        answer = self.ask(
            "PUT", into or name, calendar.to_ical().decode(), {"Content-Type": "text/calendar"}
        )
        assert answer.status_code in (201, 204), (answer.status_code, answer.text)

    def events(self) -> List[Any]:
        """Every event, in order of the file names."""
        return [self.read(name) for name in self.names()]


@contextmanager
def run_radicale(folder: Path) -> Iterator[RadicaleServer]:
    """A running server with its storage in `folder`; stopped at the end."""
    server = RadicaleServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
