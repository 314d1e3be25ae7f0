"""The pages of releases in a real browser: a training that moves, publishing, paper, axe."""

from contextlib import closing
from pathlib import Path
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.console.accounts.roles import Role
from tests.browser.console.staff_browser import list_faults, open_as
from tests.console.release_examples import MISSED, SAFE, ReleaseConsole, release_console
from tests.releases.release_examples import finish

# Whether something takes up room on the paper.
ARE_SHOWN = "(all) => all.map((one) => one.checkVisibility({ contentVisibilityAuto: true }))"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ReleaseConsole]:
    """A console with a live release of the test's own."""
    with release_console(tmp_path) as running:
        running.make_live("what do you charge")
        yield running


@pytest.fixture
def page(browser: Browser, desk: ReleaseConsole) -> Iterator[Page]:
    with open_as(browser, desk.console, Role.PUBLISHER) as opened:
        yield opened


def test_a_training_moves_by_itself_and_is_published(page: Page, desk: ReleaseConsole) -> None:
    """From the button to the live release, without a reload; each step is told once."""
    desk.teach("price please")
    page.goto("/releases")
    page.get_by_role("button", name="Train a candidate").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    with closing(desk.jobs()) as jobs:
        job = jobs.claim()
        assert job is not None
        jobs.report(job.number, 0.42, "Reading the phrasings")
        expect(bar).to_have_attribute("value", "42")
        expect(page.locator("#training-told")).to_have_text("Reading the phrasings")
        assert list_faults(page) == []
        finish(jobs, job, predictions=SAFE)
    page.get_by_role("link", name="Compare and publish").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Nothing got worse.")
    page.get_by_role("link", name="Publish release 2").click()
    assert list_faults(page) == []
    page.get_by_role("button", name="Publish release 2").click()
    expect(page.get_by_role("status").first).to_contain_text("Release 2 is live.")
    expect(page.get_by_text("Answers with release 2")).to_be_visible()
    assert list_faults(page) == []


def test_going_back_asks_why(page: Page, desk: ReleaseConsole) -> None:
    """The form is not sent without; with it, the earlier release is live."""
    desk.make_live("price please")
    page.goto("/releases")
    page.get_by_role("link", name="Go back to 1").click()
    go_back = page.get_by_role("button", name="Go back to release 1")
    go_back.click()
    expect(page.get_by_label("Why")).to_be_focused()
    assert desk.server.number == 2
    assert list_faults(page) == []
    page.get_by_label("Why").fill("wrong prices")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Release 1 is live again")
    assert desk.server.number == 1


def test_axe_finds_nothing_where_a_candidate_is_refused(page: Page, desk: ReleaseConsole) -> None:
    """On the verdict with its plots, the history, the log, and the first page."""
    desk.make("what stops my pain", MISSED)
    log = desk.console.settings.releases_folder / "0002" / "training.log"
    log.write_text("a line of the log\n" * 200, encoding="utf-8")
    for path in ("/releases", "/releases/2", "/releases/history", "/releases/2/log"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert list_faults(page) == [], path


def test_a_comparison_is_whole_on_paper(page: Page, desk: ReleaseConsole) -> None:
    """Plots and what was folded away are printed; menus, buttons and filters are not."""
    desk.make("what stops my pain", MISSED)
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/releases/2")
    for name in (".plot svg", "details .table"):
        shown = page.locator(name).evaluate_all(ARE_SHOWN)
        assert shown, name
        assert all(shown), name
    for name in (".masthead", ".no-print", ".footer"):
        assert not any(page.locator(name).evaluate_all(ARE_SHOWN)), name
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == "rgb(255, 255, 255)"
