"""What visitors said last, for comparing assistants."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "review_recent_messages"
# A migration stays as it was written, so that it does not use the tables of today's code.
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEY = sa.String(64)


def upgrade() -> None:
    """Make the table and its indexes."""
    op.create_table(
        TABLE,
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("turn_key", KEY, nullable=False),
        sa.Column("conversation", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("topic", sa.String),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.UniqueConstraint("turn_key", name=f"uq_{TABLE}_turn_key"),
        sqlite_autoincrement=True,
    )
    for column in ("conversation", "at"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])
