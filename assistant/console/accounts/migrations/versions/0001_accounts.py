"""Accounts, sessions, one-time links and the audit."""

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
REFUSAL = "the audit can be added to only"


def upgrade() -> None:
    """Make the tables, their indexes, and the triggers that guard the audit."""
    op.create_table(
        "console_accounts",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("name_key", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("password_hash", sa.String),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("signed_in_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_console_accounts"),
        sa.UniqueConstraint("name_key", name="uq_console_accounts_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "console_sessions",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("token_key", KEY, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_console_sessions"),
        sa.UniqueConstraint("token_key", name="uq_console_sessions_token_key"),
        _refer_to_account("sessions"),
        sqlite_autoincrement=True,
    )
    _index("sessions", "account_id")
    _index("sessions", "ends_at")
    op.create_table(
        "console_links",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("token_key", KEY, nullable=False),
        sa.Column("account_id", NUMBER),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_console_links"),
        sa.UniqueConstraint("token_key", name="uq_console_links_token_key"),
        _refer_to_account("links"),
        sqlite_autoincrement=True,
    )
    _index("links", "account_id")
    _index("links", "ends_at")
    op.create_table(
        "console_audit",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("about", sa.String),
        sa.Column("address", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_console_audit"),
        sqlite_autoincrement=True,
    )
    _index("audit", "at")
    _index("audit", "what")
    _index("audit", "who", "id")
    _guard_audit()


def _guard_audit() -> None:
    if op.get_context().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER console_audit_no_{change.lower()} BEFORE {change} "
                f"ON console_audit BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION console_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER console_audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON console_audit FOR EACH STATEMENT EXECUTE FUNCTION console_audit_refuse()"
    )


def _refer_to_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["console_accounts.id"],
        name=f"fk_console_{table}_account_id_console_accounts",
        ondelete="CASCADE",
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_console_{table}_{'_'.join(columns)}", f"console_{table}", list(columns))
