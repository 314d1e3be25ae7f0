"""The widget withstands axe-core at WCAG 2.2 AA in every state of the real product's own page."""

from itertools import product as product_of
from typing import Any, Dict, List

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Problems
from tests.browser.demo_page import KeptVisitor, come_back, open_demo, talk_long
from tests.browser.widget_page import WidgetPage
from tests.browser.widget_states import STATES
from tests.conftest import Product

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
}
WIDTHS = (320, 1280)
LOOKS: Dict[str, Any] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
# Two pages of earlier messages beside the newest.
LONG_TURNS = 60
EARLIER = "Show earlier messages"


@pytest.fixture(scope="module")
def long_visitor(browser: Browser, product: Product) -> KeptVisitor:
    """Somebody who has talked for a long time."""
    return talk_long(browser, product, LONG_TURNS)


@pytest.mark.parametrize("state", sorted(STATES))
def test_axe_finds_nothing(
    context: BrowserContext, product: Product, problems: Problems, state: str
) -> None:
    """No violation at A or AA: in light, dark and forced colours, on a phone and on a desk."""
    problems.allow("Failed to load resource")
    widget = open_demo(context.new_page(), product)
    STATES[state](widget)
    assert _violations(widget) == []


def test_axe_finds_nothing_in_a_long_conversation(
    context: BrowserContext, product: Product, long_visitor: KeptVisitor
) -> None:
    """With every earlier message shown."""
    widget = come_back(context.new_page(), product, long_visitor)
    widget.open()
    earlier = widget.panel.get_by_role("button", name=EARLIER)
    expect(earlier).to_be_visible()
    while earlier.is_visible():
        shown = widget.of_visitor.count()
        earlier.click()
        expect(widget.of_visitor.nth(shown)).to_be_attached()
        expect(widget.log).to_have_attribute("aria-live", "polite")
    expect(widget.of_visitor).to_have_count(long_visitor.turns)
    assert _violations(widget) == []


def _violations(widget: WidgetPage) -> List[str]:
    # Contrasts that axe cannot measure, because of what overlaps, are measured in test_contrast.
    found = []
    for look, width in product_of(LOOKS, WIDTHS):
        # Where there is motion, axe would measure colours that are on their way.
        widget.page.emulate_media(reduced_motion="reduce", **LOOKS[look])
        widget.page.set_viewport_size({"width": width, "height": 800})
        for one in Axe().run(widget.page, options=AXE_OPTIONS).response["violations"]:
            for node in one["nodes"]:
                told = f"{one['id']} at {node['target']}: {node['failureSummary']}"
                found.append(f"{look}, {width} px: {told}")
    return found
