"""The booking system of a clinic that has none: the request waits for staff in the database."""

from datetime import datetime
from typing import List

from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import Delivery, Receipt


class DeskSystem:
    """Staff read the requests where they are kept, so there is nobody to hand them to."""

    name = "desk"
    has_calendar = False

    def deliver(self, delivery: Delivery) -> Receipt:
        """The request is in the database already, in the transaction that wrote the delivery."""
        return Receipt()

    def free_slots(self, now: datetime) -> List[Slot]:
        """None: only staff know the free times."""
        return []
