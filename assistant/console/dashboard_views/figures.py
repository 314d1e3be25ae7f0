"""What the dashboard counts, from the review room and the booking room."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import DefaultDict, Mapping, Tuple

from assistant.booking.requests import Kind, State
from assistant.booking.storage.store import BookingStore
from assistant.review.periods import Period
from assistant.review.statistics import Activity, GrowingGroup, TopicCounts


@dataclass
class BookingCounts:
    """What visitors asked for on one day, and how much of it staff have confirmed since."""

    appointments: int = 0
    messages: int = 0
    confirmed: int = 0


@dataclass(frozen=True)
class Figures:
    """Everything that the dashboard shows of one period; `bookings` has every day of it."""

    activity: Activity
    topics: Tuple[TopicCounts, ...]
    growing: Tuple[GrowingGroup, ...]
    bookings: Mapping[date, BookingCounts]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all happened."""
        total = self.activity.total
        requests = any(one.appointments or one.messages for one in self.bookings.values())
        return not (total.questions or total.passed_on or requests)

    @property
    def appointments(self) -> int:
        """How many appointments were asked for."""
        return sum(one.appointments for one in self.bookings.values())


def count_bookings(store: BookingStore, period: Period) -> Mapping[date, BookingCounts]:
    """What was asked for on each day. Raises UnusableDatabase."""
    counts: DefaultDict[date, BookingCounts] = defaultdict(BookingCounts)
    for request in store.list_created(period.begins, period.ends):
        day = counts[request.created_at.astimezone(period.zone).date()]
        day.appointments += request.kind is Kind.APPOINTMENT
        day.messages += request.kind is Kind.MESSAGE
        day.confirmed += request.state is State.CONFIRMED
    return {day: counts[day] for day in period}
