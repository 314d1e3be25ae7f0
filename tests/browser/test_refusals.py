"""What a visitor sees where the server answers, and says no."""

import re
import time

import pytest
import requests
from playwright.sync_api import expect

from assistant.channels.visitor_ids import VisitorIds
from tests.browser.broken_product import killed
from tests.browser.clinic_site import REFUSED_HOST
from tests.browser.conftest import SECRET, MakePage, Problems, Website
from tests.browser.widget_page import WidgetPage, expect_status
from tests.live.booking_talk import START

WRITTEN_PHONE = "+1 555-010-0142"
EMERGENCY = "I have crushing chest pain"
DAY_SECONDS = 24 * 3600


def test_unavailable_part_has_the_servers_words(
    widget_page: MakePage, website: Website, problems: Problems
) -> None:
    """Booking without its process: the server's own words, and the same message once it is up."""
    problems.allow("503")
    widget = widget_page()
    widget.open()
    widget.ask("what are peptides")
    before = widget.of_assistant.count()
    with killed(website.product, "actions"):
        widget.tell(START)
        expect(widget.delivery).to_have_text(re.compile("Not sent"))
        expect_status(widget, "cannot answer at the moment")
        widget.reload()
        expect(widget.delivery).to_have_text(re.compile("Not sent"))
        expect(widget.button("Try again")).to_be_visible()
    widget.press("Try again")
    assert "name" in widget.wait_for_answer(before)
    expect(widget.status).to_have_text("")
    assert len({body["id"] for body in widget.bodies("/messages")[1:]}) == 1


def test_limited_visitor_waits_and_is_answered(
    widget_page: MakePage, website: Website, problems: Problems
) -> None:
    """Too many messages: words, a number to call, and the message goes by itself."""
    problems.allow("429")
    widget = widget_page()
    widget.open()
    widget.ask("what are peptides")
    use_up_limit(website, widget.tokens()[-1])
    widget.tell("is it safe?")
    expect_status(widget, "moment|second|many|fast")
    expect(widget.delivery).to_have_text("Waiting to be sent")
    widget.wait_for_answer(1, seconds=25)
    expect(widget.status).to_have_text("")
    assert len({body["id"] for body in widget.bodies("/messages")[1:]}) == 1


def test_expired_session_goes_on_as_a_new_one(widget_page: MakePage, problems: Problems) -> None:
    """A page left open too long says that the chat is a new one, and the message is answered."""
    problems.allow("401")
    widget = widget_page()
    widget.open()
    widget.ask("what are stem cells")
    replace_token(widget, expired_token())
    widget.tell("what are peptides")
    expect(widget.status).to_contain_text("this is a new one")
    widget.wait_for_answer(1)
    expect(widget.status).to_contain_text("this is a new one")
    assert len({body["id"] for body in widget.bodies("/messages")[1:]}) == 1


@pytest.mark.parametrize("token", ["expired", "not of this server"])
def test_visitor_who_comes_back_too_late_begins_anew(
    widget_page: MakePage, problems: Problems, token: str
) -> None:
    """The page opens with nothing of the old chat, and answers."""
    problems.allow("401")
    widget = widget_page()
    widget.open()
    widget.ask("what are stem cells")
    replace_token(widget, expired_token() if token == "expired" else "Zm9v.bar.baz")
    widget.reload()
    widget.ensure_open()
    expect(widget.of_visitor).to_have_count(0)
    assert "Peptides are" in widget.ask("what are peptides")
    widget.reload()
    expect(widget.of_visitor).to_have_count(1)


def test_refused_origin_has_words(widget_page: MakePage, problems: Problems) -> None:
    """A page that the clinic has not allowed gets no conversation, and its visitor a number."""
    problems.allow("CORS", "net::ERR_FAILED", "403")
    widget = widget_page(host=REFUSED_HOST, phone=WRITTEN_PHONE)
    widget.open()
    widget.tell("what are peptides")
    expect_status(widget, "reach", WRITTEN_PHONE)
    assert widget.tokens() == []
    widget.tell(EMERGENCY)
    # The page has named no number, and the server may not.
    expect(widget.emergencies).to_contain_text("your local emergency number")


def expired_token() -> str:
    """A token that this server gave to somebody a day too long ago."""
    return VisitorIds(SECRET, DAY_SECONDS, clock=lambda: time.time() - 2 * DAY_SECONDS).issue()


def use_up_limit(website: Website, token: str) -> None:
    """Send the visitor's messages until the server has had enough."""
    for number in range(100):
        answer = requests.post(
            f"{website.channel}/messages",
            json={"id": f"too-many-{number}", "message": "hello"},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        if answer.status_code == 429:
            return
        assert answer.status_code == 200, answer.text
    raise AssertionError("a hundred messages were not too many")


def replace_token(widget: WidgetPage, token: str) -> None:
    """Put another token where the widget keeps its own."""
    replaced = widget.page.evaluate(
        """([old, fresh]) => Object.keys(localStorage).filter((key) => {
          const kept = localStorage.getItem(key);
          localStorage.setItem(key, kept.replaceAll(old, fresh));
          return kept.includes(old);
        }).length""",
        [widget.tokens()[-1], token],
    )
    assert replaced == 1
