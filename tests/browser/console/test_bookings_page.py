"""The bookings desk in a real browser: answered by keyboard, and readable for everybody."""

from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.booking.requests import BookingRequest, State
from assistant.console.accounts.roles import Role
from tests.booking.command_line import make_details, utc_now
from tests.browser.console.staff_browser import list_faults, open_as
from tests.console.running_console import RunningConsole, running_console


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    """A console with bookings of the test's own."""
    with running_console(tmp_path) as running:
        yield running


@pytest.fixture
def page(browser: Browser, console: RunningConsole) -> Iterator[Page]:
    with open_as(browser, console, Role.EDITOR) as opened:
        yield opened


def keep(console: RunningConsole, key: str, is_failed: bool = False) -> BookingRequest:
    """A request that waits, or whose hand-off was given up."""
    store = console.rooms.bookings
    submission = store.submit(make_details(reason="knee pain " * 30), key, utc_now())
    assert submission.delivery is not None
    if is_failed:
        store.bury(submission.delivery.id, "The webhook refused the delivery.", utc_now())
    return submission.request


def test_a_request_is_found_and_confirmed_by_keyboard(page: Page, console: RunningConsole) -> None:
    """The slash goes to the search, enter opens the request, and a time is typed."""
    request = keep(console, "a")
    page.goto("/bookings")
    page.keyboard.press("/")
    page.keyboard.type(request.reference)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Request {request.reference}")
    page.get_by_label("Time of the appointment").fill("2030-01-07T09:00")
    page.get_by_role("button", name="Confirm").press("Enter")
    confirmed = f"{request.reference} is confirmed for Mon 2030-01-07 09:00-09:30."
    expect(page.get_by_role("status")).to_contain_text(confirmed)


def test_a_request_is_declined_once_staff_agree(page: Page, console: RunningConsole) -> None:
    """The browser asks first; whoever says no has declined nothing."""
    request = keep(console, "a")
    page.goto(f"/bookings/request/{request.reference}")
    decline = page.get_by_role("button", name="Decline")
    with answering(page, accept=False):
        decline.click()
    kept = console.rooms.bookings.get(request.reference)
    assert kept is not None
    assert kept.state is State.WAITING
    with answering(page, accept=True):
        decline.click()
    expect(page.get_by_role("status")).to_contain_text(f"{request.reference} is declined.")


def test_axe_finds_nothing_at_the_desk(page: Page, console: RunningConsole) -> None:
    """In every state of its pages."""
    request = keep(console, "a", is_failed=True)
    for path in ("/bookings", f"/bookings/request/{request.reference}", "/bookings/failed"):
        page.goto(path)
        assert list_faults(page) == [], path
    page.goto("/bookings/erase")
    page.get_by_label("Phone number or e-mail address").fill(request.details.contact.shown)
    page.get_by_role("button", name="Show their requests").click()
    expect(page.get_by_role("button", name="Delete 1 request for good")).to_be_visible()
    assert list_faults(page) == []


@contextmanager
def answering(page: Page, accept: bool) -> Iterator[None]:
    """Answer the one question that the browser asks."""
    page.once("dialog", lambda dialog: dialog.accept() if accept else dialog.dismiss())
    yield
