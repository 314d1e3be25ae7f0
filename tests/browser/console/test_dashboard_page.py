"""The dashboard in a real browser: plots drawn from the tables, for every eye and on paper."""

from datetime import datetime, timedelta, timezone
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.console.accounts.roles import Role
from assistant.review.turn_log import open_turn_log
from assistant.review.turns import Rating
from tests.booking.command_line import make_details
from tests.browser.console.staff_browser import list_faults, open_as
from tests.console.running_console import RunningConsole, running_console
from tests.review.turn_examples import make_turn

PLOTS = 6
# What Chart.js has drawn: the labels and the numbers of every series.
READ_PLOT = """(name) => {
  const figure = document.querySelector(`[data-table="${name}-table"]`);
  const { labels, datasets } = Chart.getChart(figure.querySelector("canvas")).data;
  return { labels, series: datasets.map(({ label, data }) => [label, data]) };
}"""


READ_TABLE = """(name) => [...document.getElementById(`${name}-table`).rows]
  .map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"""
LOOK_AT_PLOTS = """() => {
  const chart = Chart.getChart(document.querySelector("canvas"));
  return {
    ink: chart.options.scales.x.ticks.color,
    open: document.querySelectorAll("details[open]").length,
    width: chart.width,
  };
}"""
NOTE_PLOTS = f"(event) => addEventListener(event, () => {{ window[event] = ({LOOK_AT_PLOTS})(); }})"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    """A console with two months of questions; nothing here changes any of it."""
    with running_console(tmp_path_factory.mktemp("console")) as running:
        log = open_turn_log(running.settings.review_database)
        now = datetime.now(timezone.utc)
        decisions = ("answer", "answer", "clarify", "decline", "safety")
        log.add(
            [
                make_turn(
                    number,
                    f"what about {'dogs' if number % 2 else 'a very long holiday in Rome'}",
                    at=now - timedelta(days=number),
                    decision=decisions[number % 5],
                    is_passed_on=number % 7 == 0,
                )
                for number in range(60)
            ]
        )
        log.add([Rating(f"turn {number}", "down" if number % 3 else "up") for number in range(9)])
        log.close()
        running.rooms.bookings.submit(make_details(), "key", now)
        yield running


@pytest.fixture
def page(browser: Browser, console: RunningConsole) -> Iterator[Page]:
    with open_as(browser, console, Role.VIEWER) as opened:
        yield opened


def test_plots_say_what_the_tables_say(page: Page) -> None:
    """Each is drawn under the strict policy; its table is folded up below it."""
    page.goto("/dashboard?days=7")
    expect(page.locator(".plot canvas")).to_have_count(PLOTS)
    expect(page.locator(".plot:not([hidden])")).to_have_count(PLOTS)
    expect(page.locator("details[open]")).to_have_count(0)
    page.get_by_text("Questions by day as a table").click()
    expect(page.locator("#days-table")).to_be_visible()
    headings, *rows = page.evaluate(READ_TABLE, "days")
    drawn = page.evaluate(READ_PLOT, "days")
    assert drawn["labels"] == [row[0] for row in rows]
    assert drawn["series"] == [
        [headings[place], [int(row[place]) for row in rows]] for place in (2, 3, 4, 5)
    ]


def test_many_days_are_drawn_week_by_week(page: Page) -> None:
    """The table has each day; the bars together are as many questions."""
    page.goto("/dashboard?days=90")
    drawn = page.evaluate(READ_PLOT, "days")
    assert len(drawn["labels"]) == 13
    assert sum(sum(numbers) for _, numbers in drawn["series"]) == 60
    expect(page.get_by_text("Each bar is 7 days").first).to_be_visible()


def test_axe_finds_nothing_on_the_dashboard(page: Page) -> None:
    """With plots and open tables, and without any figures."""
    today = datetime.now(timezone.utc).date()
    page.goto(f"/dashboard?from={today - timedelta(days=2)}")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert list_faults(page) == []
    page.goto("/dashboard?from=2020-01-01&to=2020-01-02")
    assert list_faults(page) == []


def test_paper_gets_the_tables_and_light_plots(page: Page) -> None:
    """Also from a dark screen, which is as it was afterwards."""
    page.emulate_media(color_scheme="dark")
    page.goto("/dashboard?days=7")
    on_screen = page.evaluate(LOOK_AT_PLOTS)
    assert on_screen["open"] == 0
    for event in ("beforeprint", "afterprint"):
        page.evaluate(NOTE_PLOTS, event)
    assert page.pdf(format="A4")[:4] == b"%PDF"
    assert page.evaluate("window.beforeprint") == {"ink": "#000", "open": PLOTS, "width": 680}
    assert page.evaluate("window.afterprint") == on_screen


def test_without_scripts_the_tables_stand_open(browser: Browser, console: RunningConsole) -> None:
    """Nothing is hidden from a browser that draws no plots."""
    with open_as(browser, console, Role.VIEWER, java_script_enabled=False) as page:
        page.goto("/dashboard?days=7")
        expect(page.locator("table:visible")).to_have_count(PLOTS)
        expect(page.locator("canvas:visible")).to_have_count(0)
