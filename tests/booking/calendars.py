"""Booking systems for the tests of the forms: a calendar that can be down, refuse or lose slots."""

from datetime import datetime
from typing import Dict, List

from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import (
    Delivery,
    Event,
    HandOffRejected,
    HandOffUnavailable,
    Receipt,
)


class NoCalendar:
    """A system that takes every delivery and knows no free times; it must not be asked at once."""

    name = "no calendar"
    has_calendar = False

    def deliver(self, delivery: Delivery) -> Receipt:
        raise AssertionError("Nobody delivers without a calendar while the visitor waits.")

    def free_slots(self, now: datetime) -> List[Slot]:
        return []


class Calendar:
    """A calendar in memory. `others` are slots that somebody else took since they were offered."""

    name = "calendar"
    has_calendar = True

    def __init__(self, *slots: Slot) -> None:
        self.slots = list(slots)
        self.others: List[Slot] = []
        self.held: Dict[Slot, str] = {}
        self.deliveries: List[Delivery] = []
        self.is_down = False
        self.is_refusing = False

    def free_slots(self, now: datetime) -> List[Slot]:
        if self.is_down:
            raise HandOffUnavailable("the calendar of this test is down")
        if self.is_refusing:
            raise HandOffRejected("the calendar of this test refuses")
        taken = {*self.others, *self.held}
        return [slot for slot in self.slots if slot not in taken]

    def deliver(self, delivery: Delivery) -> Receipt:
        self.deliveries.append(delivery)
        if self.is_down:
            raise HandOffUnavailable("the calendar of this test is down")
        if self.is_refusing:
            raise HandOffRejected("the calendar of this test refuses")
        slot = delivery.details.slot
        is_free = (
            slot not in self.others
            and self.held.get(
                slot or Slot(delivery.occurred_at, delivery.occurred_at), delivery.request_id
            )
            == delivery.request_id
        )
        if delivery.event is not Event.CANCELLED and not is_free:
            raise HandOffRejected("the slot is taken", is_slot_taken=True)
        self.held = {s: who for s, who in self.held.items() if who != delivery.request_id}
        if delivery.event is Event.CANCELLED or slot is None:
            return Receipt()
        self.held[slot] = delivery.request_id
        return Receipt(booked=slot)
