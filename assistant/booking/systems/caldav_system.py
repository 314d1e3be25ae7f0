"""Books slots in the clinic's own calendar, over CalDAV."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import List, Optional, Tuple

import structlog

from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import (
    Delivery,
    Event,
    HandOffRejected,
    HandOffUnavailable,
    Receipt,
)
from assistant.booking.systems.caldav_connection import CaldavConnection, Creation, StoredFile
from assistant.booking.systems.calendar_entries import (
    Entry,
    UnreadableEntry,
    is_of_request,
    is_ours,
    list_names,
    make_uid,
    read_entries,
    write_entry,
)
from assistant.booking.systems.free_slots import list_candidate_slots, overlaps, remove_busy
from assistant.clinic_schedule import ClinicSchedule

# Free times that are a little old do no harm: a slot that has gone since is refused when booked.
CACHE_SECONDS = 10.0
# Servers place whole days and times without a zone by UTC, up to 14 hours off.
DAY = timedelta(days=1)
# How far ahead staff may have moved an appointment before it is no longer found.
LOOK_AHEAD = timedelta(days=2 * 365)
# Of two appointments that came to overlap at the same moment, the first looks again so often
# whether the second has given way.
LOOKS = 6
SECONDS_BETWEEN_LOOKS = 0.2
DELETE_TRIES = 3

log = structlog.get_logger()


@dataclass(frozen=True)
class _Found:
    """An occurrence and the file that it stands in."""

    entry: Entry
    file: StoredFile


class CaldavSystem:
    """The clinic's calendar on a CalDAV server; a booking is a TENTATIVE event in it.

    The deliveries of one request must come in the order in which they were written. Free times
    are kept for 10 s in each process. Safe to use from several threads.
    """

    name = "caldav"
    has_calendar = True

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        schedule: ClinicSchedule,
        clinic_name: str,
        timeout_seconds: float = 5,
    ) -> None:
        """`url` is the calendar's own address. `timeout_seconds` holds for each HTTP call."""
        self._connection = CaldavConnection(url, username, password, timeout_seconds)
        self._schedule = schedule
        self._clinic_name = clinic_name
        self._kept: Optional[Tuple[float, Slot, List[Slot]]] = None

    def free_slots(self, now: datetime) -> List[Slot]:
        """Slots within hours, notice and horizon that the calendar has free. One call at most.

        Raises HandOffUnavailable, also where the settings are wrong: a visitor cannot mend them.
        """
        try:
            busy = self._list_busy(now)
        except HandOffRejected as error:
            log.error("booking.calendar_refuses", error=str(error))
            raise HandOffUnavailable(str(error)) from error
        return remove_busy(list_candidate_slots(self._schedule, now), busy)

    def deliver(self, delivery: Delivery) -> Receipt:
        """Book, move or remove the request's event; see BookingSystem.

        A wish without a slot leaves the calendar as it is and stays with staff: what the visitor
        has is not given away before there is something else.
        """
        slot = delivery.details.slot
        if delivery.event is Event.REQUESTED:
            return Receipt(self._book(delivery, slot) if slot else None)
        if delivery.event is Event.CHANGED and slot:
            booked = self._book(delivery, slot)
            # Cut off before this, the delivery is repeated and finds its new event in place.
            self._remove(delivery, keep=make_uid(delivery.request_id, slot))
            return Receipt(booked)
        if delivery.event is Event.CHANGED:
            return Receipt(delivery.previous_slot)
        self._remove(delivery)
        return Receipt()

    def _list_busy(self, now: datetime) -> List[Slot]:
        today = now.astimezone(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        window = Slot(today - DAY, today + timedelta(days=self._schedule.horizon_days) + 3 * DAY)
        kept = self._kept
        if kept and kept[1] == window and time.monotonic() - kept[0] < CACHE_SECONDS:
            return kept[2]
        asked_at = time.monotonic()
        busy = [found.entry.slot for found in self._look(window) if found.entry.is_busy]
        self._kept = (asked_at, window, busy)
        return busy

    def _look(self, window: Slot, request_id: str = "") -> List[_Found]:
        """What the calendar holds in about this window; only of one request, if it is given."""
        result: List[_Found] = []
        for file in self._connection.find(window.start, window.end):
            # iCalendar breaks long lines. Reading costs more than this look into the text.
            if request_id not in file.text.replace("\r\n ", "").replace("\n ", ""):
                continue
            try:
                entries = read_entries(file.text, self._schedule.time_zone, window)
            except UnreadableEntry as error:
                log.warning("booking.calendar_entry_unreadable", error=str(error))
                continue
            result.extend(_Found(entry, file) for entry in entries)
        return result

    def _look_around(self, slot: Slot) -> List[_Found]:
        return self._look(Slot(slot.start - DAY, slot.end + DAY))

    def _book(self, delivery: Delivery, slot: Slot) -> Slot:
        """Make sure that the request's event stands at the slot, alone. Returns where it stands."""
        self._kept = None
        uid = make_uid(delivery.request_id, slot)
        around = self._look_around(slot)
        if not any(found.entry.uid == uid for found in around):
            if _list_rivals(around, delivery.request_id, slot):
                raise _slot_taken()
            self._create(delivery, slot, uid)
        return self._settle(delivery, slot, uid)

    def _create(self, delivery: Delivery, slot: Slot, uid: str) -> None:
        """Create the event, unless an earlier try has. Raises where the slot has just gone."""
        text = write_entry(delivery, slot, self._clinic_name)
        for name in list_names(slot):
            # The name comes from the start, so that of many visitors at once one creates it.
            creation = self._connection.create(name, text)
            if creation is Creation.CREATED:
                return
            if creation is Creation.UID_TAKEN:
                # Staff's program has moved the event into another file, where it will be found.
                return
            there = self._connection.read(name)
            if there is None:
                raise HandOffUnavailable("A calendar event has gone while it was looked at.")
            try:
                around = Slot(slot.start - DAY, slot.end + DAY)
                entries = read_entries(there, self._schedule.time_zone, around)
            except UnreadableEntry:
                raise _slot_taken() from None
            if any(entry.uid == uid for entry in entries):
                return
            if any(entry.is_busy and overlaps(entry.slot, slot) for entry in entries):
                raise _slot_taken()
            # Staff have cancelled or moved the event that has this name: the slot is free.
        raise _slot_taken()

    def _settle(self, delivery: Delivery, slot: Slot, uid: str) -> Slot:
        """Check that nothing has come to overlap the event meanwhile, or take it back.

        Names guard against the same start only. A booking stands once a look after its creation
        finds it alone: of two that overlap, the one created later sees the other. So the event
        that sorts first may wait for the other to give way, but never stays beside it.
        """
        for look in range(LOOKS):
            around = self._look_around(slot)
            own = next((found for found in around if found.entry.uid == uid), None)
            if own is None:
                return self._find_moved(delivery, uid)
            if not own.entry.is_busy:
                raise HandOffRejected("Staff have cancelled this appointment in the calendar.")
            if own.entry.slot != slot:
                # Staff have moved it since an earlier try: the time is theirs.
                return own.entry.slot
            rivals = _list_rivals(around, delivery.request_id, slot)
            if not rivals:
                return slot
            gives_way = look == LOOKS - 1 or any(
                not is_ours(rival.uid) or (rival.slot.start, rival.uid) < (slot.start, uid)
                for rival in rivals
            )
            if gives_way and self._connection.delete(own.file):
                raise _slot_taken()
            time.sleep(SECONDS_BETWEEN_LOOKS)
        raise HandOffUnavailable("A calendar event changes faster than it can be looked at.")

    def _find_moved(self, delivery: Delivery, uid: str) -> Slot:
        for found in self._look_for_own(delivery):
            if found.entry.uid == uid:
                return found.entry.slot
        # The same delivery has just given way elsewhere, or staff have removed the event.
        raise _slot_taken()

    def _remove(self, delivery: Delivery, keep: Optional[str] = None) -> None:
        """Delete the request's events but the one to keep; those already gone are fine."""
        self._kept = None
        for _ in range(DELETE_TRIES):
            files = {
                found.file.path: found.file
                for found in self._look_for_own(delivery)
                if found.entry.uid != keep
            }
            if all(self._connection.delete(file) for file in files.values()):
                return
        raise HandOffUnavailable("A calendar event changes faster than it can be deleted.")

    def _look_for_own(self, delivery: Delivery) -> List[_Found]:
        """The events of the request, wherever staff have moved them since."""
        starts = [delivery.occurred_at]
        for slot in (delivery.previous_slot, delivery.details.slot):
            if slot is not None:
                starts.append(slot.start)
        window = Slot(min(starts) - DAY, max(starts) + LOOK_AHEAD)
        return [
            found
            for found in self._look(window, delivery.request_id)
            if is_of_request(found.entry.uid, delivery.request_id)
        ]


def _list_rivals(around: List[_Found], request_id: str, slot: Slot) -> List[Entry]:
    """What takes up time of the slot, but for the request's own events."""
    return [
        found.entry
        for found in around
        if found.entry.is_busy
        and overlaps(found.entry.slot, slot)
        and not is_of_request(found.entry.uid, request_id)
    ]


def _slot_taken() -> HandOffRejected:
    return HandOffRejected("The slot has been taken.", is_slot_taken=True)
