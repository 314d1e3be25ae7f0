"""The bookings desk's pages, as a browser without JavaScript gets them."""

import csv
import io
import re
from datetime import timedelta
from typing import List, Optional, Tuple

import pytest
from icalendar import Calendar

from assistant.booking.requests import BookingRequest, Contact, Slot, State
from assistant.console.accounts.roles import Role
from tests.booking.command_line import PERSONAL, make_details, utc_now
from tests.console.running_console import Person, RunningConsole

BOB = Contact("email", "bob@example.org", "bob@example.org")
FUTURE = "2030-01-07T09:00"
SHOWN_FUTURE = "Mon 2030-01-07 09:00-09:30"
NOT_TOLD = "The visitor sees this when they ask the assistant; no message is sent."


@pytest.fixture
def editor(console: RunningConsole) -> Person:
    return console.sign_in(Role.EDITOR)


def keep(console: RunningConsole, key: str, **changes: object) -> BookingRequest:
    """A request that waits for an answer."""
    details = make_details(**changes)
    return console.rooms.bookings.submit(details, key, utc_now()).request


def give_up(console: RunningConsole, key: str) -> BookingRequest:
    """A request whose hand-off has failed."""
    store = console.rooms.bookings
    submission = store.submit(make_details(), key, utc_now())
    assert submission.delivery is not None
    store.bury(submission.delivery.id, "The webhook refused the delivery.", utc_now())
    return submission.request


def get_kept(console: RunningConsole, request: BookingRequest) -> BookingRequest:
    """The request as it is stored now."""
    kept = console.rooms.bookings.get(request.reference)
    assert kept is not None
    return kept


def send_answer(
    person: Person, request: BookingRequest, answer: str, at: str = "", seen: Optional[str] = None
) -> str:
    """Send the form of a request's page; the page that follows."""
    form = {"at": at, "seen": seen or read_seen(person, request)}
    answered = person.post(f"/bookings/request/{request.reference}/{answer}", form)
    return str(answered.text)


def read_seen(person: Person, request: BookingRequest) -> str:
    """What the page's form says of the request that it shows."""
    page = person.get(f"/bookings/request/{request.reference}").text
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def list_audit(console: RunningConsole) -> List[Tuple[str, Optional[str]]]:
    entries = console.rooms.accounts.audit.list(100)
    return [(one.what, one.about) for one in entries if one.what.startswith("bookings.")]


# The list


def test_an_empty_desk_says_what_will_appear(editor: Person) -> None:
    """Before the first request."""
    page = editor.get("/bookings")
    assert page.status_code == 200
    assert "No requests yet" in page.text


def test_the_list_shows_what_is_to_be_answered(console: RunningConsole, editor: Person) -> None:
    """Waiting ones first of all; contact and reason stand on the request's own page only."""
    waiting, declined = keep(console, "a"), keep(console, "b", contact=BOB)
    console.rooms.bookings.decline(declined.reference, utc_now())
    page = editor.get("/bookings").text
    assert waiting.reference in page
    assert declined.reference not in page
    assert "To answer (1)" in page
    assert "Declined (1)" in page
    assert "555-010" not in page
    assert "knee pain" not in page
    assert declined.reference in editor.get("/bookings?show=declined").text
    everything = editor.get("/bookings?show=all").text
    assert declined.reference in everything
    assert waiting.reference in everything
    assert "No such requests" in editor.get("/bookings?show=cancelled").text


def test_a_long_list_has_pages(console: RunningConsole, editor: Person) -> None:
    """The newest first; a page past the last is the last."""
    requests = [keep(console, str(number)) for number in range(26)]
    first = editor.get("/bookings").text
    assert "Page 1 of 2" in first
    assert requests[25].reference in first
    assert requests[0].reference not in first
    for page in ("2", "99"):
        second = editor.get(f"/bookings?page={page}").text
        assert "Page 2 of 2" in second
        assert requests[0].reference in second
    assert "Page 1 of 2" in editor.get("/bookings?page=x&show=lost").text


def test_a_request_is_found_however_its_reference_is_typed(
    console: RunningConsole, editor: Person
) -> None:
    """What is no reference, or nobody's, is said."""
    request = keep(console, "a")
    typed = f" {request.reference.lower().replace('-', ' ')} "
    found = editor.post("/bookings/find", {"reference": typed})
    assert found.url.endswith(f"/bookings/request/{request.reference}")
    assert "is not a reference" in editor.post("/bookings/find", {"reference": "Ana"}).text
    assert "There is no request" in editor.post("/bookings/find", {"reference": "K7M4P2XW"}).text
    assert editor.get("/bookings/request/K7M4-P2XW").status_code == 404


def test_a_request_shows_everything_that_is_kept(console: RunningConsole, editor: Person) -> None:
    """A visitor's words are shown as words."""
    request = keep(console, "a", name="<b>Ana</b>", page="/prp")
    page = editor.get(f"/bookings/request/{request.reference}").text
    for part in ("&lt;b&gt;Ana", "+1 555-010-0134", "knee pain", "Tuesday afternoon", "/prp"):
        assert part in page
    assert "<b>Ana" not in page
    assert NOT_TOLD in page


