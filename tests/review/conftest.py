"""The review room on each database that it can be kept in."""

from contextlib import closing
from typing import Iterator

import pytest

from assistant.database import Database
from assistant.review.inbox import Inbox
from assistant.review.storage.database import open_review_database
from assistant.review.turn_log import TurnLog


@pytest.fixture
def database(room_url: str) -> Iterator[Database]:
    """An empty room on each database."""
    with closing(open_review_database(room_url)) as opened:
        yield opened


@pytest.fixture
def log(database: Database) -> TurnLog:
    return TurnLog(database)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)
