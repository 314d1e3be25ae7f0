"""A booking store in a SQLite file for every test of the forms."""

from typing import Iterator

import pytest

from assistant.booking.storage.store import BookingStore, open_booking_store


@pytest.fixture
def store(sqlite_url: str) -> Iterator[BookingStore]:
    """An empty store."""
    opened = open_booking_store(sqlite_url)
    yield opened
    opened.close()
