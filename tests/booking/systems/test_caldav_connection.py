"""What goes wrong between the assistant and a calendar, on real servers and real sockets."""

import logging
from itertools import product
from pathlib import Path
from typing import Callable, Dict, Iterator, Type

import pytest
import structlog

from assistant.booking.systems.booking_system import (
    Event,
    HandOffRejected,
    HandOffUnavailable,
    Receipt,
)
from assistant.booking.systems.caldav_system import CaldavSystem
from tests.booking.slot_examples import NOW, SCHEDULE
from tests.booking.systems.caldav_examples import TUESDAY_9, make_system
from tests.booking.systems.radicale_server import PASSWORD, USERNAME, RadicaleServer, run_radicale
from tests.booking.systems.raw_server import Answer, drip, hang, send, serve_raw
from tests.booking.systems.system_contract import make_delivery

EMPTY = b'<?xml version="1.0"?><multistatus xmlns="DAV:"/>'
XML = b"Content-Type: text/xml\r\n"
# Short, so that the tests wait no longer than they must.
TIMEOUT = 0.2


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[RadicaleServer]:
    """A server of the test's own, which it may stop."""
    with run_radicale(tmp_path) as server:
        yield server


def answer_with(status: str, headers: bytes = b"", body: bytes = b"") -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n".encode()
    return head + headers + b"\r\n" + body


def test_stopped_calendar_is_unavailable_until_it_is_back(radicale: RadicaleServer) -> None:
    """A calendar that is down is a reason to try again later, and later it works."""
    calendar = radicale.make_calendar("main")
    system = make_system(calendar.url)
    delivery = make_delivery(slot=TUESDAY_9)
    radicale.stop()
    with pytest.raises(HandOffUnavailable, match="cannot be reached"):
        system.deliver(delivery)
    with pytest.raises(HandOffUnavailable):
        system.free_slots(NOW)
    radicale.start()
    assert system.deliver(delivery) == Receipt(booked=TUESDAY_9)
    assert TUESDAY_9 not in system.free_slots(NOW)


@pytest.mark.parametrize(
    ("username", "password"), [(USERNAME, "wrong"), ("nobody", PASSWORD), ("", "")]
)
def test_wrong_password_is_for_a_person(
    radicale: RadicaleServer, username: str, password: str
) -> None:
    """Trying again would not help; the message names the settings and not the password."""
    calendar = radicale.make_calendar("main")
    system = CaldavSystem(calendar.url, username, password, SCHEDULE, "Willow Creek")
    with pytest.raises(HandOffRejected, match="BOOKING_CALDAV") as caught:
        system.deliver(make_delivery(slot=TUESDAY_9))
    assert not caught.value.is_slot_taken
    assert not password or password not in str(caught.value)


def test_visitors_see_no_difference_where_the_settings_are_wrong(
    radicale: RadicaleServer,
) -> None:
    """Free times are then unavailable, and the log says what staff must look at."""
    calendar = radicale.make_calendar("main")
    system = CaldavSystem(calendar.url, USERNAME, "wrong", SCHEDULE, "Willow Creek")
    with structlog.testing.capture_logs() as events, pytest.raises(HandOffUnavailable):
        system.free_slots(NOW)
    assert [event["event"] for event in events] == ["booking.calendar_refuses"]
    assert "BOOKING_CALDAV" in events[0]["error"]


def test_missing_calendar_is_for_a_person(radicale: RadicaleServer) -> None:
    """An address that names no calendar is a wrong setting."""
    system = make_system(f"{radicale.url}{USERNAME}/nothing-here/")
    with pytest.raises(HandOffRejected, match="404"):
        system.deliver(make_delivery(slot=TUESDAY_9))
    with pytest.raises(HandOffRejected, match="404"):
        system.deliver(make_delivery(Event.CANCELLED, previous_slot=TUESDAY_9))


def test_address_may_lack_its_last_slash(radicale: RadicaleServer) -> None:
    """Events go into the calendar, not beside it."""
    calendar = radicale.make_calendar("main")
    make_system(calendar.url.rstrip("/")).deliver(make_delivery(slot=TUESDAY_9))
    assert len(calendar.names()) == 1


def test_request_without_a_slot_needs_no_calendar() -> None:
    """Free words stay with staff, so that a calendar that is down does not hold them up."""
    assert make_system("http://127.0.0.1:1/").deliver(make_delivery()) == Receipt()


