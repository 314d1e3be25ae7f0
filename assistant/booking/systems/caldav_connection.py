"""Speaks CalDAV about one calendar and translates what can go wrong into the two errors."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Dict, Iterator, List, Optional
from urllib.parse import quote, urljoin

import requests
from caldav.davclient import DAVClient, DAVResponse
from caldav.elements import cdav, dav
from caldav.lib.error import AuthorizationError, DAVError
from lxml import etree
from requests.auth import HTTPBasicAuth, HTTPDigestAuth
from urllib3.exceptions import HTTPError, ProtocolError
from urllib3.exceptions import TimeoutError as UrllibTimeout

from assistant.booking.systems.booking_system import HandOffRejected, HandOffUnavailable

# The calendar may answer otherwise later: timeout, locked, too early, too many requests.
PASSING = (408, 423, 425, 429)
FULL = 507
# What a server that names no version is asked for.
ANY = "*"
LARGEST_CHUNK_BYTES = 64 * 1024
# Some ten thousand events.
LARGEST_BODY_BYTES = 32 * 1024 * 1024
REFUSED_ACCESS = (
    "The calendar refuses the user name, the password or the access (401 or 403): "
    "look at the BOOKING_CALDAV settings."
)


class Creation(Enum):
    """How an attempt to create a file went."""

    CREATED = "created"
    NAME_TAKEN = "name taken"
    UID_TAKEN = "uid taken"


@dataclass(frozen=True)
class StoredFile:
    """A file of the calendar: its path on the server, its version and its iCalendar text."""

    path: str
    etag: str
    text: str


class CaldavConnection:
    """One calendar on a CalDAV server. Safe to use from several threads.

    Every method makes one call, with a timeout in seconds, and raises HandOffUnavailable and
    HandOffRejected. A dropped connection and a server that wants HTTP Digest cost a second one.
    """

    def __init__(self, url: str, username: str, password: str, timeout_seconds: float) -> None:
        self._url = url if url.endswith("/") else f"{url}/"
        self._username = username
        self._password = password
        self._timeout_seconds = timeout_seconds
        self._own = threading.local()

    def find(self, start: datetime, end: datetime) -> List[StoredFile]:
        """The files of all events that the server places between two times."""
        events = cdav.CompFilter("VEVENT") + cdav.TimeRange(start, end)
        wanted = dav.Prop() + dav.GetEtag() + cdav.CalendarData()
        query = cdav.CalendarQuery() + wanted
        query += cdav.Filter() + (cdav.CompFilter("VCALENDAR") + events)
        body = etree.tostring(query.xmlelement(), encoding="utf-8", xml_declaration=True)
        with _translated():
            headers = {"Content-Type": 'application/xml; charset="utf-8"', "Depth": "1"}
            response = self._send("REPORT", self._url, body.decode("utf-8"), headers)
            _check(response, 207)
            if response.tree is None or response.tree.tag != dav.MultiStatus.tag:
                raise HandOffUnavailable("The calendar's answer is not readable.")
            found = response.expand_simple_props([dav.GetEtag(), cdav.CalendarData()])
        return [
            StoredFile(path, properties.get(dav.GetEtag.tag) or ANY, text)
            for path, properties in found.items()
            for text in [properties.get(cdav.CalendarData.tag)]
            if text
        ]

    def create(self, name: str, text: str) -> Creation:
        """Create a file; never overwrites one."""
        headers = {"Content-Type": "text/calendar; charset=utf-8", "If-None-Match": "*"}
        with _translated():
            response = self._send("PUT", self._url + name, text, headers)
            if response.status == 412:
                return Creation.NAME_TAKEN
            if response.status == 409:
                return Creation.UID_TAKEN
            _check(response, 200, 201, 204)
        return Creation.CREATED

    def read(self, name: str) -> Optional[str]:
        """The text of a file; None where there is none."""
        with _translated():
            response = self._send("GET", self._url + name)
            if response.status in (404, 410):
                return None
            _check(response, 200)
            return response.raw

    def delete(self, file: StoredFile) -> bool:
        """Delete a file, already gone or not; False where it has changed since it was read."""
        # The library gives the path decoded.
        url = urljoin(self._url, quote(file.path, safe="/@:+,;=!$&'()*~"))
        with _translated():
            response = self._send("DELETE", url, headers={"If-Match": file.etag})
            if response.status == 412:
                return False
            _check(response, 200, 204, 404, 410)
        return True

    def _send(
        self, method: str, url: str, body: str = "", headers: Optional[Dict[str, str]] = None
    ) -> DAVResponse:
        try:
            return self._client.request(url, method, body, headers or {})
        except requests.Timeout:
            raise
        except (requests.ConnectionError, ProtocolError):
            # A connection that was kept is often closed by the server just when it is used again.
            # Every call here may be repeated: its preconditions tell whether it has happened.
            return self._client.request(url, method, body, headers or {})

    @property
    def _client(self) -> DAVClient:
        # The session in a client belongs to one thread.
        client: Optional[DAVClient] = getattr(self._own, "client", None)
        if client is None:
            # Without `auth` the library would ask twice after a timeout to find out the scheme.
            auth = _Login(self._username, self._password) if self._username else None
            client = DAVClient(
                self._url,
                auth=auth,
                timeout=self._timeout_seconds,  # type: ignore[arg-type]  # parts of a second work
            )
            # After a redirect a PUT would become a GET, and its 200 would look like a booking.
            client.session.max_redirects = 0
            client.session.hooks["response"].append(_read_body)
            self._own.client = client
        return client


class _Login(HTTPDigestAuth):
    """Basic at first, Digest as soon as the server asks for it."""

    def __init__(self, username: str, password: str) -> None:
        super().__init__(username, password)
        self._basic = HTTPBasicAuth(username.encode("utf-8"), password.encode("utf-8"))

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request = super().__call__(request)
        return request if "Authorization" in request.headers else self._basic(request)


def _read_body(response: requests.Response, **options: Any) -> None:
    """Read the body before the library does, and only keep what it will understand.

    Raises requests.ReadTimeout: the timeout of `requests` counts from byte to byte, so that a
    body that drips would never end.
    """
    deadline = time.monotonic() + options["timeout"]
    body = bytearray()
    while chunk := response.raw.read1(LARGEST_CHUNK_BYTES, decode_content=True):
        body += chunk
        if time.monotonic() > deadline or len(body) > LARGEST_BODY_BYTES:
            response.close()
            raise requests.ReadTimeout
    response._content = bytes(body)
    if not response.headers.get("Content-Type", "").startswith("text/calendar"):
        # The library writes what it cannot read as XML into the log: an error page may repeat
        # the visitor's name.
        try:
            etree.XML(response.content)
        except (etree.XMLSyntaxError, ValueError):
            response._content = b""


def _check(response: DAVResponse, *expected: int) -> None:
    status = response.status
    if status in expected:
        return
    message = f"The calendar answered with status {status}."
    if status in PASSING or (status >= 500 and status != FULL):
        raise HandOffUnavailable(message)
    raise HandOffRejected(message)


@contextmanager
def _translated() -> Iterator[None]:
    # The libraries' own messages may quote what was sent, so that none of them is passed on.
    try:
        yield
    except AuthorizationError:
        raise HandOffRejected(REFUSED_ACCESS) from None
    except requests.TooManyRedirects:
        raise HandOffRejected(
            "The calendar answers with a redirect: set BOOKING_CALDAV_URL to its final address."
        ) from None
    except (requests.Timeout, UrllibTimeout):
        raise HandOffUnavailable("The calendar did not answer in time.") from None
    except (requests.RequestException, HTTPError, DAVError) as error:
        raise HandOffUnavailable(
            f"The calendar cannot be reached or understood ({type(error).__name__})."
        ) from None
