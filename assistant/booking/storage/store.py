"""The store of booking requests: a request and its event are written together or not at all."""

import hmac
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Optional

import sqlalchemy as sa

from assistant.booking.requests import BookingDetails, BookingRequest, Slot, State
from assistant.booking.storage.database import open_booking_database
from assistant.booking.storage.details_json import read_details
from assistant.booking.storage.outbox import Outbox
from assistant.booking.storage.records import (
    ClaimedDelivery,
    ErasedRequest,
    FailedDelivery,
    ImpossibleChange,
    Submission,
    UnknownDelivery,
    UnknownRequest,
)
from assistant.booking.storage.references import make_reference, normalise_reference
from assistant.booking.storage.rows import (
    WAITING,
    appointment_columns,
    details_columns,
    is_first_in_line,
    lock_request,
    read_calendar,
    read_delivery,
    read_request,
    restore_request,
    select_deliveries,
    update_request,
    write_event,
)
from assistant.booking.storage.staff_requests import StaffRequests
from assistant.booking.storage.tables import DeliveryStatus, outbox, requests
from assistant.booking.systems.booking_system import Delivery, Event
from assistant.database import Database

__all__ = [
    "BookingStore",
    "ClaimedDelivery",
    "ErasedRequest",
    "FailedDelivery",
    "ImpossibleChange",
    "Submission",
    "UnknownDelivery",
    "UnknownRequest",
    "open_booking_store",
]

NO_TIME = timedelta(0)


def open_booking_store(url: str) -> "BookingStore":
    """Open the store at a SQLite file's or a PostgreSQL database's URL, and upgrade its tables.

    Several processes may do so at once. Raises assistant.sqlite_database.UnusableDatabase.
    """
    return BookingStore(open_booking_database(url))


