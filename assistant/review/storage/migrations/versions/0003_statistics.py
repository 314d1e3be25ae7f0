"""Indexes that the statistics are counted by."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes; the first begins with all that the one on the time alone is used for."""
    for columns in (
        ("at", "decision", "topic", "is_passed_on"),
        ("topic", "decision", "rating", "at"),
    ):
        op.create_index(f"ix_review_turns_{'_'.join(columns)}", "review_turns", list(columns))
    op.drop_index("ix_review_turns_at", "review_turns")
