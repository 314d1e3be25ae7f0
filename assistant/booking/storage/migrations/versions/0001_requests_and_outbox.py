"""Requests and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration stays as it was written, so that it does not use the tables of today's code.
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables and their indexes."""
    op.create_table(
        "booking_requests",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("idempotency_key", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("contact_value", sa.String, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("appointment_start", MOMENT),
        sa.Column("appointment_end", MOMENT),
        sa.Column("calendar_start", MOMENT),
        sa.Column("calendar_end", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_booking_requests"),
        sa.UniqueConstraint("reference", name="uq_booking_requests_reference"),
        sa.UniqueConstraint("idempotency_key", name="uq_booking_requests_idempotency_key"),
    )
    for column in ("contact_value", "created_at", "updated_at"):
        op.create_index(f"ix_booking_requests_{column}", "booking_requests", [column])
    op.create_table(
        "booking_outbox",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("request_id", sa.String, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("details", sa.JSON),
        sa.Column("before", sa.JSON),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("error", sa.String),
        sa.Column("finished_at", MOMENT),
        sa.UniqueConstraint("id", name="uq_booking_outbox_id"),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["booking_requests.id"],
            name="fk_booking_outbox_request_id",
            ondelete="CASCADE",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_booking_outbox_status_due_at", "booking_outbox", ["status", "due_at"])
    op.create_index(
        "ix_booking_outbox_request_id_position", "booking_outbox", ["request_id", "position"]
    )
