"""A real Chromium, a clinic's site on an origin of its own, and the real product behind both."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterator, List, Sequence
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from assistant.settings import PROJECT
from tests.browser.chromium import find_chromium
from tests.browser.clinic_site import LOOPBACK, OUTSIDE_HOST, ClinicSite, serve_clinic_site
from tests.browser.widget_page import ChatEvent, WidgetPage
from tests.conftest import Product, running_product

SECRET = "a secret of the browser tests, and of nothing else"
PATIENCE_MS = 10_000
# What a clinic's staff, or whoever got hold of their file, may write into an answer.
HOSTILE_NOTE = (
    'Ask us. <img src=x onerror=alert(1)><script>alert(2)</script><b id="bold">bold</b> '
    "javascript:alert(3) [plan](javascript:alert(4)) data:text/html,<script>alert(5)</script> "
    "or read https://willowcreek.example/plans now."
)
# Enough for a person, and soon used up by a test that means to.
SENDER_RATE_LIMIT = "30/10seconds"
# How Chromium complains when nobody answers.
NOT_REACHED = r"net::ERR_(CONNECTION_|INTERNET_DISCONNECTED|EMPTY_RESPONSE|FAILED)"
TELL_EVENTS = """
for (const name of ['open', 'close', 'message', 'booking']) {
  document.addEventListener('clinic-chat:' + name, (event) =>
    noteChatEvent(event.type, event.detail ?? null));
}
"""

expect.set_options(timeout=PATIENCE_MS)

MakePage = Callable[..., WidgetPage]


@dataclass
class Problems:
    """What a browser complained about; a test names what belongs to what it does."""

    seen: List[str] = field(default_factory=list)
    allowed: List[str] = field(default_factory=list)

    def allow(self, *patterns: str) -> None:
        """Expect complaints that match one of these."""
        self.allowed.extend(patterns)

    @property
    def unexpected(self) -> List[str]:
        return [one for one in self.seen if not any(re.search(p, one) for p in self.allowed)]


@dataclass(frozen=True)
class Website:
    """The running product as a clinic's page knows it."""

    product: Product
    site: ClinicSite

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.product.settings.assistant_port}"

    @property
    def channel(self) -> str:
        return f"{self.origin}/webhooks/website"


@pytest.fixture(scope="package")
def chromium() -> str:
    """Where Chromium is. A machine without it fails these tests: it does not skip them."""
    return find_chromium()


# For the package only: while it lives, no other test of this thread could run an event loop.
@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests here."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium,
            args=[f"--host-resolver-rules=MAP *.example {LOOPBACK}"],
        )
        yield running
        running.close()


@pytest.fixture(scope="package")
def site() -> Iterator[ClinicSite]:
    """The clinic's own site, on another port than the assistant."""
    with serve_clinic_site() as running:
        yield running


@pytest.fixture(scope="package")
def website(
    model: Path, site: ClinicSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Website]:
    """The real product with the site's origin allowed; tests leave every process running."""
    folder = tmp_path_factory.mktemp("website")
    profile = yaml.safe_load((PROJECT / "knowledge" / "clinic.yml").read_text(encoding="utf-8"))
    profile["insurance_note"] = HOSTILE_NOTE
    (folder / "clinic.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    settings = {
        "CLINIC_PROFILE": str(folder / "clinic.yml"),
        "WEBSITE_SECRET": SECRET,
        "WEBSITE_ORIGINS": f"{site.origin()} {site.origin(OUTSIDE_HOST)}",
        "SENDER_RATE_LIMIT": SENDER_RATE_LIMIT,
        "SESSION_RATE_LIMIT": "1000/minute",
    }
    with running_product(folder, **settings) as product:
        yield Website(product, site)


@pytest.fixture
def problems() -> Problems:
    """Everything that went wrong in the browser during the test."""
    return Problems()


@pytest.fixture
def context(browser: Browser, problems: Problems) -> Iterator[BrowserContext]:
    """A visitor's own browser: nothing kept, every complaint noted and none left at the end."""
    with browser.new_context() as fresh:
        watch(fresh, problems)
        yield fresh
        assert problems.unexpected == []
        assert fresh.cookies() == [], "the widget sets no cookie"


@pytest.fixture
def widget_page(context: BrowserContext, website: Website, problems: Problems) -> MakePage:
    """Makes pages of the clinic's site with the widget on them."""

    def make(
        host: str = LOOPBACK,
        query: str = "",
        server: str = website.origin,
        scripts: Sequence[str] = (f"{website.origin}/chat.js",),
        **attributes: str,
    ) -> WidgetPage:
        given = {name.replace("_", "-"): value for name, value in attributes.items()}
        path = website.site.add_page(scripts, {"server": server, **given})
        widget = WidgetPage(context.new_page(), website.site.origin(host) + path + query)
        watch_requests(widget, problems, website.site)
        widget.page.expose_function("noteChatEvent", note_into(widget.events))
        widget.page.add_init_script(TELL_EVENTS)
        widget.page.goto(widget.url)
        return widget

    return make


def watch(context: BrowserContext, problems: Problems) -> None:
    """Note errors of scripts and of the console, broken policies among them, and dialogs."""

    def note_dialog(dialog: Any) -> None:
        problems.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def note_console(message: Any) -> None:
        if message.type in ("error", "warning"):
            problems.seen.append(f"console: {message.text}")

    context.on("weberror", lambda error: problems.seen.append(f"script: {error.error}"))
    context.on("console", note_console)
    context.on("dialog", note_dialog)


def watch_requests(widget: WidgetPage, problems: Problems, site: ClinicSite) -> None:
    """Keep what is asked of the assistant; a request to anybody else is a problem."""

    def note(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("blob", "data") or address.port == site.port:
            return
        widget.requests.append(request)
        if address.hostname != LOOPBACK:
            problems.seen.append(f"request to {address.hostname}")

    widget.page.on("request", note)


def note_into(events: List[ChatEvent]) -> Callable[[str, Any], None]:
    """What the page calls with the name and the detail of an event."""
    return lambda name, detail: events.append(ChatEvent(name, detail))
