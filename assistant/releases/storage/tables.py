"""The tables of releases, of their publications, of the history, and of staff's tests."""

import sqlalchemy as sa

from assistant.database import UtcTime, make_metadata

metadata = make_metadata()


def _id() -> sa.Column:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=True)


# Numbers are given by the code, one after the other: they are names of folders too. A row is
# never deleted. `base` is the release that was live; its row may stand in another database.
releases = sa.Table(
    "releases",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("state", sa.String, nullable=False, index=True),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("requested_at", UtcTime, nullable=False),
    sa.Column("why", sa.String),
    sa.Column("finished_at", UtcTime),
    sa.Column("claims", sa.Integer, nullable=False),
    sa.Column("progress", sa.Float, nullable=False),
    sa.Column("step", sa.String, nullable=False),
    sa.Column("problem", sa.String),
    sa.Column("base", sa.Integer),
    sa.Column("model_sha256", sa.String(64), index=True),
    sa.Column("engineers", sa.String(64), nullable=False),
    sa.Column("verdict", sa.JSON(none_as_null=True)),
    sa.Column("is_kept", sa.Boolean, nullable=False),
)

# A row is written before anything else is done: what it says is carried out, if need be by the
# next process. `former` is what live.json said before, `staff_before` the digests of staff's files.
publications = sa.Table(
    "release_publications",
    metadata,
    _id(),
    sa.Column("number", sa.ForeignKey("releases.number"), nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("why", sa.String),
    sa.Column("begun_at", UtcTime, nullable=False),
    sa.Column("finished_at", UtcTime),
    sa.Column("is_taken_back", sa.Boolean, nullable=False),
    sa.Column("former", sa.JSON(none_as_null=True)),
    sa.Column("staff_before", sa.JSON(none_as_null=True)),
    sa.Column("servers", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)

# Who did what, when and why. The database itself refuses to change or delete a row.
history = sa.Table(
    "release_history",
    metadata,
    _id(),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("what", sa.String, nullable=False),
    sa.Column("number", sa.Integer),
    sa.Column("why", sa.String),
    sa.Column("details", sa.String, nullable=False),
    sqlite_autoincrement=True,
)

# Messages whose topic staff have confirmed by hand. A withdrawn one stays and says so.
tests = sa.Table(
    "release_tests",
    metadata,
    _id(),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("topic", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("added_at", UtcTime, nullable=False),
    sa.Column("withdrawn_by", sa.String),
    sa.Column("withdrawn_at", UtcTime),
    sa.Index(None, "withdrawn_at", "id"),
    sqlite_autoincrement=True,
)
