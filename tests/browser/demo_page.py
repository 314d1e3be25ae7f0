"""The product's own demonstration page in a browser, and conversations too long to be typed."""

import uuid
from dataclasses import dataclass
from typing import Any, Dict, List, Sequence

import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.widget_page import WidgetPage
from tests.conftest import Product

TURN_SECONDS = 60
TALK = (
    "What is platelet-rich plasma?",
    "is it safe?",
    "Are you open on Fridays?",
    "How much does it cost?",
    "Can it help with arthritis in my knee?",
)
KEEP = "entries => entries.forEach(({name, value}) => localStorage.setItem(name, value))"


@dataclass(frozen=True)
class KeptVisitor:
    """What a visitor's browser keeps of a conversation, and how many messages the visitor wrote."""

    storage: List[Dict[str, str]]
    turns: int


def demo_address(product: Product) -> str:
    """Where the demonstration page of a running product is."""
    return f"http://127.0.0.1:{product.settings.assistant_port}/webhooks/website/demo"


def open_demo(page: Page, product: Product) -> WidgetPage:
    """Go to the demonstration page; the widget stands there closed."""
    widget = WidgetPage(page, demo_address(product))
    page.on("request", lambda request: widget.requests.append(request))
    page.goto(widget.url)
    expect(widget.launcher).to_be_visible()
    return widget


def talk_long(
    browser: Browser, product: Product, turns: int, talk: Sequence[str] = TALK
) -> KeptVisitor:
    """Let a new visitor say so much; the first words in the browser, the others over HTTP.

    The browser makes the visitor, so that this need not know how it keeps one. Raises HTTPError.
    """
    context = browser.new_context()
    try:
        widget = open_demo(context.new_page(), product)
        widget.open()
        widget.ask(talk[0])
        headers = {"Authorization": f"Bearer {widget.tokens()[-1]}"}
        widget.page.keyboard.press("Escape")
        # It comes back when the widget has noted that it was closed.
        expect(widget.launcher).to_be_visible()
        storage = _storage(context)
    finally:
        context.close()
    address = demo_address(product).replace("/demo", "/messages")
    with requests.Session() as session:
        for number in range(1, turns):
            body = {"id": str(uuid.uuid4()), "message": talk[number % len(talk)]}
            answer = session.post(address, json=body, headers=headers, timeout=TURN_SECONDS)
            answer.raise_for_status()
    return KeptVisitor(storage, turns)


def come_back(page: Page, product: Product, visitor: KeptVisitor) -> WidgetPage:
    """Open the demonstration page as a visitor of before; the widget stands there closed."""
    page.goto(demo_address(product))
    page.evaluate(KEEP, visitor.storage)
    return open_demo(page, product)


def _storage(context: BrowserContext) -> List[Dict[str, str]]:
    origins: List[Any] = context.storage_state()["origins"]
    return [dict(entry) for origin in origins for entry in origin["localStorage"]]
