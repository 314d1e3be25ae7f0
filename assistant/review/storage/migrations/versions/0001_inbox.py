"""Turns, messages, groups and decisions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration stays as it was written, so that it does not use the tables of today's code.
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEY = sa.String(64)


def upgrade() -> None:
    """Make the tables and their indexes."""
    _make_turns()
    _make_groups()
    _make_decisions()
    _make_messages()
    op.create_table(
        "review_decided_messages",
        sa.Column("decision_id", NUMBER, nullable=False),
        sa.Column("message_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("decision_id", "message_id", name="pk_review_decided_messages"),
        _refer("decided_messages", "decision_id", "review_decisions"),
        _refer("decided_messages", "message_id", "review_messages", ondelete="CASCADE"),
    )
    _index("decided_messages", "message_id")


def _make_turns() -> None:
    op.create_table(
        "review_turns",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("turn_key", KEY, nullable=False),
        sa.Column("conversation", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("topic", sa.String),
        sa.Column("is_in_form", sa.Boolean, nullable=False),
        sa.Column("is_passed_on", sa.Boolean, nullable=False),
        sa.Column("rating", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_review_turns"),
        sa.UniqueConstraint("turn_key", name="uq_review_turns_turn_key"),
        sqlite_autoincrement=True,
    )
    _index("turns", "conversation")
    _index("turns", "at")


def _make_groups() -> None:
    op.create_table(
        "review_groups",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("centroid", sa.LargeBinary),
        sa.Column("texts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("encoder", sa.String),
        sa.Column("open_count", sa.Integer, nullable=False),
        sa.Column("total_count", sa.Integer, nullable=False),
        sa.Column("first_at", MOMENT),
        sa.Column("last_at", MOMENT),
        sa.Column("topic", sa.String),
        sa.Column("reasons", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_review_groups"),
        sqlite_autoincrement=True,
    )
    _index("groups", "open_count", "last_at", "id")
    _index("groups", "first_at", "open_count", "id")
    _index("groups", "last_at", "open_count", "id")
    _index("groups", "topic", "open_count", "id")
    _index("groups", "encoder", "id")


def _make_decisions() -> None:
    op.create_table(
        "review_decisions",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("topic", sa.String),
        sa.Column("note", sa.String),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("undone_by", sa.String),
        sa.Column("undone_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_review_decisions"),
        sqlite_autoincrement=True,
    )


def _make_messages() -> None:
    op.create_table(
        "review_messages",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("turn_key", KEY, nullable=False),
        sa.Column("conversation", KEY, nullable=False),
        sa.Column("group_id", NUMBER, nullable=False),
        sa.Column("decision_id", NUMBER),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("words_key", KEY, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("topic", sa.String),
        sa.Column("special", sa.String),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("answered", sa.JSON, nullable=False),
        sa.Column("reasons", sa.Integer, nullable=False),
        sa.Column("before", sa.String),
        sa.Column("before_topic", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_review_messages"),
        sa.UniqueConstraint("turn_key", name="uq_review_messages_turn_key"),
        _refer("messages", "group_id", "review_groups"),
        _refer("messages", "decision_id", "review_decisions"),
        sqlite_autoincrement=True,
    )
    _index("messages", "conversation")
    _index("messages", "at")
    _index("messages", "words_key")
    _index("messages", "group_id", "decision_id", "at")
    _index("messages", "decision_id")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_review_{table}_{'_'.join(columns)}", f"review_{table}", list(columns))


def _refer(table: str, column: str, other: str, **options: Any) -> sa.ForeignKeyConstraint:
    name = f"fk_review_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, **options)
