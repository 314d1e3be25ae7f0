"""A real calendar server, and an empty calendar on it for each test that wants one."""

from typing import Iterator
from uuid import uuid4

import pytest

from assistant.booking.systems.caldav_system import CaldavSystem
from tests.booking.systems.caldav_examples import make_system
from tests.booking.systems.radicale_server import RadicaleServer, StaffCalendar, run_radicale


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RadicaleServer]:
    """A real server for all tests of a module; each has a calendar of its own."""
    with run_radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def calendar(radicale: RadicaleServer) -> StaffCalendar:
    """An empty calendar, as staff see it."""
    return radicale.make_calendar(uuid4().hex)


@pytest.fixture
def system(calendar: StaffCalendar) -> CaldavSystem:
    """The booking system on the calendar."""
    return make_system(calendar.url)
