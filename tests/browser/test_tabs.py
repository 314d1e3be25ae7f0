"""One conversation in two tabs of the same browser."""

from typing import List, Tuple

import pytest
import requests
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import NOT_REACHED, MakePage, Problems, Website
from tests.browser.widget_page import WidgetPage, expect_said, open_and_ask

ASKED = "what are peptides"
EACH = 30
# Says so many things one soon after the other; `sending` ends when all are answered.
SAY_MUCH = """([name, count]) => {
  const chat = document.querySelector('clinic-chat');
  const pause = () => new Promise((end) => setTimeout(end, 40));
  window.sending = (async () => {
    const sent = [];
    for (let number = 0; number < count; number += 1) {
      sent.push(chat.send(`message ${name} ${number}.`));
      await pause();
    }
    await Promise.all(sent);
  })();
}"""


@pytest.fixture
def tabs(widget_page: MakePage) -> Tuple[WidgetPage, WidgetPage]:
    """Two pages of the site with the chat open on both, and one question answered."""
    first = open_and_ask(widget_page(), ASKED)
    second = widget_page()
    second.ensure_open()
    expect_said(second.of_visitor, ASKED)
    expect(second.of_assistant).to_have_count(1)
    return first, second


@pytest.fixture
def waiting_tabs(
    tabs: Tuple[WidgetPage, WidgetPage], context: BrowserContext, problems: Problems
) -> Tuple[WidgetPage, WidgetPage]:
    """The same two, cut off, with a question that was written in the first and waits in both."""
    problems.allow(NOT_REACHED)
    first, second = tabs
    context.set_offline(True)
    first.tell("is it safe?")
    expect_said(second.of_visitor, "is it safe?")
    return first, second


def test_tabs_show_the_same_messages(tabs: Tuple[WidgetPage, WidgetPage]) -> None:
    """What is said in one stands in the other, in the same order and once."""
    first, second = tabs
    second.ask("is it safe?")
    expect_said(first.of_visitor, "is it safe?")
    first.ask("what are stem cells")
    expect_said(second.of_visitor, "what are stem cells")
    for widget in tabs:
        expect(widget.of_visitor).to_have_count(3)
    read = "log => [...log.querySelectorAll('[data-id]')].map(m => m.dataset.id)"
    expect(second.of_assistant).to_have_count(first.of_assistant.count())
    ids = first.log.evaluate(read)
    assert ids == second.log.evaluate(read)
    assert len(ids) == len(set(ids))
    assert first.tokens()[-1] == second.tokens()[-1]


def test_tabs_show_the_same_thumb(tabs: Tuple[WidgetPage, WidgetPage]) -> None:
    """A thumb pressed in one is pressed in the other."""
    first, second = tabs
    first.press("This helped")
    expect(second.button("This helped")).to_have_attribute("aria-pressed", "true")
    second.press("This did not help")
    expect(first.button("This did not help")).to_have_attribute("aria-pressed", "true")
    expect(first.button("This helped")).to_have_attribute("aria-pressed", "false")


def test_deleted_in_one_tab_is_gone_in_the_other(tabs: Tuple[WidgetPage, WidgetPage]) -> None:
    """The other tab empties itself, and what is written there begins a new conversation."""
    first, second = tabs
    token = first.tokens()[-1]
    first.choose("Delete my chat")
    first.confirm.get_by_role("button", name="Delete", exact=True).click()
    for widget in tabs:
        expect(widget.of_visitor).to_have_count(0)
        expect(widget.of_assistant).to_have_count(0)
    second.ask("is it safe?")
    expect_said(first.of_visitor, "is it safe?")
    for widget in tabs:
        expect(widget.of_visitor).to_have_count(1)
    assert second.tokens()[-1] != token


def test_waiting_message_is_shared_and_sent_once(
    waiting_tabs: Tuple[WidgetPage, WidgetPage], context: BrowserContext
) -> None:
    """Written in one tab while offline, it waits in both, and one of them sends it."""
    first, second = waiting_tabs
    expect(first.delivery).to_have_text("Waiting to be sent")
    expect(second.delivery).to_have_text("Waiting to be sent")
    context.set_offline(False)
    for widget in waiting_tabs:
        widget.wait_for_answer(1)
        expect(widget.of_visitor).to_have_count(2)
    sent = [body for tab in waiting_tabs for body in tab.bodies("/messages")]
    ids = {body["id"] for body in sent if body["message"] == "is it safe?"}
    assert len(ids) == 1, "whoever sends it again sends the same message"
    first.reload()
    expect(first.of_visitor).to_have_count(2)
    expect(first.of_assistant).to_have_count(2)


def test_chat_goes_on_where_the_first_tab_was_closed(
    waiting_tabs: Tuple[WidgetPage, WidgetPage], context: BrowserContext
) -> None:
    """A tab closed with a message unsent leaves it to the other."""
    first, second = waiting_tabs
    first.page.close()
    context.set_offline(False)
    second.wait_for_answer(1)


def test_messages_of_two_tabs_at_the_same_time_all_arrive(
    tabs: Tuple[WidgetPage, WidgetPage], website: Website, problems: Problems
) -> None:
    """None is lost and none is said twice, however the tabs get in each other's way."""
    # So many at once are more than one visitor may send; they wait and go by themselves.
    problems.allow("429")
    for name, widget in zip("AB", tabs, strict=True):
        widget.page.evaluate(SAY_MUCH, [name, EACH])
    for widget in tabs:
        widget.page.evaluate("() => window.sending")
    written = [f"message {name} {number}." for name in "AB" for number in range(EACH)]
    assert sorted(read_visitor(website, tabs[0].tokens()[-1])) == sorted([ASKED, *written])
    for widget in tabs:
        expect(widget.of_visitor.filter(has_text="message ")).to_have_count(len(written))


def read_visitor(website: Website, token: str) -> List[str]:
    """All that a visitor has said, as the server has stored it."""
    said: List[str] = []
    before = None
    while True:
        answer = requests.get(
            f"{website.channel}/conversation",
            params={"limit": "100", **({"before": before} if before else {})},
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )
        page = answer.json()
        said += [entry["text"] for entry in page["messages"] if entry["from"] == "visitor"]
        before = page["before"]
        if before is None:
            return said
