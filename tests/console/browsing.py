"""What a real Chromium says of the console's pages: axe, overflow, and what the policy stopped."""

from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Literal, Tuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.console.running_console import Person

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Contrast does not depend on the width, nor targets and order on the colours.
LOOKS: Tuple[Tuple[int, int, Literal["light", "dark"]], ...] = (
    (320, 640, "light"),
    (1280, 800, "dark"),
)


@contextmanager
def browsing(browser: Browser, person: Person, **options: Any) -> Iterator[BrowserContext]:
    """A browser that has this person's cookies."""
    context = browser.new_context(base_url=person.url, **options)
    kept = person.browser.cookies.get_dict()
    context.add_cookies([{"name": k, "value": v, "url": person.url} for k, v in kept.items()])
    try:
        yield context
    finally:
        context.close()


def watch(page: Page) -> List[str]:
    """The list that errors of scripts and of the policy are written to from now on."""
    problems: List[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    return problems


def find_faults(page: Page) -> Dict[str, List[str]]:
    """What is wrong with the page as it stands: on a phone in light, on a desk in dark colours.

    Empty if nothing is: violations of axe, and how far the page is wider than its window.
    """
    faults: Dict[str, List[str]] = {}
    for width, height, look in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=look)
        response = Axe().run(page, options=AXE_OPTIONS).response
        found = [
            f"{one['id']}: {node['html'][:200]}"
            for one in response["violations"]
            for node in one["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("the page scrolls sideways")
        if found:
            faults[f"{width} px, {look}"] = found
    return faults
