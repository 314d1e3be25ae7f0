"""The list of requests: which of them a page shows, and what else needs staff."""

from dataclasses import dataclass
from enum import Enum
from typing import Dict, FrozenSet, Mapping, Optional, Tuple

from assistant.booking.desk.desk import RequestDesk
from assistant.booking.desk.times import show_wanted_time
from assistant.booking.requests import BookingRequest, State

PAGE_SIZE = 25


class Choice(str, Enum):
    """Which requests are listed: those to answer, those in one state, or all."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    ALL = "all"

    @property
    def label(self) -> str:
        """As the page writes it."""
        return "To answer" if self is Choice.OPEN else self.value.capitalize()

    @property
    def states(self) -> Tuple[State, ...]:
        """The states that are listed; none stands for all."""
        if self is Choice.OPEN:
            return (State.WAITING, State.BOOKED)
        return () if self is Choice.ALL else (State(self.value),)


@dataclass(frozen=True)
class Chosen:
    """What the address of the list asks for."""

    choice: Choice
    page: int


@dataclass(frozen=True)
class ListedRequest:
    """A line of the list; `time` is the appointment, or else what the visitor asked for."""

    request: BookingRequest
    time: Optional[str]
    has_failed: bool


@dataclass(frozen=True)
class Listing:
    """A page of requests, how many there are of each choice, and what else needs staff."""

    rows: Tuple[ListedRequest, ...]
    counts: Dict[Choice, int]
    page: int
    pages: int
    failed: int
    on_their_way: int


def read_choice(asked: Mapping[str, str]) -> Chosen:
    """What is asked for; what cannot be understood is the first page of those to answer."""
    page = asked.get("page", "1")
    try:
        choice = Choice(asked.get("show", Choice.OPEN.value))
    except ValueError:
        choice = Choice.OPEN
    is_number = page.isascii() and page.isdecimal() and len(page) < 10
    return Chosen(choice, max(1, int(page)) if is_number else 1)


def read_listing(desk: RequestDesk, chosen: Chosen) -> Listing:
    """Read one page of the list. Raises UnusableDatabase."""
    by_state = desk.store.count_by_state()
    counts = {choice: sum(by_state[state] for state in choice.states or State) for choice in Choice}
    pages = max(1, -(-counts[chosen.choice] // PAGE_SIZE))
    page = min(chosen.page, pages)
    found = desk.store.list_requests(chosen.choice.states, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    failed = desk.store.list_failed()
    references: FrozenSet[str] = frozenset(one.reference for one in failed)
    return Listing(
        rows=tuple(
            ListedRequest(one, show_wanted_time(one, desk.zone), one.reference in references)
            for one in found
        ),
        counts=counts,
        page=page,
        pages=pages,
        failed=len(failed),
        on_their_way=desk.count_on_their_way(),
    )
