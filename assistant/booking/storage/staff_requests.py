"""The requests as staff see and answer them, and how they are erased."""

from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional, Sequence

import sqlalchemy as sa

from assistant.booking.requests import BookingRequest, Kind, Slot, State
from assistant.booking.storage.records import (
    CreatedRequest,
    ErasedRequest,
    FailedDelivery,
    ImpossibleChange,
    UnknownDelivery,
    UnknownRequest,
)
from assistant.booking.storage.references import normalise_reference
from assistant.booking.storage.rows import (
    WAITING,
    appointment_columns,
    lock_request,
    read_appointment,
    read_calendar,
    read_request,
    update_request,
    write_event,
)
from assistant.booking.storage.tables import DeliveryStatus, outbox, requests
from assistant.booking.systems.booking_system import Event
from assistant.database import Database


class StaffRequests:
    """What staff ask of the store. Every method may raise UnusableDatabase."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_requests(
        self, states: Sequence[State] = (), limit: Optional[int] = None, offset: int = 0
    ) -> List[BookingRequest]:
        """Requests in these states, or all; newest first."""
        query = sa.select(requests).order_by(requests.c.created_at.desc(), requests.c.id)
        if states:
            query = query.where(requests.c.state.in_([state.value for state in states]))
        with self._database.reading() as connection:
            rows = connection.execute(query.limit(limit).offset(offset))
            return [read_request(row) for row in rows]

    def count_by_state(self) -> Dict[State, int]:
        """How many requests are in each state."""
        query = sa.select(requests.c.state, sa.func.count()).group_by(requests.c.state)
        with self._database.reading() as connection:
            counted = {State(state): int(count) for state, count in connection.execute(query)}
        return {state: counted.get(state, 0) for state in State}

    def list_created(self, begins: datetime, ends: datetime) -> List[CreatedRequest]:
        """What was asked for from `begins` to before `ends`, without whose it is."""
        query = sa.select(requests.c.created_at, requests.c.kind, requests.c.state).where(
            requests.c.created_at >= begins, requests.c.created_at < ends
        )
        with self._database.reading() as connection:
            return [
                CreatedRequest(row.created_at, Kind(row.kind), State(row.state))
                for row in connection.execute(query)
            ]

    def confirm(
        self,
        reference: str,
        now: datetime,
        appointment: Optional[Slot] = None,
        seen: Optional[datetime] = None,
    ) -> BookingRequest:
        """Confirm a request, at the appointment given or else at the one that it has.

        `seen` is the `updated_at` of what staff have decided about. Raises UnknownRequest, and
        ImpossibleChange for a cancelled one and for one that has changed since.
        """
        with self._database.writing() as connection:
            row = _lock_open_request(connection, reference, "confirmed", seen)
            kept = appointment or read_appointment(row)
            row = update_request(
                connection,
                row.id,
                state=State.CONFIRMED.value,
                updated_at=now,
                **appointment_columns(kept),
            )
            return read_request(row)

    def decline(
        self, reference: str, now: datetime, seen: Optional[datetime] = None
    ) -> BookingRequest:
        """Decline a request; a slot that the calendar holds, or is about to, is given back.

        `seen` is the `updated_at` of what staff have decided about. Raises UnknownRequest, and
        ImpossibleChange for a cancelled one and for one that has changed since.
        """
        with self._database.writing() as connection:
            row = _lock_open_request(connection, reference, "declined", seen)
            if State(row.state) is State.DECLINED:
                return read_request(row)
            calendar = read_calendar(row)
            row = update_request(
                connection,
                row.id,
                state=State.DECLINED.value,
                updated_at=now,
                **appointment_columns(calendar),
            )
            if calendar is not None or row.details["slot"] is not None:
                write_event(connection, row, Event.CANCELLED, now, timedelta(0))
            return read_request(row)

    def list_failed(self) -> List[FailedDelivery]:
        """Deliveries that were given up, oldest first, unless a later one says all of it."""
        query = (
            sa.select(outbox, requests.c.reference)
            .select_from(outbox.join(requests))
            .where(outbox.c.status == DeliveryStatus.DEAD.value, ~_is_superseded())
            .order_by(outbox.c.position)
        )
        with self._database.reading() as connection:
            return [
                FailedDelivery(
                    delivery_id=row.id,
                    reference=row.reference,
                    event=Event(row.event),
                    tries=row.tries,
                    error=row.error,
                    failed_at=row.finished_at,
                )
                for row in connection.execute(query)
            ]

    def retry(self, delivery_id: str, now: datetime) -> None:
        """Make a delivery that was given up due again, with all its tries.

        Raises UnknownDelivery, and ImpossibleChange where it is not in `list_failed`.
        """
        is_it = outbox.c.id == delivery_id
        with self._database.writing() as connection:
            if connection.execute(sa.select(outbox.c.id).where(is_it)).first() is None:
                raise UnknownDelivery(f"There is no delivery '{delivery_id}'.")
            revived = connection.execute(
                sa.update(outbox)
                .where(is_it, outbox.c.status == DeliveryStatus.DEAD.value, ~_is_superseded())
                .values(status=WAITING, tries=0, due_at=now, finished_at=None)
            )
            if not revived.rowcount:
                raise ImpossibleChange(
                    f"Delivery '{delivery_id}' has not failed, or a later one of its request has "
                    "been delivered. Retry one that the list of failed ones shows."
                )

    def erase_contact(self, contact_value: str) -> List[ErasedRequest]:
        """Erase every request of a contact with its deliveries, and say which they were."""
        is_theirs = requests.c.contact_value == contact_value
        delivered = (
            sa.exists()
            .where(
                outbox.c.request_id == requests.c.id,
                outbox.c.status == DeliveryStatus.DELIVERED.value,
            )
            .label("was_delivered")
        )
        query = (
            sa.select(
                requests.c.id,
                requests.c.reference,
                requests.c.kind,
                requests.c.created_at,
                delivered,
            )
            .where(is_theirs)
            .order_by(requests.c.created_at)
            .with_for_update(of=requests)
        )
        with self._database.writing() as connection:
            rows = connection.execute(query).all()
            # One that has come in since is not erased without being named.
            named = requests.c.id.in_([row.id for row in rows])
            connection.execute(sa.delete(requests).where(named))
        self._database.forget_deleted()
        return [
            ErasedRequest(row.reference, Kind(row.kind), row.created_at, bool(row.was_delivered))
            for row in rows
        ]

    def erase_before(self, moment: datetime) -> int:
        """Erase requests whose last change and appointment are before `moment`; how many.

        Those with a delivery still waiting are kept.
        """
        query = sa.delete(requests).where(
            requests.c.updated_at < moment,
            sa.or_(requests.c.appointment_end.is_(None), requests.c.appointment_end < moment),
            sa.or_(requests.c.calendar_end.is_(None), requests.c.calendar_end < moment),
            ~sa.exists().where(outbox.c.request_id == requests.c.id, outbox.c.status == WAITING),
        )
        with self._database.writing() as connection:
            erased = int(connection.execute(query).rowcount)
        self._database.forget_deleted()
        return erased


def _lock_open_request(
    connection: Any, reference: str, wanted: str, seen: Optional[datetime]
) -> Any:
    normalised = normalise_reference(reference)
    if normalised is None:
        raise UnknownRequest("This is not a reference. One looks like K7M4-P2XW.")
    row = lock_request(connection, requests.c.reference == normalised)
    if row is None:
        raise UnknownRequest(f"There is no request {normalised}.")
    if State(row.state) is State.CANCELLED:
        raise ImpossibleChange(
            f"Request {normalised} cannot be {wanted}: the visitor has cancelled it."
        )
    if seen is not None and row.updated_at != seen:
        raise ImpossibleChange(
            f"Request {normalised} was not {wanted}: it has changed since you opened it. Look at "
            "it again and decide anew."
        )
    return row


def _is_superseded() -> Any:
    later = outbox.alias("later")
    return sa.exists().where(
        later.c.request_id == outbox.c.request_id,
        later.c.position > outbox.c.position,
        later.c.status == DeliveryStatus.DELIVERED.value,
    )
