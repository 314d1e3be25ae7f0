"""The events on their way to the booking system, as the dispatcher works through them."""

from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional

import sqlalchemy as sa
import structlog

from assistant.booking.requests import State
from assistant.booking.storage.details_json import read_details
from assistant.booking.storage.records import ClaimedDelivery
from assistant.booking.storage.rows import (
    WAITING,
    appointment_columns,
    calendar_columns,
    is_first_in_line,
    lock_request,
    read_appointment,
    read_calendar,
    read_delivery,
    select_deliveries,
)
from assistant.booking.storage.tables import DeliveryStatus, outbox, requests
from assistant.booking.systems.booking_system import Receipt
from assistant.database import Database

log = structlog.get_logger()

# The clinic's system may answer with a page; its beginning is enough to see what is wrong.
ERROR_CHARACTERS = 500


class Outbox:
    """What the dispatcher asks of the store. Every method may raise UnusableDatabase."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, now: datetime, lease: timedelta, limit: int) -> List[ClaimedDelivery]:
        """Take up to `limit` due deliveries, those due longest first, until `now` + `lease`.

        Nobody else gets them before. At most one of a request is out: the oldest that waits.
        """
        due = (
            select_deliveries()
            .where(is_first_in_line(), outbox.c.due_at <= now)
            .order_by(outbox.c.due_at, outbox.c.position)
            .limit(limit)
            .with_for_update(of=outbox, skip_locked=True)
        )
        with self._database.writing() as connection:
            rows = connection.execute(due).all()
            connection.execute(
                sa.update(outbox)
                .where(outbox.c.position.in_([row.position for row in rows]))
                .values(due_at=now + lease, tries=outbox.c.tries + 1)
            )
        return [ClaimedDelivery(read_delivery(row), row.tries + 1) for row in rows]

    def settle(self, delivery_id: str, receipt: Receipt, now: datetime) -> None:
        """Note that the booking system has it; a second time changes nothing.

        A receipt with `booked` sets the appointment, and the state BOOKED unless staff have
        answered already or a later event of the request is still on its way.
        """
        with self._database.writing() as connection:
            row = lock_request(connection, _is_request_of(delivery_id))
            if row is None:
                # Erased while it was on its way.
                log.warning("booking.settled_unknown_delivery", delivery=delivery_id)
                return
            is_it = outbox.c.id == delivery_id
            settled = connection.execute(
                sa.update(outbox)
                .where(is_it, outbox.c.status != DeliveryStatus.DELIVERED.value)
                .values(
                    status=DeliveryStatus.DELIVERED.value,
                    finished_at=now,
                    error=None,
                    details=None,
                    before=None,
                )
            )
            if not settled.rowcount:
                return
            position = sa.select(outbox.c.position).where(is_it).scalar_subquery()
            later = connection.execute(
                sa.select(outbox.c.id).where(
                    outbox.c.request_id == row.id,
                    outbox.c.status == WAITING,
                    outbox.c.position > position,
                )
            ).first()
            values: Dict[str, Any] = dict(calendar_columns(receipt.booked))
            if later is None:
                values.update(_answer(row, receipt, now))
            connection.execute(sa.update(requests).where(requests.c.id == row.id).values(**values))

    def postpone(self, delivery_id: str, until: datetime, error: str) -> None:
        """Try again at `until`; `error` holds no personal data. No effect on a settled one."""
        self._update_waiting(delivery_id, due_at=until, error=error[:ERROR_CHARACTERS])

    def bury(self, delivery_id: str, error: str, now: datetime) -> None:
        """Give up and leave it to a person. No effect on a settled one."""
        self._update_waiting(
            delivery_id,
            status=DeliveryStatus.DEAD.value,
            finished_at=now,
            error=error[:ERROR_CHARACTERS],
        )

    def next_due(self) -> Optional[datetime]:
        """When `claim` can give something next; None where nothing waits."""
        query = sa.select(sa.func.min(outbox.c.due_at)).where(is_first_in_line())
        with self._database.reading() as connection:
            due: Optional[datetime] = connection.execute(query).scalar()
        return due

    def count_undelivered(self) -> int:
        """How many deliveries are waiting; those given up are in `list_failed`."""
        query = sa.select(sa.func.count()).where(outbox.c.status == WAITING)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def _update_waiting(self, delivery_id: str, **values: Any) -> None:
        is_it = sa.and_(outbox.c.id == delivery_id, outbox.c.status == WAITING)
        with self._database.writing() as connection:
            connection.execute(sa.update(outbox).where(is_it).values(**values))


def _is_request_of(delivery_id: str) -> Any:
    request_id = sa.select(outbox.c.request_id).where(outbox.c.id == delivery_id)
    return requests.c.id == request_id.scalar_subquery()


def _answer(row: Any, receipt: Receipt, now: datetime) -> Dict[str, Any]:
    state, appointment = State(row.state), read_appointment(row)
    if state is State.CONFIRMED and appointment not in (None, read_calendar(row)):
        # Staff have given a time of their own, which no calendar overrules.
        return {}
    if state in (State.WAITING, State.BOOKED):
        # A wish without a slot waits for staff, also where the calendar still holds an old one.
        is_met = receipt.booked and read_details(row.details).slot
        state = State.BOOKED if is_met else State.WAITING
    return {
        "state": state.value,
        "updated_at": now,
        **appointment_columns(receipt.booked),
    }
