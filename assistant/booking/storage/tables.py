"""The tables of booking requests and of the events on their way to the booking system."""

from datetime import datetime, timezone
from enum import Enum
from typing import Any, Optional

import sqlalchemy as sa


class DeliveryStatus(str, Enum):
    """Where an event stands: on its way, received, or given up and left to a person."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class UtcTime(sa.types.TypeDecorator):
    """An aware time, kept in UTC; SQLite keeps no zone of its own."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        """Write a time. Raises ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone. Pass an aware time.")
        moment = value.astimezone(timezone.utc)
        # SQLite compares times as text, so that all of them must be written in one way.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        """Read a time as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# `appointment` is what visitors and staff are told; `calendar` is what the booking system's
# receipts say that it holds. They differ where staff confirm another time by hand.
requests = sa.Table(
    "booking_requests",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("reference", sa.String, nullable=False, unique=True),
    sa.Column("idempotency_key", sa.String, nullable=False, unique=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("contact_value", sa.String, nullable=False, index=True),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False, index=True),
    sa.Column("updated_at", UtcTime, nullable=False, index=True),
    sa.Column("appointment_start", UtcTime),
    sa.Column("appointment_end", UtcTime),
    sa.Column("calendar_start", UtcTime),
    sa.Column("calendar_end", UtcTime),
)

# `position` is the order of events. `due_at` says when a waiting row may be claimed: a hold, a
# lease and a postponement are all the same to whoever asks next. `details` is the snapshot that
# every try sends and `before` is what a withdrawal restores; both are gone once it is settled.
outbox = sa.Table(
    "booking_outbox",
    metadata,
    sa.Column(
        "position",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("id", sa.String, nullable=False, unique=True),
    sa.Column(
        "request_id",
        sa.String,
        sa.ForeignKey("booking_requests.id", ondelete="CASCADE"),
        nullable=False,
    ),
    sa.Column("event", sa.String, nullable=False),
    sa.Column("occurred_at", UtcTime, nullable=False),
    sa.Column("details", sa.JSON(none_as_null=True)),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("due_at", UtcTime, nullable=False),
    sa.Column("error", sa.String),
    sa.Column("finished_at", UtcTime),
    sa.Index(None, "status", "due_at"),
    sa.Index(None, "request_id", "position"),
    # A number is never given twice, even where the newest rows have been erased.
    sqlite_autoincrement=True,
)