# Answering


def test_a_request_is_confirmed_at_a_time(console: RunningConsole, editor: Person) -> None:
    """On the clinic's clock, as long as a slot is; the audit names the reference only."""
    request = keep(console, "a")
    page = send_answer(editor, request, "confirm", FUTURE)
    assert f"{request.reference} is confirmed for {SHOWN_FUTURE}." in page
    assert NOT_TOLD in page
    kept = get_kept(console, request)
    assert kept.state is State.CONFIRMED
    assert kept.appointment is not None
    assert kept.appointment.end - kept.appointment.start == timedelta(minutes=30)
    assert list_audit(console) == [("bookings.confirmed", request.reference)]


def test_a_request_is_confirmed_without_another_time(
    console: RunningConsole, editor: Person
) -> None:
    """At the slot that it asks for, or without any; the page says which before."""
    start = utc_now().replace(year=2030, microsecond=0)
    slot = Slot(start, start + timedelta(minutes=30))
    chosen, open_one = keep(console, "a", slot=slot), keep(console, "b")
    assert "it is confirmed for" in editor.get(f"/bookings/request/{chosen.reference}").text
    assert "without a time" in send_answer(editor, open_one, "confirm")
    send_answer(editor, chosen, "confirm")
    assert get_kept(console, chosen).appointment == slot
    assert get_kept(console, open_one).appointment is None


@pytest.mark.parametrize(
    ("at", "wanted"),
    [("tomorrow", "is not a time"), ("2020-01-07T09:00", "in the past")],
)
def test_an_unusable_time_is_explained_at_its_field(
    console: RunningConsole, editor: Person, at: str, wanted: str
) -> None:
    """And nothing is confirmed."""
    request = keep(console, "a")
    page = send_answer(editor, request, "confirm", at)
    assert wanted in page
    assert 'aria-invalid="true"' in page
    assert get_kept(console, request).state is State.WAITING


def test_a_request_is_declined(console: RunningConsole, editor: Person) -> None:
    """With the same words as the command's."""
    request = keep(console, "a")
    page = send_answer(editor, request, "decline")
    assert f"{request.reference} is declined." in page
    assert NOT_TOLD in page
    assert get_kept(console, request).state is State.DECLINED
    assert list_audit(console) == [("bookings.declined", request.reference)]


@pytest.mark.parametrize("answer", ["confirm", "decline"])
def test_a_request_that_changed_meanwhile_is_not_answered(
    console: RunningConsole, editor: Person, answer: str
) -> None:
    """Staff see what the visitor asks for now, and decide about that."""
    request = keep(console, "a")
    seen = read_seen(editor, request)
    console.rooms.bookings.change(request.id, utc_now(), preferred_time="Friday", slot=None)
    page = send_answer(editor, request, answer, seen=seen)
    assert "it has changed since you opened it" in page
    assert "Friday" in page
    assert get_kept(console, request).state is State.WAITING
    assert list_audit(console) == []


def test_a_cancelled_request_cannot_be_answered(console: RunningConsole, editor: Person) -> None:
    """Its page has no form, and a form that was open is refused."""
    request = keep(console, "a")
    console.rooms.bookings.cancel(request.id, utc_now())
    seen = get_kept(console, request).updated_at.isoformat()
    assert "the visitor has cancelled it" in send_answer(editor, request, "confirm", seen=seen)
    assert "Confirm</button>" not in editor.get(f"/bookings/request/{request.reference}").text


def test_a_form_without_what_was_seen_is_refused(console: RunningConsole, editor: Person) -> None:
    """Nothing is answered blindly."""
    request = keep(console, "a")
    answer = editor.post(f"/bookings/request/{request.reference}/decline", {"seen": "now"})
    assert answer.status_code == 400
    assert get_kept(console, request).state is State.WAITING


# Failed hand-offs


def test_failed_hand_offs_are_shown_and_retried(console: RunningConsole, editor: Person) -> None:
    """With the reason, one by one or all; what is on its way already is left alone."""
    one, two, three = (give_up(console, key) for key in "abc")
    assert "Hand-offs that failed: 3" in editor.get("/bookings").text
    assert "The webhook refused" in editor.get(f"/bookings/request/{one.reference}").text
    page = editor.get("/bookings/failed").text
    assert page.count("The webhook refused the delivery.") == 3
    deliveries = re.findall(r'name="delivery" value="([^"]+)"', page)
    assert (
        "Back on their way: 1." in editor.post("/bookings/retry", {"delivery": deliveries[1]}).text
    )
    again = editor.post("/bookings/retry", {"delivery": deliveries[1]}).text
    assert "Nothing was retried" in again
    assert "Back on their way: 2." in editor.post("/bookings/retry", {"delivery": "all"}).text
    assert "No hand-off has failed." in editor.get("/bookings/failed").text
    references = {about for what, about in list_audit(console) if what == "bookings.retried"}
    assert references == {one.reference, two.reference, three.reference}


