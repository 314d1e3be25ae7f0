"""What every test of the forms stands on: a store in a SQLite file, and a calendar with slots."""

import pytest

from tests.booking.calendars import Calendar
from tests.booking.forms.form_talks import SLOTS


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """SQLite is enough: the store has its own tests on each database."""
    return sqlite_url


@pytest.fixture
def calendar() -> Calendar:
    """A calendar in which everything is free."""
    return Calendar(*SLOTS)
