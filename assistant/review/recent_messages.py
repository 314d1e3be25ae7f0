"""What visitors said last: the masked words of a few hundred messages, clear ones included."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional, Tuple

import sqlalchemy as sa

from assistant.review.storage.tables import recent_messages
from assistant.review.turns import Turn

# Staff compare assistants on them; more would tell them little, and keep words for longer.
RECENT_MESSAGES = 500

_ADD = sa.text(
    "INSERT INTO review_recent_messages (turn_key, conversation, at, text, decision, topic) "
    "VALUES (:turn_key, :conversation, :at, :text, :decision, :topic) "
    "ON CONFLICT (turn_key) DO NOTHING"
).bindparams(sa.bindparam("at", type_=recent_messages.c.at.type))


@dataclass(frozen=True)
class RecentMessage:
    """A visitor's masked words, and what the assistant made of them."""

    text: str
    topic: Optional[str]
    decision: str
    at: datetime


def add_recent_message(connection: Any, turn: Turn) -> None:
    """Keep what was said in a turn, if it may be shown."""
    if turn.said is not None:
        row = {
            "turn_key": turn.key,
            "conversation": turn.conversation,
            "at": turn.at,
            "text": turn.said,
            "decision": turn.decision,
            "topic": turn.topic,
        }
        connection.execute(_ADD, row)


def drop_all_but_recent(connection: Any) -> None:
    """Remove all but the latest RECENT_MESSAGES."""
    ids = recent_messages.c.id
    first_too_many = sa.select(ids).order_by(ids.desc()).offset(RECENT_MESSAGES).limit(1)
    connection.execute(sa.delete(recent_messages).where(ids <= first_too_many.scalar_subquery()))


def read_recent_messages(connection: Any, limit: int) -> Tuple[RecentMessage, ...]:
    """The latest messages, the newest first."""
    newest = sa.select(recent_messages).order_by(recent_messages.c.id.desc()).limit(limit)
    return tuple(
        RecentMessage(row.text, row.topic, row.decision, row.at)
        for row in connection.execute(newest)
    )
