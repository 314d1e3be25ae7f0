"""The databases that a room can be kept in, each empty, and a way past the room into them."""

import traceback
import uuid
from pathlib import Path
from typing import Any, Iterator, List

import pytest
import sqlalchemy as sa

from tests.postgresql_server import running_postgresql


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, started once."""
    with running_postgresql() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/room.db"


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """The URL of an empty PostgreSQL database."""
    name = f"room_{uuid.uuid4().hex}"
    engine = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgresql_server.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def room_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def run_sql(url: str, *statements: str) -> List[Any]:
    """Run statements past the room; the rows of the last one, where it gives any."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            result = connection.execute(sa.text(statement))
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


def say(error: BaseException) -> str:
    """All that a log would print of an error."""
    return "".join(traceback.format_exception(error)) + repr(error)
