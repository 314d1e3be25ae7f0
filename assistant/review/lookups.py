"""Finds single messages and decisions, for whoever acts on them."""

from typing import Any, FrozenSet, List, Optional, Sequence, Tuple

import sqlalchemy as sa

from assistant.phrasing_words import normalise_phrasing
from assistant.review.inbox_pages import read_message
from assistant.review.inbox_records import (
    Decision,
    InboxMessage,
    Kind,
    Ruling,
    UnknownNumber,
)
from assistant.review.storage.group_counters import in_parts
from assistant.review.storage.tables import decided_messages, decisions, messages
from assistant.review.turn_log import hash_words


def read_messages(connection: Any, message_ids: Sequence[int]) -> Tuple[InboxMessage, ...]:
    """These messages, as far as they are there, in the order of their numbers."""
    found: List[InboxMessage] = []
    for some in in_parts(sorted(set(message_ids))):
        rows = connection.execute(
            sa.select(messages).where(messages.c.id.in_(some)).order_by(messages.c.id)
        )
        found.extend(map(read_message, rows))
    return tuple(found)


def read_open_of_groups(
    connection: Any, group_ids: Sequence[int], newest_id: Optional[int]
) -> Tuple[InboxMessage, ...]:
    """The open messages of these groups that came no later than `newest_id`, oldest first."""
    found: List[InboxMessage] = []
    for some in in_parts(sorted(set(group_ids))):
        mine = sa.select(messages).where(
            messages.c.group_id.in_(some), messages.c.decision_id.is_(None)
        )
        if newest_id is not None:
            mine = mine.where(messages.c.id <= newest_id)
        found.extend(map(read_message, connection.execute(mine.order_by(messages.c.id))))
    return tuple(found)


def find_newest(connection: Any) -> int:
    """The number of the newest message; 0 where there was never one."""
    return int(connection.execute(sa.select(sa.func.max(messages.c.id))).scalar() or 0)


def count_open_after(connection: Any, message_id: int) -> int:
    """How many open messages are newer than this one."""
    newer = sa.select(sa.func.count()).where(
        messages.c.id > message_id, messages.c.decision_id.is_(None)
    )
    return int(connection.execute(newer.select_from(messages)).scalar() or 0)


def list_decision_ids(connection: Any, limit: int, offset: int) -> Tuple[int, ...]:
    """The numbers of decisions, the newest first."""
    newest = sa.select(decisions.c.id).order_by(decisions.c.id.desc())
    return tuple(connection.execute(newest.limit(limit).offset(offset)).scalars())


def find_words_decided(
    connection: Any, texts: Sequence[str], ruling: Ruling, besides: int
) -> FrozenSet[str]:
    """Of these texts the words about which another decision that holds says the same."""
    words_of = {hash_words(text): normalise_phrasing(text) or text for text in texts}
    topic = decisions.c.topic
    found = set()
    for some in in_parts(sorted(words_of)):
        alike = (
            sa.select(messages.c.words_key)
            .join(decisions, decisions.c.id == messages.c.decision_id)
            .where(
                messages.c.words_key.in_(some),
                messages.c.decision_id != besides,
                decisions.c.kind == ruling.kind.value,
                topic.is_(None) if ruling.topic is None else topic == ruling.topic,
            )
        )
        found |= {words_of[key] for key in connection.execute(alike.distinct()).scalars()}
    return frozenset(found)


def read_decision(connection: Any, decision_id: int) -> Decision:
    """One decision. Raises UnknownNumber."""
    row = connection.execute(sa.select(decisions).where(decisions.c.id == decision_id)).first()
    if row is None:
        raise UnknownNumber(f"There is no decision {decision_id}. 'export' lists all of them.")
    about = sa.select(decided_messages.c.message_id).where(
        decided_messages.c.decision_id == decision_id
    )
    return Decision(
        id=row.id,
        ruling=Ruling(Kind(row.kind), row.topic),
        note=row.note,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        undone_by=row.undone_by,
        undone_at=row.undone_at,
        message_ids=tuple(
            connection.execute(about.order_by(decided_messages.c.message_id)).scalars()
        ),
    )