STATUSES: Dict[str, Type[Exception]] = {
    "200 OK": HandOffRejected,
    "400 Bad Request": HandOffRejected,
    "401 Unauthorized": HandOffRejected,
    "403 Forbidden": HandOffRejected,
    "404 Not Found": HandOffRejected,
    "507 Insufficient Storage": HandOffRejected,
    "408 Request Timeout": HandOffUnavailable,
    "423 Locked": HandOffUnavailable,
    "429 Too Many Requests": HandOffUnavailable,
    "500 Internal Server Error": HandOffUnavailable,
    "502 Bad Gateway": HandOffUnavailable,
    "503 Service Unavailable": HandOffUnavailable,
}
FINE = [("PUT", "200 OK"), ("DELETE", "200 OK"), ("DELETE", "404 Not Found")]
# What a calendar with the event of `make_delivery` answers.
BOOKED = (
    b'<multistatus xmlns="DAV:"><response><href>/a.ics</href><propstat><prop>'
    b'<getetag>"1"</getetag><C:calendar-data xmlns:C="urn:ietf:params:xml:ns:caldav">'
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:request-KX4P-7RTM-20261124T150000Z@"
    b"clinic-faq-assistant\nDTSTART:20261124T150000Z\nEND:VEVENT\nEND:VCALENDAR\n"
    b"</C:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat></response>"
    b"</multistatus>"
)


@pytest.mark.parametrize(
    ("call", "status"),
    [pair for pair in product(["REPORT", "PUT", "DELETE"], STATUSES) if pair not in FINE],
)
def test_status_decides_between_again_and_a_person(call: str, status: str) -> None:
    """The same for each call, and the message names the status."""
    is_deletion = call == "DELETE"
    found = answer_with("207 Multi-Status", XML, BOOKED if is_deletion else EMPTY)
    with serve_raw(
        lambda connection, request: connection.sendall(
            answer_with(status, XML) if request.startswith(call.encode()) else found
        )
    ) as server:
        system = make_system(f"http://127.0.0.1:{server.port}/main/")
        delivery = (
            make_delivery(Event.CANCELLED, previous_slot=TUESDAY_9)
            if is_deletion
            else make_delivery(slot=TUESDAY_9)
        )
        with pytest.raises(STATUSES[status], match=status[:3]):
            system.deliver(delivery)


def test_redirect_is_never_followed(radicale: RadicaleServer) -> None:
    """After a 302 a PUT would become a GET, whose 200 would look like a booking."""
    calendar = radicale.make_calendar("main")
    location = b"Location: " + calendar.url.encode() + b"\r\n"
    with serve_raw(send(answer_with("302 Found", location))) as server:
        system = make_system(f"http://127.0.0.1:{server.port}/main/")
        with pytest.raises(HandOffRejected, match="redirect"):
            system.deliver(make_delivery(slot=TUESDAY_9))
    assert calendar.names() == []


@pytest.mark.parametrize(
    "answer",
    [
        hang,
        drip(b"HTTP/1.1 207 OK\r\nContent-Length: 1000000\r\n\r\n<", b" "),
        drip(b"HTTP/1.1 207 OK\r\nContent-Type: text/xml\r\n\r\n<", b" "),
    ],
    ids=["silent", "drips a body of known length", "drips a body without end"],
)
@pytest.mark.parametrize("is_asking", [True, False])
def test_hanging_calendar_is_unavailable_in_time(answer: Answer, is_asking: bool) -> None:
    """Whoever says nothing, or says it letter by letter, is given up at the timeout, once."""
    with serve_raw(answer) as server:
        system = make_system(f"http://127.0.0.1:{server.port}/main/", TIMEOUT)
        call: Callable[[], object] = (
            (lambda: system.free_slots(NOW))
            if is_asking
            else (lambda: system.deliver(make_delivery(slot=TUESDAY_9)))
        )
        with pytest.raises(HandOffUnavailable, match="in time"):
            call()
        assert len(server.requests) == 1
        assert server.wait_for_end()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        answer_with("207 Multi-Status", XML, b"<multistatus xmlns='DAV:'><response>"),
        answer_with("207 Multi-Status", XML, b"<html>no calendar here</html>"),
        answer_with("207 Multi-Status", b"Content-Type: text/html\r\n", b"<p>busy"),
        answer_with("207 Multi-Status", XML),
        answer_with("207 Multi-Status", XML, EMPTY)[:-5],
    ],
)
def test_answer_that_makes_no_sense_is_unavailable(
    answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """What may be a proxy's passing trouble is tried again; its words go nowhere."""
    with serve_raw(send(answer)) as server, caplog.at_level(logging.DEBUG):
        system = make_system(f"http://127.0.0.1:{server.port}/main/")
        with pytest.raises(HandOffUnavailable) as caught:
            system.deliver(make_delivery(slot=TUESDAY_9))
    for text in (str(caught.value), caplog.text):
        assert "no calendar here" not in text
        assert "busy" not in text


def test_server_that_asks_for_digest_gets_it() -> None:
    """Some CalDAV servers take the password in no other way than HTTP Digest."""
    challenge = b'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\n'

    def answer(connection: object, request: bytes) -> None:
        is_digest = b"\r\nAuthorization: Digest " in request
        connection.sendall(  # type: ignore[attr-defined]
            answer_with("207 Multi-Status", XML, EMPTY)
            if is_digest
            else answer_with("401 Unauthorized", challenge)
        )

    with serve_raw(answer) as server:
        system = make_system(f"http://127.0.0.1:{server.port}/main/")
        assert TUESDAY_9 in system.free_slots(NOW)
        assert len(server.requests) == 2
