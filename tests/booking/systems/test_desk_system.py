"""The desk: staff read the database, so every delivery has arrived and no time is offered."""

import pytest

from assistant.booking.systems.desk_system import DeskSystem
from tests.booking.systems.system_contract import Arranged, BookingSystemContract


class TestDeskSystem(BookingSystemContract):
    """The desk keeps the contract. It has no other side that could fail."""

    @pytest.fixture
    def arranged(self) -> Arranged:
        """Nothing is held anywhere but in the store."""
        return Arranged(DeskSystem(), look=lambda: None)
