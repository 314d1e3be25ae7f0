"""Remembers which conversations their visitors have ended, without keeping who they were."""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.recent_requests import make_key

# A session lasts a year at most (WEBSITE_SESSION_HOURS): after it no token of an ended conversation
# is valid any more, and nobody needs to be refused by this table.
KEPT_SECONDS = 366 * 24 * 3600.0

ENDED = sa.Table(
    "ended_conversations",
    sa.MetaData(),
    sa.Column("sender_hash", sa.String(32), primary_key=True),
    sa.Column("ended_at", sa.Float, nullable=False),
)
_ENDED_AT = sa.Index("ix_ended_conversations_ended_at", ENDED.c.ended_at)
_NOTE = sa.text(
    "INSERT INTO ended_conversations (sender_hash, ended_at) VALUES (:sender_hash, :ended_at) "
    "ON CONFLICT (sender_hash) DO UPDATE SET ended_at = excluded.ended_at"
)


class EndedConversations:
    """The table `ended_conversations`: a hash of the sender's id, and when (seconds since 1970)."""

    def create_table(self, connection: Any) -> None:
        """Make the table; an existing one stays."""
        connection.execute(CreateTable(ENDED, if_not_exists=True))
        connection.execute(CreateIndex(_ENDED_AT, if_not_exists=True))

    def note(self, session: Session, sender_id: str) -> None:
        """Note a conversation as ended, and forget those of long ago. The caller commits."""
        now = time.time()
        session.execute(sa.delete(ENDED).where(ENDED.c.ended_at < now - KEPT_SECONDS))
        session.execute(_NOTE, {"sender_hash": make_key(sender_id), "ended_at": now})

    def holds(self, session: Session, sender_id: str) -> bool:
        """Whether the conversation was ended."""
        ended = sa.select(ENDED.c.ended_at).where(ENDED.c.sender_hash == make_key(sender_id))
        return session.execute(ended).scalar() is not None
