"""One page with the widget in a real browser, spoken of as a visitor would."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

from playwright.sync_api import Locator, Page, Request, expect

SENT = "Sent"
# The clinic of these tests has this number.
PHONE = "+1 555-010-0199"


@dataclass(frozen=True)
class ChatEvent:
    """One `clinic-chat:*` event as the clinic's page sees it."""

    name: str
    detail: Any


@dataclass(frozen=True)
class WidgetPage:
    """The page, what the widget told it, and what it asked of the server."""

    page: Page
    url: str
    events: List[ChatEvent] = field(default_factory=list)
    requests: List[Request] = field(default_factory=list)

    @property
    def host(self) -> Locator:
        return self.page.locator("clinic-chat")

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="Chat with us")

    @property
    def panel(self) -> Locator:
        return self.page.locator('[part~="panel"]')

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Conversation")

    @property
    def input(self) -> Locator:
        return self.page.get_by_role("textbox", name="Your message")

    @property
    def status(self) -> Locator:
        """What the widget says about the state of things."""
        return self.panel.locator('[part~="status"]')

    @property
    def confirm(self) -> Locator:
        return self.page.locator('dialog[part~="confirm"]')

    @property
    def of_visitor(self) -> Locator:
        return self._messages("visitor")

    @property
    def of_assistant(self) -> Locator:
        return self._messages("assistant")

    @property
    def of_widget(self) -> Locator:
        return self._messages("widget")

    @property
    def emergencies(self) -> Locator:
        """The widget's own notices; the server's words on an emergency are the assistant's."""
        return self._messages("widget").and_(self._messages("emergency"))

    @property
    def delivery(self) -> Locator:
        """The line under the visitor's last message."""
        return self.of_visitor.last.locator('[part~="delivery"]')

    def button(self, name: str) -> Locator:
        """The newest button of the panel with this name."""
        return self.panel.get_by_role("button", name=name, exact=True).last

    def open(self) -> None:
        """Press the launcher and wait until a visitor may write."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        expect(self.input).to_be_visible()

    def ensure_open(self) -> None:
        """Open the chat where it is not open by itself, as after a reload."""
        expect(self.launcher.or_(self.input).first).to_be_visible()
        if self.launcher.is_visible():
            self.open()

    def press(self, name: str) -> None:
        """Press the newest button of this name."""
        self.button(name).click()

    def choose(self, name: str) -> None:
        """Open the menu and press one of its entries."""
        self.press("More")
        self.press(name)

    def tell(self, text: str) -> None:
        """Write and send, and wait only until the message stands in the conversation."""
        before = self.of_visitor.count()
        self.input.fill(text)
        self.input.press("Enter")
        expect(self.of_visitor).to_have_count(before + 1)

    def ask(self, text: str) -> str:
        """Write, send and wait for the answer; its words."""
        before = self.of_assistant.count()
        self.tell(text)
        return self.wait_for_answer(before)

    def follow(self, title: str) -> str:
        """Press a quick reply and wait for the answer; its words."""
        before, asked = self.of_assistant.count(), self.of_visitor.count()
        self.press(title)
        expect(self.of_visitor).to_have_count(asked + 1)
        return self.wait_for_answer(before)

    def wait_for_answer(self, before: int, seconds: float = 20) -> str:
        """Wait until more than `before` replies stand there and the last message is sent."""
        limit = seconds * 1000
        expect(self.of_assistant.nth(before)).to_be_visible(timeout=limit)
        expect(self.delivery).to_have_text(SENT, timeout=limit)
        return "\n".join(self.of_assistant.all_inner_texts()[before:])

    def reload(self) -> None:
        """Load the page again and wait for the widget."""
        self.page.reload()
        expect(self.host).to_have_js_property("isConnected", True)

    def tokens(self) -> List[str]:
        """Every visitor's token that was shown to the server, oldest first."""
        shown = [request.headers.get("authorization", "") for request in self.requests]
        return [value.removeprefix("Bearer ") for value in shown if value]

    def bodies(self, ending: str, answered: bool = False) -> List[Dict[str, Any]]:
        """What was posted to the addresses with this ending, or only what got through to them."""
        return [
            json.loads(request.post_data or "{}")
            for request in self.requests
            if request.method == "POST"
            and request.url.endswith(ending)
            and not (answered and request.failure)
        ]

    def events_named(self, name: str) -> List[Any]:
        """The details of every `clinic-chat:<name>` so far."""
        return [event.detail for event in self.events if event.name == f"clinic-chat:{name}"]

    def focused(self) -> str:
        """What has the focus: the id or tag in the page, or `part:name` inside the widget."""
        found: str = self.page.evaluate(
            """() => {
              const outer = document.activeElement;
              const inner = outer && outer.shadowRoot && outer.shadowRoot.activeElement;
              if (inner) return 'part:' + (inner.getAttribute('part') || inner.tagName);
              return outer ? outer.id || outer.tagName : '';
            }"""
        )
        return found

    def _messages(self, part: str) -> Locator:
        return self.log.locator(f'[part~="message"][part~="{part}"]')


def open_and_ask(widget: WidgetPage, text: str) -> WidgetPage:
    """Open the chat of a page and have a first question answered; the page."""
    widget.open()
    widget.ask(text)
    return widget


def expect_said(messages: Locator, words: str, seconds: Optional[float] = None) -> None:
    """Wait until exactly one of the messages holds these words."""
    found = messages.filter(has_text=re.compile(re.escape(words)))
    expect(found).to_have_count(1, timeout=None if seconds is None else seconds * 1000)


def expect_status(widget: WidgetPage, words: str, phone: str = PHONE) -> None:
    """Wait until the status says this (a pattern) and shows the number to call."""
    expect(widget.status).to_have_text(re.compile(words, re.IGNORECASE))
    link = widget.status.get_by_role("link", name=phone)
    expect(link).to_have_attribute("href", f"tel:{re.sub('[^+0-9]', '', phone)}")
