"""The whole story of a visitor, in a real browser against the real servers."""

import json
import sqlite3
from pathlib import Path
from typing import List

import requests
from playwright.sync_api import BrowserContext, expect

from tests.browser.clinic_site import OUTSIDE_HOST
from tests.browser.conftest import MakePage, Website
from tests.browser.widget_page import WidgetPage, expect_said
from tests.live.booking_talk import REFERENCE, START, Visitor, read_requests

QUESTION = "What is regenerative medicine?"
RELATED = "How does regenerative medicine work?"
HELPED = "This helped"
NOT_HELPED = "This did not help"


def stored_rows(website: Website, words: str) -> List[str]:
    """Every row of the conversations' database that holds these words."""
    with sqlite3.connect(website.product.settings.tracker_database) as connection:
        return [line for line in connection.iterdump() if words in line]


def stored_files(website: Website, words: str) -> List[str]:
    """Every file of the conversations' database that holds these words."""
    database = Path(website.product.settings.tracker_database)
    files = database.parent.glob(f"{database.name}*")
    return [file.name for file in files if words.lower().encode() in file.read_bytes().lower()]


def reply_ids(widget: WidgetPage) -> List[str]:
    ids: List[str] = widget.of_assistant.evaluate_all(
        "messages => messages.map(message => message.dataset.id)"
    )
    return ids


def test_visitor_asks_books_and_finds_all_again(widget_page: MakePage, website: Website) -> None:
    """From the first word to the reference, and after a reload the chat is open and whole."""
    visitor = Visitor()
    widget = widget_page(query=f"?email={visitor.email}")
    expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    widget.open()
    expect(widget.page.get_by_role("dialog")).to_have_accessible_name(
        "Willow Creek Regenerative Clinic (sample): assistant"
    )
    expect(widget.panel.locator('[part~="notice"]')).to_contain_text(
        "Automated assistant, not a doctor. In an emergency call 911."
    )
    assert "level of your cells" in widget.follow(QUESTION), "a starter under the greeting"
    expect(widget.of_assistant.last.locator('[part~="source"]')).to_contain_text(
        'From our guide: "Regenerative Medicine Definition"'
    )
    widget.follow(RELATED)
    assert "name" in widget.ask(START)
    widget.ask(visitor.name)
    widget.ask(visitor.phone)
    widget.ask(visitor.reason)
    assert visitor.reason in widget.ask("any time")
    [reference] = REFERENCE.findall(widget.follow("Yes, pass it on"))

    [request] = [one for one in read_requests(website.product) if one.reference == reference]
    assert request.details.name == visitor.name
    # The clinic sees where the visitor was, but nothing that the address may hold of a person.
    assert request.details.page == widget.url.partition("?")[0]
    assert widget.events_named("booking") == [{"topic": "book_appointment"}]

    asked, answered = widget.of_visitor.count(), reply_ids(widget)
    widget.reload()
    expect(widget.panel).to_be_visible()
    expect(widget.of_visitor).to_have_count(asked)
    assert reply_ids(widget) == answered
    expect_said(widget.of_visitor, RELATED)
    expect_said(widget.of_assistant, reference)
    # What a form was told is removed from the conversation once the form is over.
    assert visitor.word not in widget.log.inner_text().lower()
    assert "private details" not in widget.ask("what are peptides"), "the same conversation"


def test_events_tell_the_page_what_happened_but_no_words(widget_page: MakePage) -> None:
    """Pages pass events on to analytics: ids, topics and decisions only."""
    widget = widget_page()
    widget.open()
    word = Visitor().word
    answer = widget.ask(f"What are peptides, my name is {word}?")
    widget.panel.press("Escape")
    expect(widget.launcher).to_be_visible()

    assert [event.name for event in widget.events] == [
        "clinic-chat:open",
        "clinic-chat:message",
        "clinic-chat:message",
        "clinic-chat:close",
    ]
    message = widget.bodies("/messages")[0]["id"]
    said, answered = widget.events_named("message")
    assert {name: value for name, value in said.items() if value is not None} == {
        "from": "visitor",
        "id": message,
    }
    assert answered == {
        "from": "assistant",
        "id": f"{message}.0",
        "topic": "faq/peptides",
        "decision": "answer",
    }
    told = json.dumps([event.detail for event in widget.events]).lower()
    assert word not in told
    assert not any(line.lower() in told for line in answer.splitlines() if len(line) > 20)


def test_page_opens_sends_and_words_by_script(widget_page: MakePage) -> None:
    """The element's own methods: a page may open the chat and ask for the visitor."""
    widget = widget_page(greeting="Hello from us.")
    widget.host.evaluate("chat => { chat.words = { send: 'Ask away' }; chat.open(); }")
    expect_said(widget.of_widget, "Hello from us.")
    expect(widget.panel.get_by_role("button", name="Ask away")).to_be_visible()
    widget.host.evaluate("chat => chat.send('what are peptides')")
    widget.wait_for_answer(0)
    expect_said(widget.of_visitor, "what are peptides")
    widget.host.evaluate("chat => chat.close()")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_visible()


