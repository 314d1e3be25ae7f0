"""Lets many visitors race for the few free times of a real calendar, and checks who got what."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import combinations
from pathlib import Path
from typing import Callable, Dict, List, Sequence, Tuple
from zoneinfo import ZoneInfo

import yaml

from assistant.booking.reading.times.preferred_time import describe_slot
from assistant.booking.requests import BookingRequest, Slot, State
from assistant.booking.storage.store import open_booking_store
from assistant.booking.systems.free_slots import list_candidate_slots, overlaps
from assistant.clinic_profile import load_clinic_profile
from assistant.clinic_schedule import WEEKDAYS, ClinicSchedule
from assistant.settings import PROJECT
from benchmarks.booking_run import POLL_SECONDS, UNLIMITED
from benchmarks.form_replies import ReplyReader
from benchmarks.slot_racers import RacedSlot, Racer, Result, ResultKind
from tests.booking.systems.radicale_server import PASSWORD, USERNAME, StaffCalendar, run_radicale
from tests.conftest import running_product

SLOT_MINUTES = 30
ZONE = "America/Chicago"
# Two days of the coming week, half of the slots on each, around noon.
DAYS_AHEAD = (2, 4)
HORIZON_DAYS = 7
NOON_MINUTES = 12 * 60
DRAIN_SECONDS = 120


@dataclass(frozen=True)
class CalendarEvent:
    """An event as the calendar holds it."""

    slot: Slot
    text: str


@dataclass(frozen=True)
class SlotRace:
    """How a race ended. `results` are in no order, `events` and `requests` as they are at its end.

    `waiting` deliveries were not settled when the wait for them ended; `misread`
    messages were not taken for a booking.
    """

    slots: Tuple[Slot, ...]
    results: Tuple[Result, ...]
    events: Tuple[CalendarEvent, ...]
    requests: Tuple[BookingRequest, ...]
    waiting: int
    unanswered: int
    misread: int
    summary_seconds: float
    race_seconds: float

    def count(self, kind: ResultKind) -> int:
        """How many visitors ended in this way."""
        return sum(result.kind is kind for result in self.results)

    @property
    def overlaps(self) -> int:
        """Pairs of events that share time."""
        return sum(overlaps(one.slot, other.slot) for one, other in combinations(self.events, 2))

    @property
    def bookings_with_their_event(self) -> int:
        """Booked visitors with exactly one event of their reference, at the slot they were told."""
        booked = [result for result in self.results if result.kind is ResultKind.BOOKED]
        return sum(
            [event.slot for event in self.events if result.reference in event.text]
            == [result.wanted.slot]
            for result in booked
        )

    @property
    def kept_as_booked(self) -> int:
        """Requests that the store has as booked."""
        return sum(request.state is State.BOOKED for request in self.requests)

    @property
    def refusals_with_others(self) -> int:
        """Refusals with at least one other slot to choose."""
        return sum(bool(r.offered) for r in self.results if r.kind is ResultKind.REFUSED)

    @property
    def refusals_that_hid_free_slots(self) -> int:
        """Refusals without another slot although one was booked by somebody who asked later."""
        booked = [result for result in self.results if result.kind is ResultKind.BOOKED]
        return sum(
            not refusal.offered and any(b.asked_at > refusal.answered_at for b in booked)
            for refusal in self.results
            if refusal.kind is ResultKind.REFUSED
        )

    @property
    def refusals_that_offered_gone_slots(self) -> int:
        """Refusals with a slot whose booking had been confirmed before this visitor asked."""
        booked = {
            result.wanted.title: result.answered_at
            for result in self.results
            if result.kind is ResultKind.BOOKED
        }
        return sum(
            any(title in booked and booked[title] < refusal.asked_at for title in refusal.offered)
            for refusal in self.results
            if refusal.kind is ResultKind.REFUSED
        )


def run_race(
    folder: Path,
    visitors: int,
    slots: int,
    at_once: int,
    say: Callable[[str], None] = lambda _: None,
) -> SlotRace:
    """Start calendar and product in `folder`, race, read the calendar, stop."""
    profile = write_profile(folder, slots)
    schedule = load_clinic_profile(profile).schedule
    with run_radicale(folder) as server:
        calendar = server.make_calendar("appointments")
        say("Starting the product ...")
        with running_product(folder, **_settings(calendar.url, profile)) as product:
            now = datetime.now(timezone.utc)
            free = list_candidate_slots(schedule, now)
            if len(free) != slots:
                raise RuntimeError(f"The clinic has {len(free)} slots, not {slots}.")
            racers = _make_racers(product.url, visitors, free, schedule, now)
            say(f"{visitors} visitors go as far as the summary, {at_once} at a time ...")
            started = time.perf_counter()
            with ThreadPoolExecutor(at_once) as pool:
                list(pool.map(Racer.reach_summary, racers))
                ready = time.perf_counter()
                say(f"They all say yes, {at_once} at a time ...")
                results = list(pool.map(Racer.consent, racers))
                ended = time.perf_counter()
            requests, waiting = _read_store(product.settings.booking_database)
        events = _read_events(calendar)
    return SlotRace(
        slots=tuple(free),
        results=tuple(results),
        events=tuple(events),
        requests=tuple(requests),
        waiting=waiting,
        unanswered=sum(racer.unanswered for racer in racers),
        misread=sum(racer.misread for racer in racers),
        summary_seconds=ready - started,
        race_seconds=ended - ready,
    )


def write_profile(folder: Path, slots: int) -> Path:
    """A clinic that gives exactly so many appointments from now on."""
    entries = yaml.safe_load((PROJECT / "knowledge" / "clinic.yml").read_text(encoding="utf-8"))
    today = datetime.now(ZoneInfo(ZONE)).date()
    counts = (slots - slots // 2, slots // 2)
    entries.update(
        time_zone=ZONE,
        hours=[
            _hours((today + timedelta(days=ahead)).weekday(), count)
            for ahead, count in zip(DAYS_AHEAD, counts, strict=True)
            if count
        ],
        closed_dates=[],
        slot_minutes=SLOT_MINUTES,
        notice_hours=0,
        horizon_days=HORIZON_DAYS,
    )
    file = folder / "clinic.yml"
    file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return file


def _hours(weekday: int, slots: int) -> Dict[str, str]:
    opens = NOON_MINUTES - SLOT_MINUTES * (slots // 2)
    closes = opens + SLOT_MINUTES * slots
    return {
        "days": WEEKDAYS[weekday].capitalize(),
        "open": f"{opens // 60:02d}:{opens % 60:02d}",
        "close": f"{closes // 60:02d}:{closes % 60:02d}",
    }


def _settings(calendar_url: str, profile: Path) -> Dict[str, str]:
    return {
        "CLINIC_PROFILE": str(profile),
        "BOOKING_SYSTEM": "caldav",
        "BOOKING_CALDAV_URL": calendar_url,
        "BOOKING_CALDAV_USERNAME": USERNAME,
        "BOOKING_CALDAV_PASSWORD": PASSWORD,
        "BOOKING_FIRST_RETRY_SECONDS": "1",
        "BOOKING_LONGEST_RETRY_SECONDS": "5",
        "SENDER_RATE_LIMIT": UNLIMITED,
        "ADDRESS_RATE_LIMIT": UNLIMITED,
    }


def _make_racers(
    url: str, visitors: int, slots: Sequence[Slot], schedule: ClinicSchedule, now: datetime
) -> List[Racer]:
    """Visitors in equal parts for each slot; rivals stand side by side, so that they race."""
    reader = ReplyReader()
    zone = schedule.time_zone
    wanted = [RacedSlot(slot, describe_slot(slot, zone, now)) for slot in slots]
    order = sorted(range(visitors), key=lambda number: number % len(slots))
    return [Racer(url, number, wanted[number % len(slots)], reader) for number in order]


def _read_store(database: str) -> Tuple[List[BookingRequest], int]:
    """What is kept once nothing is on its way any more."""
    store = open_booking_store(database)
    try:
        deadline = time.monotonic() + DRAIN_SECONDS
        while store.count_undelivered() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        return store.list_requests(), store.count_undelivered()
    finally:
        store.close()


def _read_events(calendar: StaffCalendar) -> List[CalendarEvent]:
    """Everything in the calendar, past the code that is measured."""
    return [
        CalendarEvent(
            Slot(event.start.astimezone(timezone.utc), event.end.astimezone(timezone.utc)),
            f"{event.get('SUMMARY', '')} {event.get('DESCRIPTION', '')}",
        )
        for event in calendar.events()
    ]
