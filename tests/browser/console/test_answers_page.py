"""An answer's page in a real browser: previewed while somebody types, readable for everybody."""

from pathlib import Path
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.console.accounts.roles import Role
from tests.answers.answer_rooms import BETTER, SAFETY
from tests.browser.console.staff_browser import list_faults, open_as
from tests.console.running_console import RunningConsole, running_console


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    """A console without words of staff."""
    with running_console(tmp_path) as running:
        yield running


@pytest.fixture
def page(browser: Browser, console: RunningConsole) -> Iterator[Page]:
    """The browser of somebody who may change answers."""
    with open_as(browser, console, Role.EDITOR) as opened:
        yield opened


def test_words_are_previewed_while_they_are_typed(page: Page, console: RunningConsole) -> None:
    """The bubble and the findings follow; what is put right can be saved."""
    page.goto("/answers")
    page.keyboard.press("/")
    page.keyboard.type("safe and effective")
    page.get_by_role("link", name="Is it safe and does it work?").click()
    words = page.get_by_label("What the assistant says")
    words.fill("It cures <b>all</b>.")
    expect(page.locator(".bubble")).to_contain_text("It cures <b>all</b>.")
    expect(page.get_by_text("It promises a cure")).to_be_visible()
    assert list_faults(page) == []
    words.fill(BETTER)
    expect(page.get_by_text("Cannot be said.")).to_have_count(0)
    page.get_by_role("button", name="Save for the next release").click()
    expect(page.get_by_text("It is not live yet")).to_be_visible()
    assert list_faults(page) == []
    assert console.rooms.answers.show(SAFETY).wordings[0].text == BETTER


def test_pages_are_for_everybody(page: Page) -> None:
    """The list, an answer of several wordings, a safety message."""
    for path in ("", "?q=zzzz", "/faq/physical_conditions", "/emergency/self_harm"):
        page.goto(f"/answers{path}")
        assert list_faults(page) == [], path
