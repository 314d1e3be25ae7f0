"""The dashboard's pages and files, as a browser without JavaScript gets them."""

import csv
import io
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Iterator, List

import pytest

from assistant.console.accounts.roles import Role
from assistant.review.turn_log import TurnLog, open_turn_log
from assistant.review.turns import Rating, Turn
from tests.booking.command_line import make_details
from tests.console.running_console import Person, RunningConsole, running_console
from tests.review.turn_examples import make_turn

# Noon in Chicago: a few minutes more are never on another day.
NOON = datetime(2026, 5, 6, 17, tzinfo=timezone.utc)
DAYS = "from=2026-05-05&to=2026-05-06"
FORMULA = "=HYPERLINK(somewhere)"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    """One console for all tests here: nothing that they ask for changes anything."""
    with running_console(tmp_path_factory.mktemp("console")) as running:
        log = open_turn_log(running.settings.review_database)
        fill(log)
        log.close()
        submission = running.rooms.bookings.submit(make_details(), "key", NOON)
        running.rooms.bookings.confirm(submission.request.reference, NOON)
        yield running


@pytest.fixture
def viewer(console: RunningConsole) -> Person:
    return console.sign_in(Role.VIEWER)


def fill(log: TurnLog) -> None:
    """Four questions on one day, a thumb, and one question the day before."""
    log.add(
        [
            make_counted_turn(1),
            make_counted_turn(2, topic="talk_to_human"),
            make_counted_turn(3, decision="form", topic=None, is_passed_on=True),
            make_counted_turn(4, decision="safety"),
            make_turn(5, FORMULA, at=NOON),
            make_counted_turn(6, at=NOON - timedelta(days=1), decision="clarify"),
            Rating("turn 1", "down"),
        ]
    )


def make_counted_turn(number: int, **changes: Any) -> Turn:
    return make_turn(number, message=None, **{"decision": "answer", "at": NOON, **changes})


def read_rows(page: str, table: str) -> List[List[str]]:
    """The cells of a table of the page, without what stands around them."""
    body = re.search(rf'id="{table}-table".*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert body is not None
    rows = re.findall(r"<tr>(.*?)</tr>", body.group(1), re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(?:<a[^>]*>)?(.*?)<", row) for row in rows]


def read_csv(text: str) -> List[List[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_page_shows_every_table(viewer: Person) -> None:
    """By day, handed off and booked, by topic, thumbs, hours and growing groups."""
    page = viewer.get(f"/dashboard?{DAYS}")
    assert page.status_code == 200
    assert read_rows(page.text, "days") == [
        ["2026-05-05", "1", "0", "1", "0", "0"],
        ["2026-05-06", "4", "2", "0", "1", "1"],
    ]
    assert read_rows(page.text, "handed-off") == [
        ["2026-05-05", "0", "0", "0", "0", "0"],
        ["2026-05-06", "1", "1", "1", "0", "1"],
    ]
    assert read_rows(page.text, "topics") == [
        ["Is it safe and does it work?", "4", "1", "1", "1", "1"],
        ["Talk to a person", "1", "1", "0", "0", "0"],
    ]
    assert read_rows(page.text, "thumbs") == [["Is it safe and does it work?", "0", "1"]]
    assert read_rows(page.text, "hours")[12] == ["12:00", "5", "0", "1", "4", "0", "0", "0", "0"]
    assert read_rows(page.text, "growing") == [[FORMULA, "1", "0", "1", "1"]]
    assert 'href="/inbox/groups/1"' in page.text
    assert "5 May 2026 to 6 May 2026" in page.text


def test_the_page_draws_nothing_by_itself(viewer: Person) -> None:
    """Plots are drawn by a file of ours from the tables; nothing in the page is run or styled."""
    page = viewer.get(f"/dashboard?{DAYS}").text
    assert page.count('class="plot"') == 6
    assert "style=" not in page
    assert all(tag.startswith("<script src=") for tag in re.findall(r"<script[^>]*", page))


@pytest.mark.parametrize("name", ["days", "handed-off", "topics", "thumbs", "hours", "growing"])
def test_each_table_is_exported_as_the_page_shows_it(viewer: Person, name: str) -> None:
    """With a name that says which days they are, and no cell that a spreadsheet would run."""
    answer = viewer.get(f"/dashboard/{name}.csv?{DAYS}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    file = f"{name}-2026-05-05-to-2026-05-06.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{file}"'
    _, *rows = read_csv(answer.content.decode("utf-8"))
    shown = read_rows(viewer.get(f"/dashboard?{DAYS}").text, name)
    assert rows == [[cell.replace(FORMULA, f"'{FORMULA}") for cell in row] for row in shown]


def test_days_without_anything_are_said_to_be_quiet(viewer: Person) -> None:
    """In words, without empty plots, and with the way to other days."""
    page = viewer.get("/dashboard?from=2026-01-01&to=2026-01-02").text
    assert "Nothing was asked on these days" in page
    assert "<canvas" not in page
    assert 'name="from"' in page


def test_a_new_clinic_is_told_what_will_appear(tmp_path: Path) -> None:
    """Before the first message there is nothing to choose other days for."""
    with running_console(tmp_path) as empty:
        page = empty.sign_in(Role.VIEWER).get("/dashboard")
    assert page.status_code == 200
    assert "Nothing has been asked yet" in page.text


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("from=2026-02-30", "That is not a day"),
        ("from=2026-05-06&to=2026-05-05", "comes after the last"),
        ("days=8", "Choose 7, 30 or 90 days"),
    ],
)
def test_days_that_cannot_be_shown_are_explained(viewer: Person, asked: str, wanted: str) -> None:
    """At the fields, and for a file on a page of its own."""
    page = viewer.get(f"/dashboard?{asked}")
    assert page.status_code == 422
    assert wanted in page.text
    assert 'aria-invalid="true"' in page.text
    file = viewer.get(f"/dashboard/days.csv?{asked}")
    assert file.status_code == 422
    assert wanted in file.text


def test_an_unknown_table_is_not_found(viewer: Person) -> None:
    """Only those of the page are exported."""
    assert viewer.get("/dashboard/passwords.csv").status_code == 404


def test_nobody_looks_without_signing_in(console: RunningConsole) -> None:
    """Neither at the page nor at a file of it."""
    for path in ("/dashboard", "/dashboard/days.csv"):
        answer = console.visit().get(path, allow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
