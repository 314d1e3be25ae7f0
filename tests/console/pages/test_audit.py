"""The audit's page and its export."""

import csv
import io
from datetime import datetime, timedelta, timezone

import pytest

from assistant.console.accounts.roles import Role
from assistant.console.pages.audit import HEADINGS, SHOWN
from tests.console.running_console import Person, RunningConsole

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=timezone.utc)


@pytest.fixture
def admin(console: RunningConsole) -> Person:
    """An admin, and more entries than a page shows."""
    for number in range(SHOWN + 5):
        about = f"group {number}"
        console.rooms.accounts.audit.add(
            NOON + timedelta(minutes=number), "Bo", "inbox.decided", about
        )
    return console.sign_in(Role.ADMIN)


def test_entries_are_shown_a_page_at_a_time(admin: Person) -> None:
    """Newest first, at the clinic's time; filters stay on the way to the next page."""
    text = admin.get("/audit?who=Bo&what=inbox.").text
    assert "105 entries" in text
    assert "group 104" in text
    assert "group 4<" not in text
    assert "Page 1 of 2" in text
    assert 'href="?who=Bo&amp;what=inbox.&amp;page=2"' in text
    text = admin.get("/audit?who=Bo&what=inbox.&page=2").text
    assert "group 4<" in text
    assert '<time datetime="2026-11-23T12:00:00-06:00">23 Nov 2026, 12:00</time>' in text


@pytest.mark.parametrize("query", ["who=Nobody", "what=%25", "who=%27%3B--", "page=99999"])
def test_filters_that_find_nothing_say_so(admin: Person, query: str) -> None:
    """With a way back, whatever was typed."""
    answer = admin.get(f"/audit?{query}")
    assert answer.status_code == 200
    assert "No entries" in answer.text


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "\u0661", "9" * 30])
def test_pages_that_cannot_be_are_refused(admin: Person, page: str) -> None:
    """In words."""
    answer = admin.get("/audit", params={"page": page})
    assert answer.status_code == 400
    assert "Begin at the first one" in answer.text


def test_export_is_a_spreadsheet_and_an_entry(console: RunningConsole, admin: Person) -> None:
    """All of it, filtered alike; a name cannot be a formula."""
    console.rooms.accounts.audit.add(NOON, "=1+1", "inbox.decided", "group 9")
    answer = admin.get("/audit.csv?what=inbox.")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == list(HEADINGS)
    assert len(rows) == SHOWN + 7
    assert rows[1][2] == "'=1+1"
    assert console.rooms.accounts.audit.list(1)[0].what == "audit.exported"
