"""The tables of accounts, of their sessions and one-time links, and of the audit."""

import sqlalchemy as sa

from assistant.database import UtcTime, make_metadata

metadata = make_metadata()


def _id() -> sa.Column:
    # A number is never given twice, so that what the audit says of one stays true.
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=True)


# `name_key` is the name as it is compared: nobody can be called almost like a colleague. Without
# `password_hash` the colleague was invited and has not chosen a password yet.
accounts = sa.Table(
    "console_accounts",
    metadata,
    _id(),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("name_key", sa.String, nullable=False, unique=True),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("password_hash", sa.String),
    sa.Column("is_disabled", sa.Boolean, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("signed_in_at", UtcTime),
    sqlite_autoincrement=True,
)

# `token_key` is a keyed hash: whoever reads the database cannot sign in with it.
sessions = sa.Table(
    "console_sessions",
    metadata,
    _id(),
    sa.Column("token_key", sa.String(64), nullable=False, unique=True),
    sa.Column(
        "account_id",
        sa.ForeignKey("console_accounts.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("begun_at", UtcTime, nullable=False),
    sa.Column("seen_at", UtcTime, nullable=False),
    sa.Column("ends_at", UtcTime, nullable=False, index=True),
    sqlite_autoincrement=True,
)

# Whoever opens the link chooses a password for the account; without one, makes the first account.
links = sa.Table(
    "console_links",
    metadata,
    _id(),
    sa.Column("token_key", sa.String(64), nullable=False, unique=True),
    sa.Column("account_id", sa.ForeignKey("console_accounts.id", ondelete="CASCADE"), index=True),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("ends_at", UtcTime, nullable=False, index=True),
    sqlite_autoincrement=True,
)

# Rows are added only: triggers refuse to change or delete one.
audit = sa.Table(
    "console_audit",
    metadata,
    _id(),
    sa.Column("at", UtcTime, nullable=False, index=True),
    sa.Column("who", sa.String),
    sa.Column("what", sa.String, nullable=False, index=True),
    sa.Column("about", sa.String),
    sa.Column("address", sa.String),
    sa.Index(None, "who", "id"),
    sqlite_autoincrement=True,
)
