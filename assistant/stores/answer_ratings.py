"""Keeps what visitors said of the replies they got: a thumb up or down, and no words."""

import time
from dataclasses import replace
from typing import Any, Optional, Tuple

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from assistant.stores.transcripts import StoredReply, TranscriptEntry

UP, DOWN = "up", "down"

RATINGS = sa.Table(
    "answer_ratings",
    sa.MetaData(),
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("reply_id", sa.String(255), primary_key=True),
    sa.Column("rating", sa.String(8), nullable=False),
    sa.Column("topic", sa.String(255)),
    sa.Column("rated_at", sa.Float, nullable=False),
)
# The conversation may have been deleted since the reply was found.
_KEEP = sa.text(
    "INSERT INTO answer_ratings (sender_id, reply_id, rating, topic, rated_at) "
    "SELECT :sender_id, :reply_id, :rating, :topic, :rated_at "
    "WHERE EXISTS (SELECT 1 FROM events WHERE id = :row_id AND sender_id = :sender_id) "
    "ON CONFLICT (sender_id, reply_id) DO UPDATE SET "
    "rating = excluded.rating, topic = excluded.topic, rated_at = excluded.rated_at"
)


class AnswerRatings:
    """The table `answer_ratings`: one row a reply that is rated now.

    `rating` is "up" or "down", `topic` what the reply was about where it said so, `rated_at` the
    last change in seconds since 1970. The reply itself is among the events: see Transcripts.
    """

    def create_table(self, connection: Any) -> None:
        """Make the table; an existing one stays."""
        connection.execute(CreateTable(RATINGS, if_not_exists=True))

    def keep(
        self,
        session: Session,
        sender_id: str,
        reply_id: str,
        reply: StoredReply,
        rating: Optional[str],
    ) -> bool:
        """Rate a reply, or take its rating back with None. False: it was deleted meanwhile.

        Raises ValueError for any other rating. The caller commits.
        """
        if rating is None:
            columns = RATINGS.c
            mine = sa.and_(columns.sender_id == sender_id, columns.reply_id == reply_id)
            session.execute(sa.delete(RATINGS).where(mine))
            return True
        if rating not in (UP, DOWN):
            raise ValueError(f"The rating is '{rating}'. Use '{UP}', '{DOWN}' or None.")
        row = {
            "sender_id": sender_id,
            "reply_id": reply_id,
            "rating": rating,
            "topic": reply.topic,
            "rated_at": time.time(),
            "row_id": reply.row_id,
        }
        return bool(session.execute(_KEEP, row).rowcount)

    def mark(
        self, session: Session, sender_id: str, entries: Tuple[TranscriptEntry, ...]
    ) -> Tuple[TranscriptEntry, ...]:
        """The same entries, those with a rating marked with it."""
        columns = RATINGS.c
        ids = [entry.id for entry in entries if not entry.is_from_visitor]
        rated = sa.select(columns.reply_id, columns.rating).where(
            columns.sender_id == sender_id, columns.reply_id.in_(ids)
        )
        ratings = {row.reply_id: row.rating for row in session.execute(rated)}
        return tuple(
            replace(entry, rating=ratings[entry.id]) if entry.id in ratings else entry
            for entry in entries
        )

    def delete(self, session: Session, sender_id: str) -> None:
        """Remove all ratings of a conversation."""
        session.execute(sa.delete(RATINGS).where(RATINGS.c.sender_id == sender_id))
