"""The tables of booking requests and of the events on their way to the booking system."""

from enum import Enum

import sqlalchemy as sa

from assistant.database import UtcTime, make_metadata


class DeliveryStatus(str, Enum):
    """Where an event stands: on its way, received, or given up and left to a person."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


metadata = make_metadata()

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