def test_thumbs_are_kept_changed_and_taken_back(widget_page: MakePage) -> None:
    """A thumb is there after a reload, and its other way counts instead of it."""

    def expect_pressed(helped: str, not_helped: str) -> None:
        for name, pressed in ((HELPED, helped), (NOT_HELPED, not_helped)):
            expect(widget.button(name)).to_have_attribute("aria-pressed", pressed)

    widget = widget_page()
    widget.open()
    widget.ask(QUESTION)
    expect_pressed("false", "false")
    for name, pressed in (
        (HELPED, ("true", "false")),
        (NOT_HELPED, ("false", "true")),
        (NOT_HELPED, ("false", "false")),
        (HELPED, ("true", "false")),
    ):
        with widget.page.expect_response(lambda answer: answer.url.endswith("/ratings")) as found:
            widget.press(name)
        assert found.value.status == 200
        expect_pressed(*pressed)
        widget.reload()
        expect_pressed(*pressed)


def test_transcript_is_copied_and_downloaded(
    widget_page: MakePage, context: BrowserContext, website: Website
) -> None:
    """Both hold who said what, and nothing asks the server for it."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=website.site.origin())
    widget = widget_page()
    widget.open()
    widget.ask("what are peptides")
    asked_before = len(widget.requests)
    widget.choose("Copy chat")
    expect(widget.panel.get_by_text("copied").first).to_be_visible()
    copied = widget.page.evaluate("navigator.clipboard.readText()")
    with widget.page.expect_download() as download:
        widget.choose("Download chat")
    file = download.value
    assert file.suggested_filename.endswith(".txt")
    saved = Path(file.path()).read_text(encoding="utf-8")
    for text in (copied, saved):
        assert "You" in text
        assert "what are peptides" in text
        assert "Assistant" in text
        assert "peptides" in text.partition("what are peptides")[2].lower()
    assert len(widget.requests) == asked_before


def test_start_again_leaves_the_form_and_keeps_the_transcript(widget_page: MakePage) -> None:
    """A booking that was begun is over, what was said before still stands there."""
    widget = widget_page()
    widget.open()
    widget.ask(QUESTION)
    widget.ask(START)
    with widget.page.expect_response(lambda answer: answer.url.endswith("/restart")) as found:
        widget.choose("Start again")
    assert found.value.status == 200
    answer = widget.ask("what are peptides")
    assert "peptides are" in answer.lower()
    assert "your name" not in answer.lower(), "no form waits for an answer"
    expect_said(widget.of_visitor, QUESTION)
    widget.reload()
    expect_said(widget.of_visitor, QUESTION)
    expect_said(widget.of_visitor, "what are peptides")


def test_deleted_chat_is_gone_everywhere(widget_page: MakePage, website: Website) -> None:
    """From the page, from every table and file of the database, and its token opens nothing."""
    word = Visitor().word
    widget = widget_page()
    widget.open()
    widget.ask(f"what are peptides, dear {word}")
    with widget.page.expect_response(lambda answer: answer.url.endswith("/ratings")):
        widget.press(HELPED)
    message = widget.bodies("/messages")[0]["id"]
    token = widget.tokens()[-1]
    assert stored_rows(website, word)
    assert any("up" in row for row in stored_rows(website, f"{message}.0"))

    widget.choose("Delete my chat")
    expect(widget.confirm).to_be_visible()
    widget.confirm.get_by_role("button", name="Keep it").click()
    expect(widget.confirm).to_be_hidden()
    expect_said(widget.of_visitor, word)

    widget.choose("Delete my chat")
    widget.confirm.get_by_role("button", name="Delete", exact=True).click()
    expect(widget.of_visitor).to_have_count(0)
    expect(widget.of_assistant).to_have_count(0)
    assert stored_rows(website, word) == []
    assert stored_rows(website, message) == []
    assert stored_files(website, word) == []
    kept = widget.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert word not in kept
    assert token not in kept
    refused = requests.get(
        f"{website.channel}/conversation",
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "session_ended")

    widget.reload()
    widget.ensure_open()
    assert widget.ask("what are peptides"), "a new conversation"
    expect(widget.of_visitor).to_have_count(1)
    assert widget.tokens()[-1] != token


def test_page_without_tls_is_served_as_well(widget_page: MakePage) -> None:
    """Such a page has no clipboard and fewer random ids: the chat works, and says what does not."""
    widget = widget_page(host=OUTSIDE_HOST)
    assert widget.page.evaluate("isSecureContext") is False
    widget.open()
    widget.ask("what are peptides")
    widget.choose("Copy chat")
    expect(widget.status).to_contain_text("Download chat")
    with widget.page.expect_download() as download:
        widget.choose("Download chat")
    assert "what are peptides" in Path(download.value.path()).read_text(encoding="utf-8")
    widget.reload()
    expect_said(widget.of_visitor, "what are peptides")


def test_tab_only_chat_is_not_kept(widget_page: MakePage, context: BrowserContext) -> None:
    """With keep="tab" a second tab knows nothing of it, and the tab itself does."""
    widget = widget_page(keep="tab")
    widget.open()
    widget.ask("what are peptides")
    assert widget.page.evaluate("localStorage.length") == 0
    widget.reload()
    expect_said(widget.of_visitor, "what are peptides")
    other = widget_page(keep="tab")
    expect(other.launcher).to_be_visible()
    other.open()
    expect(other.of_widget).not_to_have_count(0)
    expect(other.of_visitor).to_have_count(0)
