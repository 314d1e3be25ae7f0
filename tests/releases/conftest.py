"""A room of releases with one assistant server, which can be told."""

from contextlib import closing
from pathlib import Path
from typing import Iterator

import pytest

from assistant.releases.jobs import Jobs
from assistant.releases.releases import Releases
from tests.releases.release_examples import Room, StandIn, make_room
from tests.small_server import serve


@pytest.fixture
def stand_in() -> StandIn:
    """How the assistant server behaves."""
    return StandIn()


@pytest.fixture
def release_room(tmp_path: Path, stand_in: StandIn) -> Iterator[Room]:
    """A room without any release, and its server."""
    with serve(stand_in.answer) as server:
        yield make_room(tmp_path, [server.url])


@pytest.fixture
def releases(release_room: Room) -> Iterator[Releases]:
    """The room's releases."""
    with closing(release_room.open()) as opened:
        yield opened


@pytest.fixture
def jobs(release_room: Room) -> Iterator[Jobs]:
    """The trainer's side of them."""
    with closing(release_room.jobs()) as opened:
        yield opened
