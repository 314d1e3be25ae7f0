"""Releases, publications, the history that cannot be changed, and staff's tests."""

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
REFUSAL = "the history of the releases cannot be changed"


def upgrade() -> None:
    """Make the tables, their indexes and what guards the history."""
    _make_releases()
    _make_publications()
    _make_history()
    op.create_table(
        "release_tests",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", sa.String),
        sa.Column("withdrawn_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_release_tests"),
        sqlite_autoincrement=True,
    )
    _index("release_tests", "withdrawn_at", "id")


def _make_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("why", sa.String),
        sa.Column("finished_at", MOMENT),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("progress", sa.Float, nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("problem", sa.String),
        sa.Column("base", sa.Integer),
        sa.Column("model_sha256", sa.String(64)),
        sa.Column("engineers", sa.String(64), nullable=False),
        sa.Column("verdict", sa.JSON),
        sa.Column("is_kept", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_releases"),
    )
    _index("releases", "state")
    _index("releases", "model_sha256")


def _make_publications() -> None:
    op.create_table(
        "release_publications",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("why", sa.String),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("is_taken_back", sa.Boolean, nullable=False),
        sa.Column("former", sa.JSON),
        sa.Column("staff_before", sa.JSON),
        sa.Column("servers", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release_publications"),
        sa.ForeignKeyConstraint(
            ["number"], ["releases.number"], name="fk_release_publications_number_releases"
        ),
        sqlite_autoincrement=True,
    )
    _index("release_publications", "number")


def _make_history() -> None:
    op.create_table(
        "release_history",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("why", sa.String),
        sa.Column("details", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release_history"),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER release_history_no_{change.lower()} "
                f"BEFORE {change} ON release_history "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_release_history_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER release_history_no_change "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON release_history "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_release_history_change()"
    )


def _index(table: str, *columns: str, **options: Any) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns, **options)
