"""A visitor who deletes the chat: nothing comes back, and what stays is not called deleted."""

import time
from typing import Tuple

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, Route, expect

from assistant.channels.visitor_ids import VisitorIds
from tests.browser.broken_product import stopped
from tests.browser.conftest import NOT_REACHED, SECRET, MakePage, Problems, Website
from tests.browser.test_refusals import DAY_SECONDS, replace_token
from tests.browser.test_visitor_story import stored_rows
from tests.browser.widget_page import WidgetPage, expect_said, open_and_ask
from tests.live.booking_talk import START, Visitor

DELETED = "has been deleted"
FAILED = "could not be deleted"
CONVERSATION = "**/webhooks/website/conversation"
# Longer than the widget waits for anything but a turn.
SHORT_LIMIT_MS = 11_000
NEXT_FRAMES = "() => new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(end)))"


def delete(widget: WidgetPage) -> None:
    """Ask for the deletion and confirm it."""
    widget.choose("Delete my chat")
    widget.confirm.get_by_role("button", name="Delete", exact=True).click()


def break_deletion(page: Page) -> None:
    """Let no deletion reach the server until `page.unroute(CONVERSATION)`."""

    def refuse(route: Route) -> None:
        if route.request.method == "DELETE":
            route.abort()
        else:
            route.continue_()

    page.route(CONVERSATION, refuse)


def age(token: str) -> str:
    """The token that this visitor would have, had it been signed two days ago."""
    now = time.time()
    # It is read now and signed then.
    clock = iter((now, now - 2 * DAY_SECONDS))
    return VisitorIds(SECRET, DAY_SECONDS, clock=lambda: next(clock)).renew(token)


def expect_ended(website: Website, token: str) -> None:
    """The server knows that the token's conversation was deleted."""
    answer = requests.get(
        f"{website.channel}/conversation",
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session_ended")


@pytest.fixture
def expired(widget_page: MakePage, problems: Problems) -> Tuple[WidgetPage, str, str]:
    """A page left open too long, a word that its visitor said, and the token from before."""
    problems.allow("401")
    word = Visitor().word
    widget = open_and_ask(widget_page(), f"what are peptides, dear {word}")
    token = widget.tokens()[-1]
    replace_token(widget, age(token))
    return widget, word, token


def test_failed_deletion_says_so_and_can_be_tried_again(
    widget_page: MakePage, website: Website, problems: Problems
) -> None:
    """The words stay though the server answers the next request, and so does the chat."""
    problems.allow(NOT_REACHED)
    widget = open_and_ask(widget_page(), "what are peptides")
    break_deletion(widget.page)
    with widget.page.expect_response(lambda answer: "/conversation?" in answer.url) as history:
        delete(widget)
    history.value.finished()
    widget.page.evaluate(NEXT_FRAMES)
    assert FAILED in widget.status.inner_text()
    expect_said(widget.of_visitor, "what are peptides")
    expect(widget.of_assistant).to_have_count(1)
    # It says its piece and does not stand there for good.
    expect(widget.status).to_have_text("")
    widget.page.unroute(CONVERSATION)
    token = widget.tokens()[-1]
    delete(widget)
    expect(widget.status).to_contain_text(DELETED)
    expect(widget.of_visitor).to_have_count(0)
    expect_ended(website, token)


@pytest.mark.parametrize("is_long", [False, True])
def test_deletion_in_the_middle_of_an_answer_deletes_it_too(
    widget_page: MakePage, website: Website, is_long: bool
) -> None:
    """However long the turn takes: nothing is left, and the old words begin no new chat."""
    word = Visitor().word
    widget = open_and_ask(widget_page(), f"what are peptides, dear {word}")
    message = widget.bodies("/messages")[0]["id"]
    token = widget.tokens()[-1]
    assert stored_rows(website, word)
    with stopped(website.product, "actions"):
        with widget.page.expect_request(lambda request: request.url.endswith("/messages")):
            widget.tell(START)
        expect(widget.panel.locator('[part~="typing"]')).to_be_visible()
        delete(widget)
        expect(widget.of_visitor.filter(has_text=START)).to_have_count(0)
        if is_long:
            widget.page.wait_for_timeout(SHORT_LIMIT_MS)
    expect(widget.status).to_contain_text(DELETED, timeout=30_000)
    expect(widget.of_visitor).to_have_count(0)
    expect(widget.of_assistant).to_have_count(0)
    booking = widget.bodies("/messages")[1]["id"]
    for words in (word, message, booking):
        assert stored_rows(website, words) == []
    expect_ended(website, token)
    assert len(widget.bodies("/session")) == 1
    assert len(widget.bodies("/messages")) == 2

    widget.ask("is it safe?")
    expect(widget.of_visitor).to_have_count(1)
    assert [body["message"] for body in widget.bodies("/messages")][2:] == ["is it safe?"]
    assert stored_rows(website, booking) == []


def test_what_waited_when_the_chat_was_deleted_is_never_sent(
    widget_page: MakePage, website: Website, context: BrowserContext, problems: Problems
) -> None:
    """Offline the chat cannot be deleted, which is said; back again, only new words are sent."""
    problems.allow(NOT_REACHED)
    word = Visitor().word
    widget = open_and_ask(widget_page(), "what are peptides")
    token = widget.tokens()[-1]
    context.set_offline(True)
    widget.tell(f"I regret this, dear {word}")
    expect(widget.delivery).to_have_text("Waiting to be sent")
    delete(widget)
    expect(widget.status).to_contain_text(FAILED)
    expect(widget.of_visitor).to_have_count(1)
    context.set_offline(False)
    widget.ask("is it safe?")
    widget.reload()
    expect(widget.of_visitor).to_have_count(2)
    sent = [body["message"] for body in widget.bodies("/messages", answered=True)]
    assert sent == ["what are peptides", "is it safe?"]
    assert stored_rows(website, word) == []
    delete(widget)
    expect(widget.status).to_contain_text(DELETED)
    expect_ended(website, token)


def test_expired_visitor_can_still_delete(
    expired: Tuple[WidgetPage, str, str], website: Website
) -> None:
    """A page left open too long deletes what is kept on the server, not only what it shows."""
    widget, word, token = expired
    delete(widget)
    expect(widget.status).to_contain_text(DELETED)
    expect(widget.of_visitor).to_have_count(0)
    assert stored_rows(website, word) == []
    expect_ended(website, token)


def test_deletion_reaches_the_chat_before_the_session_ended(
    expired: Tuple[WidgetPage, str, str], website: Website
) -> None:
    """Where a new chat was begun for an expired visitor, both are deleted."""
    widget, word, token = expired
    widget.tell(f"is it safe, dear {word}?")
    expect(widget.status).to_contain_text("this is a new one")
    widget.wait_for_answer(1)
    assert stored_rows(website, word)
    later = widget.tokens()[-1]
    assert later != token
    delete(widget)
    expect(widget.status).to_contain_text(DELETED)
    assert stored_rows(website, word) == []
    for one in (token, later):
        expect_ended(website, one)
