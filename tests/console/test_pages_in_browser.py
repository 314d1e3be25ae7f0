"""The console's own pages in a real Chromium: at any width, by keyboard, under the policy."""

from datetime import datetime, timezone
from typing import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from assistant.console.accounts.roles import Role
from tests.browser.chromium import find_chromium
from tests.console.browsing import browsing, find_faults, watch
from tests.console.running_console import PASSWORD, RunningConsole


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium())
        yield started
        started.close()


@pytest.fixture
def console(shared_console: RunningConsole) -> RunningConsole:
    """One console for all of these."""
    return shared_console


@pytest.mark.parametrize("path", ["/account", "/accounts", "/audit", "/nothing"])
def test_pages_have_no_fault(browser: Browser, console: RunningConsole, path: str) -> None:
    """Nothing for axe to say, nothing beside the window, nothing that the policy stopped."""
    with browsing(browser, console.sign_in(Role.ADMIN)) as context:
        page = context.new_page()
        problems = watch(page)
        page.goto(path)
        assert find_faults(page) == {}
        assert [one for one in problems if "404" not in one] == []


@pytest.mark.parametrize("path", ["/sign-in", "/welcome/"])
def test_pages_before_signing_in_have_no_fault(
    browser: Browser, console: RunningConsole, path: str
) -> None:
    """Nor those that a newcomer sees."""
    if path == "/welcome/":
        accounts = console.rooms.accounts.accounts
        path += accounts.invite("Newcomer", Role.VIEWER, "tests", datetime.now(timezone.utc))
    with browsing(browser, console.visit()) as context:
        page = context.new_page()
        problems = watch(page)
        page.goto(path)
        assert find_faults(page) == {}
        assert problems == []


def test_signing_in_by_keyboard(browser: Browser, console: RunningConsole) -> None:
    """The first field has the focus; the skip link leads past the menu; the menu says where."""
    console.make_account("Ann Lee", Role.ADMIN)
    with browsing(browser, console.visit()) as context:
        page = context.new_page()
        page.goto("/accounts")
        page.keyboard.type("Ann Lee")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
        expect(page.locator("[aria-current=page]")).to_have_text("Accounts")
        page.keyboard.press("Tab")
        expect(page.get_by_text("Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("status")).to_have_text("You are signed out.")


def test_shortcuts_are_listed_and_can_be_switched_off(
    browser: Browser, console: RunningConsole
) -> None:
    """ "?" lists them; a key does nothing while somebody types."""
    with browsing(browser, console.sign_in(Role.ADMIN)) as context:
        page = context.new_page()
        page.goto("/audit")
        page.keyboard.press("?")
        listed = page.get_by_role("dialog")
        expect(listed).to_contain_text("Search")
        assert find_faults(page) == {}
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        search = page.get_by_label("Who")
        expect(search).to_be_focused()
        page.keyboard.type("a/?")
        expect(search).to_have_value("a/?")
        expect(listed).to_be_hidden()
        page.get_by_role("button", name="Keyboard shortcuts").click()
        listed.get_by_role("checkbox").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.press("?")
        expect(listed).to_be_hidden()
        expect(search).not_to_be_focused()


def test_what_cannot_be_taken_back_is_asked_first(
    browser: Browser, console: RunningConsole
) -> None:
    """Nothing happens until somebody agrees."""
    console.sign_in(Role.VIEWER, "Bo")
    with browsing(browser, console.sign_in(Role.ADMIN)) as context:
        page = context.new_page()
        page.goto("/accounts")
        button = page.get_by_role("button", name="Disable Bo")
        page.once("dialog", lambda dialog: dialog.dismiss())
        button.click()
        assert not console.rooms.accounts.accounts.find("Bo").is_disabled
        page.once("dialog", lambda dialog: dialog.accept())
        button.click()
        expect(page.get_by_role("status")).to_have_text("Bo can no longer sign in.")


def test_browser_that_refuses_cookies_is_told(browser: Browser, console: RunningConsole) -> None:
    """Before a password is typed in vain."""
    with browsing(browser, console.visit()) as context:
        context.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'cookieEnabled', {get: () => false})"
        )
        page = context.new_page()
        page.goto("/sign-in")
        expect(page.get_by_text("Your browser refuses cookies.")).to_be_visible()


def test_htmx_works_under_the_policy(browser: Browser, console: RunningConsole) -> None:
    """A part is fetched with the token; an error stands among the messages, a lost line too."""
    with browsing(browser, console.sign_in(Role.VIEWER)) as context:
        page = context.new_page()
        problems = watch(page)
        page.goto("/account")
        page.evaluate(
            """() => {
              const button = document.createElement('button');
              button.setAttribute('hx-get', '/accounts');
              button.setAttribute('hx-target', '#content');
              button.textContent = 'Fetch';
              document.getElementById('content').append(button);
              htmx.process(button);
            }"""
        )
        page.get_by_role("button", name="Fetch").click()
        expect(page.get_by_role("status")).to_contain_text("This is for the role")
        context.set_offline(True)
        page.get_by_role("button", name="Fetch").click()
        expect(page.get_by_role("status")).to_contain_text("The console did not answer")
        assert not [one for one in problems if "Policy" in one or "eval" in one]
