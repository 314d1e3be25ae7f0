"""Brings the widget into each of the states that a visitor may meet, for checks of all of them."""

import json
from typing import Callable, Dict, List

from playwright.sync_api import Page, Route, expect

from tests.browser.widget_page import WidgetPage

MESSAGES = "**/webhooks/website/messages"
QUESTION = "What is platelet-rich plasma?"
ANSWERED_WITH_NOTHING = "Are you open on Fridays?"

BringTo = Callable[[WidgetPage], None]


def hold(page: Page, address: str = MESSAGES) -> Callable[[], None]:
    """Let requests to the address wait; what is given back lets them go on."""
    waiting: List[Route] = []
    page.route(address, lambda route: waiting.append(route))

    def release() -> None:
        for route in waiting:
            route.continue_()
        page.unroute(address)

    return release


def answer_with(page: Page, status: int, code: str, words: str, **headers: str) -> None:
    """Let the server's place be taken by an error in the channel's own shape."""
    body = json.dumps({"error": {"code": code, "message": words, "request_id": "r1"}})

    def fulfill(route: Route) -> None:
        route.fulfill(
            status=status, content_type="application/json", headers=headers or None, body=body
        )

    page.route(MESSAGES, fulfill)


def be_closed(widget: WidgetPage) -> None:
    """The page as it loads."""
    expect(widget.launcher).to_be_visible()


def be_open(widget: WidgetPage) -> None:
    """Opened for the first time: the greeting and its quick replies."""
    widget.open()
    expect(widget.of_widget.first).to_be_visible()


def be_answered(widget: WidgetPage) -> None:
    """An answer with its source, quick replies and thumbs, one of them used."""
    widget.open()
    widget.ask(QUESTION)
    widget.press("This helped")
    expect(widget.button("This helped")).to_have_attribute("aria-pressed", "true")
    widget.panel.locator('[part~="reply"]').last.click()
    expect(widget.of_assistant).to_have_count(2)
    expect(widget.panel.locator('[part~="typing"]')).to_be_hidden()


def be_typing(widget: WidgetPage) -> None:
    """A message is on its way."""
    widget.open()
    hold(widget.page)
    widget.tell(QUESTION)
    expect(widget.panel.locator('[part~="typing"]')).to_be_visible()


def be_failed(widget: WidgetPage) -> None:
    """A message was refused; it can be tried again."""
    widget.open()
    answer_with(widget.page, 400, "message_invalid", "This message cannot be read.")
    widget.tell(QUESTION)
    expect(widget.button("Try again")).to_be_visible()


def be_unavailable(widget: WidgetPage) -> None:
    """The server answers that it cannot; the emergency words stand there all the same."""
    widget.open()
    answer_with(widget.page, 503, "turn_failed", "Please call +1 555-010-0199.")
    widget.tell("I have chest pain")
    expect(widget.button("Try again")).to_be_visible()
    expect(widget.emergencies).to_have_count(1)
    expect(widget.status).not_to_be_empty()


def be_offline(widget: WidgetPage) -> None:
    """The connection is gone, and a message waits for it."""
    widget.open()
    widget.page.context.set_offline(True)
    widget.tell(QUESTION)
    expect(widget.delivery).to_have_text("Waiting to be sent")
    expect(widget.status).not_to_be_empty()


def be_at_menu(widget: WidgetPage) -> None:
    """The menu is open over a conversation."""
    widget.open()
    widget.ask(ANSWERED_WITH_NOTHING)
    widget.press("More")
    expect(widget.panel.locator('[part~="menu"]')).to_be_visible()


def be_deleting(widget: WidgetPage) -> None:
    """Asked whether the chat shall be deleted."""
    widget.open()
    widget.ask(ANSWERED_WITH_NOTHING)
    widget.choose("Delete my chat")
    expect(widget.confirm).to_be_visible()


def be_booking(widget: WidgetPage) -> None:
    """A form's summary waits for a yes."""
    widget.open()
    widget.ask("book me, Ana Silva, 555-010-0134, thursday morning, knee pain")
    expect(widget.button("Yes, pass it on")).to_be_visible()


STATES: Dict[str, BringTo] = {
    "closed": be_closed,
    "open": be_open,
    "answered": be_answered,
    "typing": be_typing,
    "failed": be_failed,
    "unavailable": be_unavailable,
    "offline": be_offline,
    "menu": be_at_menu,
    "deleting": be_deleting,
    "booking": be_booking,
}