# Files and erasure


def test_requests_are_exported(console: RunningConsole, editor: Person) -> None:
    """As a table, or the appointments as a calendar; the audit says how many."""
    first = keep(console, "a", name="=1+1")
    second, declined = keep(console, "b", contact=BOB), keep(console, "c")
    console.rooms.bookings.decline(declined.reference, utc_now())
    send_answer(editor, second, "confirm", FUTURE)
    table = editor.post("/bookings/export", {"format": "csv"})
    assert table.headers["content-disposition"] == 'attachment; filename="bookings.csv"'
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["reference"] for row in rows] == [first.reference, second.reference]
    assert rows[0]["name"] == "'=1+1"
    everything = editor.post("/bookings/export", {"format": "csv", "all": "yes"}).text
    assert declined.reference in everything
    calendar = editor.post("/bookings/export", {"format": "ical"})
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(Calendar.from_ical(calendar.text).events) == 1
    assert list_audit(console)[:3] == [
        ("bookings.exported", "1 request as iCalendar"),
        ("bookings.exported", "3 requests as CSV"),
        ("bookings.exported", "2 requests as CSV"),
    ]
    assert editor.post("/bookings/export", {"format": "pdf"}).status_code == 400


def test_one_persons_requests_are_erased(console: RunningConsole, editor: Person) -> None:
    """Shown first, deleted once staff agree; other people's stay."""
    hers, his = [keep(console, "a"), keep(console, "b")], keep(console, "c", contact=BOB)
    shown = editor.post("/bookings/erase", {"contact": "+1 555 010 0134"}).text
    assert "With this contact: 2 requests." in shown
    assert all(one.reference in shown for one in hers)
    assert his.reference not in shown
    assert len(console.rooms.bookings.list_requests()) == 3
    page = editor.post("/bookings/erase", {"contact": "+1 555 010 0134", "agreed": "yes"})
    assert "Deleted 2 requests" in page.text
    assert "Files that were exported before hold copies" in page.text
    assert [one.reference for one in console.rooms.bookings.list_requests()] == [his.reference]
    [(what, about)] = list_audit(console)
    assert what == "bookings.erased"
    assert about is not None
    assert {*about.split(", ")} == {one.reference for one in hers}


@pytest.mark.parametrize(
    ("contact", "wanted"),
    [
        ("Ana Silva", "neither a phone number nor an e-mail address"),
        ("bob@example.org", "There is no request with this contact"),
    ],
)
def test_nobody_to_erase_is_said(editor: Person, contact: str, wanted: str) -> None:
    """At the field."""
    page = editor.post("/bookings/erase", {"contact": contact})
    assert page.status_code == 422
    assert wanted in page.text


# Who may, and what stays private


@pytest.mark.parametrize("path", ["", "/failed", "/erase", "/request/K7M4-P2XW"])
def test_viewers_see_no_bookings(console: RunningConsole, path: str) -> None:
    """Personal data is for those who work with it."""
    viewer = console.sign_in(Role.VIEWER)
    assert viewer.get(f"/bookings{path}").status_code == 403
    assert 'href="/bookings"' not in viewer.get("/account").text


def test_viewers_change_and_take_nothing(console: RunningConsole) -> None:
    """Not by a form of their own making either."""
    request, viewer = keep(console, "a"), console.sign_in(Role.VIEWER)
    for path in (
        f"request/{request.reference}/confirm",
        f"request/{request.reference}/decline",
        *("find", "retry", "export", "erase"),
    ):
        assert viewer.post(f"/bookings/{path}", {"agreed": "yes"}).status_code == 403
    assert get_kept(console, request).state is State.WAITING


def test_nothing_personal_is_in_addresses_the_audit_or_logs(
    console: RunningConsole, editor: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever staff do with a request."""
    request = give_up(console, "a")
    addresses = []
    for answer in (
        editor.post("/bookings/find", {"reference": request.reference}),
        editor.post(
            f"/bookings/request/{request.reference}/confirm",
            {"at": FUTURE, "seen": read_seen(editor, request)},
        ),
        editor.post("/bookings/retry", {"delivery": "all"}),
        editor.post("/bookings/export", {"format": "csv"}),
        editor.post("/bookings/erase", {"contact": "+1 555-010-0134"}),
        editor.post("/bookings/erase", {"contact": "+1 555-010-0134", "agreed": "yes"}),
    ):
        assert answer.status_code == 200
        addresses += [one.url for one in (*answer.history, answer)]
    told = capfd.readouterr()
    written = f"{addresses} {console.rooms.accounts.audit.list(100)} {told.out} {told.err}"
    assert request.reference in written
    assert not [one for one in PERSONAL if one in written]
