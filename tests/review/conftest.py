"""The review room on each database that it can be kept in."""

import uuid
from pathlib import Path
from typing import Iterator

import pytest
import sqlalchemy as sa

from assistant.database import Database
from assistant.review.inbox import Inbox
from assistant.review.storage.database import open_review_database
from assistant.review.turn_log import TurnLog
from tests.postgresql_server import running_postgresql


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, started once."""
    with running_postgresql() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/review.db"


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """The URL of an empty PostgreSQL database."""
    name = f"review_{uuid.uuid4().hex}"
    engine = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgresql_server.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


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
