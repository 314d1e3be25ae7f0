"""The tables of turns, of messages for staff to look at, of their groups and of decisions."""

import sqlalchemy as sa

from assistant.database import UtcTime, make_metadata

metadata = make_metadata()


def _id() -> sa.Column:
    # A number is never given twice, so that staff's notes of one stay true.
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=True)


# One row a turn, without any words: what the dashboard counts.
turns = sa.Table(
    "review_turns",
    metadata,
    _id(),
    sa.Column("turn_key", sa.String(64), nullable=False, unique=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("decision", sa.String, nullable=False),
    sa.Column("topic", sa.String),
    sa.Column("is_in_form", sa.Boolean, nullable=False),
    sa.Column("is_passed_on", sa.Boolean, nullable=False),
    sa.Column("rating", sa.String),
    # Each holds all that the statistics read of a turn.
    sa.Index(None, "at", "decision", "topic", "is_passed_on"),
    sa.Index(None, "topic", "decision", "rating", "at"),
    sqlite_autoincrement=True,
)

# `centroid` is the sum of the embeddings of `texts` different texts (float32), made by `encoder`;
# all three are empty until the group was compared with the others. The counters and times are
# those of its messages: open ones are not decided yet. `reasons` are those of any of them, in bits.
groups = sa.Table(
    "review_groups",
    metadata,
    _id(),
    sa.Column("centroid", sa.LargeBinary),
    sa.Column("texts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("encoder", sa.String),
    sa.Column("open_count", sa.Integer, nullable=False),
    sa.Column("total_count", sa.Integer, nullable=False),
    sa.Column("first_at", UtcTime),
    sa.Column("last_at", UtcTime),
    sa.Column("topic", sa.String),
    sa.Column("reasons", sa.Integer, nullable=False, server_default="0"),
    # Each holds all that a page is chosen by, so that a late one reads no rows on the way to it.
    sa.Index(None, "open_count", "last_at", "id"),
    sa.Index(None, "first_at", "open_count", "id"),
    sa.Index(None, "last_at", "open_count", "id"),
    sa.Index(None, "topic", "open_count", "id"),
    sa.Index(None, "encoder", "id"),
    sqlite_autoincrement=True,
)

# What staff decided, for ever: an undone decision stays and says so.
decisions = sa.Table(
    "review_decisions",
    metadata,
    _id(),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("topic", sa.String),
    sa.Column("note", sa.String),
    sa.Column("decided_by", sa.String, nullable=False),
    sa.Column("decided_at", UtcTime, nullable=False),
    sa.Column("undone_by", sa.String),
    sa.Column("undone_at", UtcTime),
    sqlite_autoincrement=True,
)

# `words` are the text's for searching, `words_key` a hash of them: equal words, equal group.
messages = sa.Table(
    "review_messages",
    metadata,
    _id(),
    sa.Column("turn_key", sa.String(64), nullable=False, unique=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("group_id", sa.ForeignKey("review_groups.id"), nullable=False),
    sa.Column("decision_id", sa.ForeignKey("review_decisions.id")),
    sa.Column("at", UtcTime, nullable=False, index=True),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("words", sa.String, nullable=False),
    sa.Column("words_key", sa.String(64), nullable=False, index=True),
    sa.Column("decision", sa.String, nullable=False),
    sa.Column("topic", sa.String),
    sa.Column("special", sa.String),
    sa.Column("candidates", sa.JSON, nullable=False),
    sa.Column("answered", sa.JSON, nullable=False),
    sa.Column("reasons", sa.Integer, nullable=False),
    sa.Column("before", sa.String),
    sa.Column("before_topic", sa.String),
    sa.Index(None, "group_id", "decision_id", "at"),
    sa.Index(None, "decision_id"),
    sqlite_autoincrement=True,
)

# What visitors said last, whatever was answered: the latest RECENT_MESSAGES of them.
recent_messages = sa.Table(
    "review_recent_messages",
    metadata,
    _id(),
    sa.Column("turn_key", sa.String(64), nullable=False, unique=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("at", UtcTime, nullable=False, index=True),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("decision", sa.String, nullable=False),
    sa.Column("topic", sa.String),
    sqlite_autoincrement=True,
)

# Which messages a decision was about, also after it was undone.
decided_messages = sa.Table(
    "review_decided_messages",
    metadata,
    sa.Column("decision_id", sa.ForeignKey("review_decisions.id"), primary_key=True),
    sa.Column(
        "message_id",
        sa.ForeignKey("review_messages.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)
