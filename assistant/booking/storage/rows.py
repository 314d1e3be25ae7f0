"""Reads and writes single rows of the booking tables, for whoever has a transaction open."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Dict, Optional

import sqlalchemy as sa

from assistant.booking.requests import BookingDetails, BookingRequest, Slot, State
from assistant.booking.storage.details_json import (
    read_details,
    read_slot,
    write_details,
    write_slot,
)
from assistant.booking.storage.tables import DeliveryStatus, outbox, requests
from assistant.booking.systems.booking_system import Delivery, Event

WAITING = DeliveryStatus.WAITING.value


def read_request(row: Any) -> BookingRequest:
    """The request of a row of `requests`."""
    return BookingRequest(
        id=row.id,
        reference=row.reference,
        details=read_details(row.details),
        state=State(row.state),
        created_at=row.created_at,
        updated_at=row.updated_at,
        appointment=read_appointment(row),
    )


def read_appointment(row: Any) -> Optional[Slot]:
    """What visitors and staff are told."""
    return _slot(row.appointment_start, row.appointment_end)


def read_calendar(row: Any) -> Optional[Slot]:
    """What the booking system's calendar holds."""
    return _slot(row.calendar_start, row.calendar_end)


def appointment_columns(slot: Optional[Slot]) -> Dict[str, Optional[datetime]]:
    """The appointment as columns to write."""
    return {
        "appointment_start": slot.start if slot else None,
        "appointment_end": slot.end if slot else None,
    }


def calendar_columns(slot: Optional[Slot]) -> Dict[str, Optional[datetime]]:
    """What the calendar holds as columns to write."""
    return {
        "calendar_start": slot.start if slot else None,
        "calendar_end": slot.end if slot else None,
    }


def details_columns(details: BookingDetails) -> Dict[str, Any]:
    """The details, and what of them is looked for, as columns to write."""
    return {
        "kind": details.kind.value,
        "contact_value": details.contact.value,
        "details": write_details(details),
    }


def lock_request(connection: Any, condition: Any) -> Any:
    """The row of the one request, which nobody else can write until the end; None if none."""
    return connection.execute(sa.select(requests).where(condition).with_for_update()).first()


def update_request(connection: Any, request_id: str, **values: Any) -> Any:
    """Write values into a request and give its row as it is then."""
    is_it = requests.c.id == request_id
    connection.execute(sa.update(requests).where(is_it).values(**values))
    return connection.execute(sa.select(requests).where(is_it)).one()


def write_event(
    connection: Any,
    row: Any,
    event: Event,
    now: datetime,
    held_for: timedelta,
    before: Any = None,
) -> None:
    """Put an event of the request in `row`, as that is now, behind its earlier ones.

    `before` is the row from before the event, where a withdrawal is to restore it.
    """
    connection.execute(
        sa.insert(outbox).values(
            id=uuid.uuid4().hex,
            request_id=row.id,
            event=event.value,
            occurred_at=now,
            details=row.details,
            before=None if before is None else _remember(before),
            status=WAITING,
            tries=0,
            due_at=now + held_for,
        )
    )


def select_deliveries() -> Any:
    """Rows of the outbox with what a delivery needs of their requests."""
    columns = (requests.c.reference, requests.c.calendar_start, requests.c.calendar_end)
    return sa.select(outbox, *columns).select_from(outbox.join(requests))


def read_delivery(row: Any) -> Delivery:
    """The delivery of a row of `select_deliveries` that is not settled.

    What the calendar holds is read now, not when the event was written: an earlier event may
    have been settled since. From the first try on nothing but this event's receipt changes it.
    """
    event = Event(row.event)
    return Delivery(
        id=row.id,
        event=event,
        request_id=row.request_id,
        reference=row.reference,
        occurred_at=row.occurred_at,
        details=read_details(row.details),
        previous_slot=None if event is Event.REQUESTED else read_calendar(row),
    )


def is_first_in_line() -> Any:
    """A row is waiting and no earlier one of its request is."""
    earlier = outbox.alias("earlier")
    return sa.and_(
        outbox.c.status == WAITING,
        ~sa.exists().where(
            earlier.c.request_id == outbox.c.request_id,
            earlier.c.status == WAITING,
            earlier.c.position < outbox.c.position,
        ),
    )


def restore_request(connection: Any, row: Any, event: Event, before: Dict[str, Any]) -> None:
    """Give the request in `row` back what it was before the event, as far as it still can be."""
    values = details_columns(read_details(before["details"]))
    left = State.CANCELLED if event is Event.CANCELLED else State.WAITING
    # Where staff have answered since, their answer stands.
    if State(row.state) is left:
        state, calendar = State(before["state"]), read_calendar(row)
        # The calendar may have answered an earlier event in the meantime.
        if state in (State.WAITING, State.BOOKED):
            state = State.BOOKED if calendar else State.WAITING
        kept = read_slot(before["appointment"]) if state is State.CONFIRMED else calendar
        values.update(state=state.value, **appointment_columns(kept))
        values["updated_at"] = datetime.fromisoformat(before["updated_at"])
    update_request(connection, row.id, **values)


def _remember(row: Any) -> Dict[str, Any]:
    return {
        "details": row.details,
        "state": row.state,
        "updated_at": row.updated_at.isoformat(),
        "appointment": write_slot(read_appointment(row)),
    }


def _slot(start: Optional[datetime], end: Optional[datetime]) -> Optional[Slot]:
    return Slot(start, end) if start is not None and end is not None else None
