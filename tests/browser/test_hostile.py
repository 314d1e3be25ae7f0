"""Words that want to be more than words: in answers, in messages, in attributes."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import HOSTILE_NOTE, MakePage, Website
from tests.browser.widget_page import WidgetPage

ASK = "do you accept insurance?"
MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">a</a>'


def expect_text_only(widget: WidgetPage, message: Locator) -> None:
    """No element came from the words, and no link but to http, https, mailto and tel."""
    expect(message).to_be_visible()
    text = message.locator('[part~="text"]')
    found = text.evaluate("text => [...text.querySelectorAll('*')].map(one => one.localName)")
    assert set(found) <= {"a", "span"}, found
    for address in message.locator("a").evaluate_all("links => links.map(link => link.href)"):
        assert re.match(r"(https?|mailto|tel):", address), address
    assert widget.page.locator("#bold").count() == 0


@pytest.mark.parametrize("again", [False, True], ids=["live", "from history"])
def test_answer_with_markup_is_text(widget_page: MakePage, again: bool) -> None:
    """What staff wrote is shown letter by letter; its honest link is a link."""
    widget = widget_page()
    widget.open()
    widget.ask(ASK)
    if again:
        widget.reload()
    answer = widget.of_assistant.last
    expect(answer.locator('[part~="text"]')).to_contain_text(HOSTILE_NOTE)
    expect_text_only(widget, answer)
    link = answer.get_by_role("link", name="https://willowcreek.example/plans")
    expect(link).to_have_attribute("href", "https://willowcreek.example/plans")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    hrefs = answer.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert [href for href in hrefs if not href.startswith("tel:")] == [
        "https://willowcreek.example/plans"
    ]


def test_message_with_markup_is_text(widget_page: MakePage) -> None:
    """A visitor's own words as well, at once, answered, and after a reload."""
    widget = widget_page()
    widget.open()
    widget.ask(f"what are peptides {MARKUP}")
    expect(widget.of_visitor.last).to_contain_text(MARKUP)
    expect_text_only(widget, widget.of_visitor.last)
    widget.reload()
    expect(widget.of_visitor.last).to_contain_text(MARKUP)
    expect_text_only(widget, widget.of_visitor.last)


def test_attributes_with_markup_are_text(widget_page: MakePage) -> None:
    """The greeting and the phone come from the page, and are words nevertheless."""
    widget = widget_page(greeting=MARKUP, phone="javascript:alert(6)")
    widget.open()
    greeting = widget.of_widget.first
    expect(greeting).to_contain_text(MARKUP)
    expect_text_only(widget, greeting)
    assert widget.panel.locator('a[href^="javascript"]').count() == 0


def test_second_script_tag_changes_nothing(widget_page: MakePage, website: Website) -> None:
    """A page that carries the script twice has one widget, and no error."""
    script = f"{website.origin}/chat.js"
    widget = widget_page(scripts=(script, f"{script}?again"))
    widget.open()
    expect(widget.panel).to_have_count(1)
    assert widget.ask("what are peptides")
    expect(widget.of_visitor).to_have_count(1)
