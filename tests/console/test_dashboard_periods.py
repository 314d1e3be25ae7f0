"""Which days an address of the dashboard means."""

from datetime import date, datetime, timezone
from typing import Dict
from zoneinfo import ZoneInfo

import pytest

from assistant.console.dashboard_views.chosen_period import UnusablePeriod, read_period

CHICAGO = ZoneInfo("America/Chicago")
# Still the evening of the 19th in Chicago.
NOW = datetime(2026, 11, 20, 3, tzinfo=timezone.utc)
TODAY = date(2026, 11, 19)


def test_without_a_wish_the_last_thirty_days_are_shown() -> None:
    """Up to today as the clinic's calendar has it."""
    chosen = read_period({}, CHICAGO, NOW)
    assert (chosen.period.first, chosen.period.last) == (date(2026, 10, 21), TODAY)
    assert (chosen.length, chosen.query) == (30, {"days": "30"})
    assert chosen.words == "21 Oct 2026 to 19 Nov 2026"


def test_days_are_chosen_by_their_dates() -> None:
    """An address made of them chooses the same again."""
    asked = {"from": "2026-11-01", "to": "2026-11-01", "days": "7"}
    chosen = read_period(asked, CHICAGO, NOW)
    assert (chosen.period.first, chosen.period.last) == (date(2026, 11, 1), date(2026, 11, 1))
    assert chosen.words == "1 Nov 2026"
    assert read_period(chosen.query, CHICAGO, NOW) == chosen


def test_what_is_still_to_come_is_left_out() -> None:
    """Also where no last day is given."""
    for last in ("2027-01-01", ""):
        chosen = read_period({"from": "2026-11-10", "to": last}, CHICAGO, NOW)
        assert chosen.period.last == TODAY


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"days": "-1"}, "Choose 7, 30 or 90 days"),
        ({"from": "yesterday"}, "not a day"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "Exchange them"),
        ({"to": "2026-11-01"}, "first day as well"),
        ({"from": "2026-11-20"}, "still to come"),
        ({"from": "0001-01-01", "to": "2026-11-01"}, "more than 366 days"),
    ],
)
def test_unusable_days_are_refused_with_what_was_wanted(asked: Dict[str, str], wanted: str) -> None:
    """In one sentence for staff."""
    with pytest.raises(UnusablePeriod, match=wanted):
        read_period(asked, CHICAGO, NOW)