class BookingStore(Outbox, StaffRequests):
    """Requests and their events; usable from several threads and processes.

    `now` is always aware. `held_for` keeps the dispatcher away from the event for that long, for
    a caller who tries the delivery itself. Every method may raise UnusableDatabase.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def submit(
        self,
        details: BookingDetails,
        idempotency_key: str,
        now: datetime,
        held_for: timedelta = NO_TIME,
    ) -> Submission:
        """Keep a request, once for a key: the same key again gives the same request.

        Where its details differ the request is changed. Raises ImpossibleChange where it would
        have to be but is cancelled.
        """
        is_it = requests.c.idempotency_key == idempotency_key
        with self._database.writing() as connection:
            # Ends as soon as the key is found, by us or another, or the reference is a free one.
            while True:
                row = lock_request(connection, is_it)
                if row is not None:
                    return _change_details(connection, row, details, now, held_for)
                values = {
                    "id": uuid.uuid4().hex,
                    "reference": make_reference(),
                    "idempotency_key": idempotency_key,
                    **details_columns(details),
                    "state": State.WAITING.value,
                    "created_at": now,
                    "updated_at": now,
                }
                insert = self._database.insert(requests).values(**values)
                if connection.execute(insert.on_conflict_do_nothing()).rowcount:
                    row = lock_request(connection, is_it)
                    write_event(connection, row, Event.REQUESTED, now, held_for)
                    return _submission(connection, row, now, held_for, is_new=True)

    def find(self, reference: str, contact_value: str) -> Optional[BookingRequest]:
        """The request with this reference, found in any text, and this contact; else None."""
        request = self.get(reference)
        known = request.details.contact.value if request else ""
        is_same = hmac.compare_digest(
            known.encode("utf-8", "replace"), contact_value.encode("utf-8", "replace")
        )
        return request if is_same else None

    def find_by_key(self, idempotency_key: str) -> Optional[BookingRequest]:
        """The request that was kept under this key."""
        return self._get(requests.c.idempotency_key == idempotency_key)

    def get(self, reference: str) -> Optional[BookingRequest]:
        """The request with this reference, however that is written."""
        normalised = normalise_reference(reference)
        return self._get(requests.c.reference == normalised) if normalised else None

    def _get(self, condition: Any) -> Optional[BookingRequest]:
        query = sa.select(requests).where(condition)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else read_request(row)

    def change(
        self,
        request_id: str,
        now: datetime,
        *,
        preferred_time: Optional[str],
        slot: Optional[Slot],
        held_for: timedelta = NO_TIME,
    ) -> Submission:
        """Ask for another time; the same one again writes no second event.

        Raises UnknownRequest, and ImpossibleChange for a cancelled one.
        """
        with self._database.writing() as connection:
            row = _lock_known_request(connection, request_id)
            details = replace(read_details(row.details), preferred_time=preferred_time, slot=slot)
            return _change_details(connection, row, details, now, held_for)

    def cancel(self, request_id: str, now: datetime) -> Submission:
        """Call a request off; a second time writes no second event. Raises UnknownRequest."""
        with self._database.writing() as connection:
            before = _lock_known_request(connection, request_id)
            if State(before.state) is State.CANCELLED:
                return _submission(connection, before, now, NO_TIME, is_new=False)
            row = update_request(
                connection,
                before.id,
                state=State.CANCELLED.value,
                updated_at=now,
                **appointment_columns(read_calendar(before)),
            )
            write_event(connection, row, Event.CANCELLED, now, NO_TIME, before)
            return _submission(connection, row, now, NO_TIME, is_new=True)

    def withdraw(self, delivery_id: str) -> bool:
        """Take back an event of the visitor's that was not delivered, as if never written.

        The first one's request goes with it, unless a change came after: then that is the first.
        Otherwise the request is again what it was. False where it is delivered or gone.
        """
        request_id = sa.select(outbox.c.request_id).where(outbox.c.id == delivery_id)
        with self._database.writing() as connection:
            # The request first, as everybody does, so that no two wait for each other.
            row = lock_request(connection, requests.c.id == request_id.scalar_subquery())
            if row is None:
                return False
            event = connection.execute(
                sa.select(outbox).where(outbox.c.id == delivery_id).with_for_update()
            ).one()
            if event.status == DeliveryStatus.DELIVERED.value:
                return False
            connection.execute(sa.delete(outbox).where(outbox.c.id == delivery_id))
            later = connection.execute(
                sa.select(outbox)
                .where(outbox.c.request_id == row.id, outbox.c.position > event.position)
                .order_by(outbox.c.position)
            ).first()
            if later is not None:
                _take_over(connection, later, event)
            elif Event(event.event) is Event.REQUESTED:
                connection.execute(sa.delete(requests).where(requests.c.id == row.id))
            elif event.before is not None:
                restore_request(connection, row, Event(event.event), event.before)
            return True


def _take_over(connection: Any, later: Any, withdrawn: Any) -> None:
    # What came after stands. If it is withdrawn too, that goes back as far as this one would.
    values = {"before": withdrawn.before}
    if withdrawn.event == Event.REQUESTED.value and later.event == Event.CHANGED.value:
        values["event"] = Event.REQUESTED.value
    is_later = outbox.c.position == later.position
    connection.execute(sa.update(outbox).where(is_later).values(**values))


def _lock_known_request(connection: Any, request_id: str) -> Any:
    row = lock_request(connection, requests.c.id == request_id)
    if row is None:
        raise UnknownRequest("There is no such request, or no longer.")
    return row


def _change_details(
    connection: Any, before: Any, details: BookingDetails, now: datetime, held_for: timedelta
) -> Submission:
    if read_details(before.details) == details:
        return _submission(connection, before, now, held_for, is_new=False)
    if State(before.state) is State.CANCELLED:
        raise ImpossibleChange(f"Request {before.reference} is cancelled and cannot be changed.")
    row = update_request(
        connection,
        before.id,
        **details_columns(details),
        state=State.WAITING.value,
        updated_at=now,
        # A time that staff had confirmed is no longer agreed; one in the calendar is until the
        # calendar has moved it.
        **appointment_columns(read_calendar(before)),
    )
    write_event(connection, row, Event.CHANGED, now, held_for, before)
    return _submission(connection, row, now, held_for, is_new=True)


def _submission(
    connection: Any, row: Any, now: datetime, held_for: timedelta, *, is_new: bool
) -> Submission:
    delivery = _hold_next_delivery(connection, row.id, now + held_for)
    return Submission(read_request(row), delivery, is_new)


def _hold_next_delivery(connection: Any, request_id: str, until: datetime) -> Optional[Delivery]:
    query = select_deliveries().where(is_first_in_line(), outbox.c.request_id == request_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    # It may be an earlier event than the one just written, and the caller tries this one.
    is_sooner = sa.and_(outbox.c.position == row.position, outbox.c.due_at < until)
    connection.execute(
        sa.update(outbox).where(is_sooner, outbox.c.status == WAITING).values(due_at=until)
    )
    return read_delivery(row)
