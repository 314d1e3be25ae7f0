"""The booking store on each database that it can be kept in."""

from contextlib import closing
from typing import Iterator

import pytest

from assistant.booking.storage.store import BookingStore, open_booking_store


@pytest.fixture
def store_url(room_url: str) -> str:
    """The URL of an empty database of each kind."""
    return room_url


@pytest.fixture
def store(store_url: str) -> Iterator[BookingStore]:
    """An empty store on each database."""
    with closing(open_booking_store(store_url)) as opened:
        yield opened
