"""Staff's browser, signed in, and what must hold for each page that it shows."""

from contextlib import contextmanager
from typing import Any, Iterator, List

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from assistant.console.accounts.roles import Role
from assistant.console.web.cookies import name_cookies
from tests.browser.test_accessibility import AXE_OPTIONS
from tests.console.running_console import RunningConsole

# A phone's and a desk's width, and each look once.
LOOKS = ((320, "dark"), (1280, "light"))
# How far the page is wider than the window, which it never should be.
SURPLUS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def open_as(
    browser: Browser, console: RunningConsole, role: Role, **options: Any
) -> Iterator[Page]:
    """A page of somebody with this role; whatever the browser complains of fails the test."""
    cookie = name_cookies(console.settings).session
    token = console.sign_in(role).browser.cookies[cookie]
    complaints: List[str] = []
    with browser.new_context(base_url=console.url, **options) as context:
        context.add_cookies([{"name": cookie, "value": token, "url": console.url}])
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda said: _note(said, complaints))
        yield context.new_page()
    assert complaints == []


def list_faults(page: Page) -> List[str]:
    """What axe finds at WCAG 2.2 AA, and whether the page scrolls sideways."""
    found = []
    for width, look in LOOKS:
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        place = f"{look}, {width} px"
        if page.evaluate(SURPLUS) > 0:
            found.append(f"{place}: scrolls sideways")
        for one in Axe().run(page, options=AXE_OPTIONS).response["violations"]:
            found += [f"{place}: {one['id']} at {node['target']}" for node in one["nodes"]]
    return found


def _note(said: ConsoleMessage, complaints: List[str]) -> None:
    # A broken policy is an error there.
    if said.type in ("error", "warning"):
        complaints.append(said.text)
