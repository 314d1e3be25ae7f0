"""The widget is never silent: whatever fails, there are words, a phone number and a way on."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.broken_product import killed, stopped
from tests.browser.clinic_site import LOOPBACK
from tests.browser.conftest import NOT_REACHED, MakePage, Problems, Website
from tests.browser.widget_page import SENT, expect_said, expect_status, open_and_ask
from tests.conftest import free_port
from tests.live.booking_talk import START

# The page's own attribute, where the server could not be asked.
WRITTEN_PHONE = "+1 555-010-0142"
EMERGENCY = "I have crushing chest pain"


def test_written_offline_is_kept_and_sent_once(
    widget_page: MakePage, context: BrowserContext, problems: Problems
) -> None:
    """In the order in which it was written; a reload shows the same."""
    problems.allow(NOT_REACHED)
    widget = open_and_ask(widget_page(), "what are stem cells")
    context.set_offline(True)
    widget.tell("what are peptides")
    expect_status(widget, "offline")
    widget.tell("is it safe?")
    for number in (1, 2):
        line = widget.of_visitor.nth(number).locator('[part~="delivery"]')
        expect(line).to_have_text("Waiting to be sent")
    context.set_offline(False)
    widget.wait_for_answer(2)
    expect(widget.status).to_have_text("")
    assert [body["message"] for body in widget.bodies("/messages", answered=True)] == [
        "what are stem cells",
        "what are peptides",
        "is it safe?",
    ]
    widget.reload()
    expect(widget.of_visitor).to_have_count(3)
    expect(widget.of_assistant).to_have_count(3)


def test_server_killed_in_the_middle_answers_once(
    widget_page: MakePage, website: Website, problems: Problems
) -> None:
    """Killed while a turn runs and started again: one question, one answer, here and stored."""
    problems.allow(NOT_REACHED, "503")
    widget = open_and_ask(widget_page(), "what are stem cells")
    before = widget.of_assistant.count()
    # The turn waits for the actions, which hang: that is the middle of it.
    with stopped(website.product, "actions"):
        with widget.page.expect_request(lambda request: request.url.endswith("/messages")):
            widget.tell(START)
        expect(widget.panel.locator('[part~="typing"]')).to_be_visible()
        with killed(website.product, "assistant"):
            expect_status(widget, "reach")
            expect(widget.delivery).not_to_have_text(SENT)
    retry = widget.panel.locator('[part~="retry"]')
    expect(retry.or_(widget.of_assistant.nth(before))).to_be_visible()
    if retry.is_visible():
        retry.click()
    assert "name" in widget.wait_for_answer(before)
    expect(widget.status).to_have_text("")
    assert len({body["id"] for body in widget.bodies("/messages")[1:]}) == 1
    answered = widget.of_assistant.count()
    widget.reload()
    expect_said(widget.of_visitor, START)
    expect(widget.of_visitor).to_have_count(2)
    expect(widget.of_assistant).to_have_count(answered)


def test_server_that_is_down_at_first(widget_page: MakePage, problems: Problems) -> None:
    """A chat that cannot begin says so, with the page's number, and gives the message back."""
    problems.allow(NOT_REACHED)
    widget = widget_page(
        server=f"http://{LOOPBACK}:{free_port()}",
        phone=WRITTEN_PHONE,
        emergency_number="112",
    )
    widget.open()
    expect_status(widget, "reach", WRITTEN_PHONE)
    widget.tell("what are peptides")
    expect(widget.delivery).to_have_text("Waiting to be sent")
    # A quick visitor does not wait for the tries.
    widget.tell(EMERGENCY)
    expect(widget.emergencies).to_have_count(1, timeout=1000)
    call = widget.emergencies.get_by_role("link", name="112")
    expect(call).to_have_attribute("href", "tel:112")
    first = widget.of_visitor.first.locator('[part~="delivery"]')
    expect(first).to_have_text(re.compile("Not sent"), timeout=25_000)
    expect(widget.button("Try again")).to_be_visible()
    expect_status(widget, "reach", WRITTEN_PHONE)
    expect(widget.emergencies).to_have_count(1)
    widget.reload()
    expect_said(widget.of_visitor, "what are peptides")
    expect_said(widget.of_visitor, EMERGENCY)


@pytest.mark.parametrize("attributes", [{}, {"emergency_number": "112"}])
def test_emergency_is_answered_offline(
    widget_page: MakePage,
    context: BrowserContext,
    problems: Problems,
    attributes: "dict[str, str]",
) -> None:
    """At once, with the number that the server told before or else the page."""
    problems.allow(NOT_REACHED)
    widget = open_and_ask(widget_page(**attributes), "what are peptides")
    context.set_offline(True)
    widget.tell("I took all my pills, I want to kill myself")
    expect(widget.emergencies).to_have_count(1, timeout=1000)
    expect(widget.emergencies).to_contain_text("911")
    expect(widget.emergencies).to_contain_text("988")
    context.set_offline(False)
    assert "988" in widget.wait_for_answer(1), "and the server's own words once it is back"


def test_emergency_does_not_wait_for_a_slow_server(widget_page: MakePage, website: Website) -> None:
    """Two seconds without an answer, and the number stands there; not before, not twice."""
    widget = widget_page()
    widget.open()
    assert "911" in widget.ask(EMERGENCY)
    expect(widget.emergencies).to_have_count(0)
    with stopped(website.product, "assistant"):
        widget.tell(EMERGENCY)
        expect(widget.emergencies).to_have_count(1, timeout=4000)
        expect(widget.emergencies).to_contain_text("911")
    assert "911" in widget.wait_for_answer(1)
    expect(widget.emergencies).to_have_count(1)


def test_slow_answer_is_spoken_of(widget_page: MakePage, website: Website) -> None:
    """After 5 s there are words; the visitor may go on writing, and all is answered in order."""
    widget = open_and_ask(widget_page(), "what are peptides")
    typing = widget.panel.locator('[part~="typing"]')
    with stopped(website.product, "assistant"):
        widget.tell("is it safe?")
        expect(widget.delivery).to_have_text("Sending…")
        expect(typing).to_be_visible()
        widget.tell("what are stem cells")
        expect_status(widget, "longer|slow")
    widget.wait_for_answer(2)
    expect(widget.status).to_have_text("")
    expect(typing).to_be_hidden()
    whole = widget.log.inner_text()
    assert whole.index("is it safe?") < whole.index("what are stem cells")
