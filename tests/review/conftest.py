"""The review room on each database that it can be kept in."""

from typing import Iterator

import pytest

from assistant.database import Database
from assistant.review.inbox import Inbox
from assistant.review.storage.database import open_review_database
from assistant.review.turn_log import TurnLog


@pytest.fixture
def url(room_url: str) -> str:
    """The URL of an empty database of each kind."""
    return room_url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """An empty room on each database."""
    opened = open_review_database(url)
    yield opened
    opened.close()


@pytest.fixture
def log(database: Database) -> TurnLog:
    return TurnLog(database)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)
