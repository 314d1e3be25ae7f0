"""The inbox and the phrasings in a real browser: worked by keyboard, readable for everybody."""

from pathlib import Path
from typing import Iterator, List

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.console.accounts.roles import Role
from tests.browser.console.staff_browser import list_faults, open_as
from tests.console.inbox_console import BITCOIN, BUS, CONFLICT, COST, GRANNY, ask, inbox_console
from tests.console.running_console import RunningConsole


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    with inbox_console(tmp_path) as running:
        yield running


@pytest.fixture
def page(browser: Browser, console: RunningConsole) -> Iterator[Page]:
    with open_as(browser, console, Role.EDITOR) as opened:
        yield opened


def group(page: Page, words: str) -> Locator:
    """The group of these words."""
    return page.locator(".group", has_text=words)


def said(page: Page, words: str) -> None:
    """Wait for a message on top of the page."""
    expect(page.locator("#messages")).to_contain_text(words)


def test_groups_are_decided_by_single_keys(page: Page, console: RunningConsole) -> None:
    """j and k move, 1 takes the first topic, t finds another, u takes back; o, i and x too."""
    ask(console, "what does a visit cost me", BUS, GRANNY, BITCOIN)
    page.goto("/inbox?sort=oldest")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(group(page, BUS)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("2")
    said(page, "1 phrasing taught")
    expect(group(page, BUS)).to_be_focused()
    page.keyboard.press("u")
    said(page, "open again")
    expect(page.locator(".group")).to_have_count(4)
    expect(group(page, "what does a visit cost me")).to_be_focused()
    page.keyboard.press("t")
    page.keyboard.type("price")
    button = page.locator(".topic-buttons button", has_text="How much does it cost?")
    expect(button).to_be_visible()
    assert list_faults(page) == []
    # Enter in the search field decides nothing.
    page.keyboard.press("Enter")
    button.click()
    said(page, "1 message is about “How much does it cost?”")
    # The words may stand there a moment before the list does.
    expect(group(page, BUS)).to_be_focused()
    page.keyboard.press("i")
    said(page, "1 message is ignored")
    expect(group(page, GRANNY)).to_be_focused()
    for _ in range(2):
        page.keyboard.press("x")
        page.keyboard.press("j")
    page.get_by_text("Decide several groups at once").click()
    several = page.locator("#several")
    several.get_by_label("Teach the assistant these words").uncheck()
    several.get_by_role("button", name="Out of scope").click()
    said(page, "2 messages are out of scope")
    expect(page.get_by_text("All is decided")).to_be_visible()
    assert [one.topic for one in console.rooms.book.list_phrasings()] == [COST]


@pytest.mark.parametrize("path", ["/inbox", "/inbox/groups/1"])
def test_a_double_click_is_sent_once(page: Page, console: RunningConsole, path: str) -> None:
    """The second click, or the key beside it, sends nothing; the message is that of the first."""
    ask(console, "what does a visit cost me")
    page.goto(path)
    sent: List[str] = []
    page.on("request", lambda request: sent.append(request.url))
    button = page.locator("button", has_text="Ignore").last
    clicks = "one => { one.click(); one.click(); return one.getAttribute('aria-disabled'); }"
    assert button.evaluate(clicks) == "true"
    said(page, "1 message is ignored")
    assert len([url for url in sent if url.endswith("/inbox/decide")]) == 1


def test_keys_type_in_fields(page: Page, console: RunningConsole) -> None:
    """The slash goes to the search, where every other key is a letter."""
    ask(console, BUS, GRANNY)
    page.goto("/inbox")
    page.keyboard.press("/")
    page.keyboard.type("jokixut")
    expect(page.get_by_text("No message fits")).to_be_visible()
    expect(page.get_by_label("Search in the words")).to_have_value("jokixut")
    assert console.rooms.inbox.list_decisions() == ()
    page.get_by_label("Search in the words").fill("granny")
    expect(page.locator(".group")).to_have_count(1)
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next group")


def test_new_messages_appear_without_a_reload(page: Page, console: RunningConsole) -> None:
    """A line counts them, and shows them."""
    page.goto("/inbox")
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    assert list_faults(page) == []
    ask(console, BUS, GRANNY)
    expect(page.get_by_text("2 new.")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Show them").click()
    expect(page.locator(".group")).to_have_count(2)


def test_what_stands_in_the_way_is_explained_and_put_right(
    page: Page, console: RunningConsole
) -> None:
    """The check has the focus, tells what would change, and saves with a reason."""
    ask(console, CONFLICT, BUS)
    page.goto("/inbox")
    group(page, CONFLICT).get_by_role("button", name="Is it safe").click()
    expect(page.get_by_role("heading", name="Look before you save")).to_be_focused()
    expect(page.get_by_text("needs a reason")).to_be_visible()
    expect(page.get_by_text("these very words")).to_be_visible(timeout=30_000)
    assert list_faults(page) == []
    page.get_by_label("Save it all the same, because").fill("They ask whether it is safe then.")
    page.get_by_role("button", name="Save", exact=True).click()
    said(page, "1 phrasing taught")
    for path in ("/inbox/groups/2", "/inbox/decisions", "/phrasings/history"):
        page.goto(path)
        assert list_faults(page) == [], path


def test_a_list_is_checked_and_saved(page: Page, console: RunningConsole) -> None:
    """Typed lines, one of them refused and left out."""
    page.goto("/phrasings")
    page.keyboard.press("a")
    page.get_by_label("They are about").select_option(COST)
    page.get_by_label("Phrasings, one a line").fill("what does a knee visit cost\nIs it safe?")
    assert list_faults(page) == []
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("cannot be saved")).to_be_visible()
    expect(page.get_by_text("No real messages are kept yet")).to_be_visible(timeout=30_000)
    assert list_faults(page) == []
    page.get_by_label("Leave it out").nth(1).check()
    page.get_by_role("button", name="Save", exact=True).click()
    said(page, "1 phrasing taught")
    expect(page.get_by_role("cell", name="Test editor")).to_be_visible()
    assert list_faults(page) == []
