"""Reads groups and messages out of the room's database."""

from typing import Any, Dict, List, Sequence, Tuple

import sqlalchemy as sa

from assistant.phrasing_words import normalise_phrasing
from assistant.review.inbox_records import (
    LARGEST_PAGE,
    GroupSummary,
    InboxMessage,
    InboxPage,
    Question,
    Sort,
    State,
)
from assistant.review.storage.reason_bits import BITS, read_reasons
from assistant.review.storage.tables import groups, messages
from assistant.review.turns import Candidate

# More values than this no statement should hold.
MOST_FOUND = 10_000

_ORDERS: Dict[Sort, Sequence[Any]] = {
    Sort.COUNT: (groups.c.open_count.desc(), groups.c.last_at.desc(), groups.c.id.desc()),
    Sort.NEWEST: (groups.c.last_at.desc(), groups.c.id.desc()),
    Sort.OLDEST: (groups.c.first_at, groups.c.id),
    Sort.TOPIC: (groups.c.topic, groups.c.open_count.desc(), groups.c.id),
}


def read_page(connection: Any, question: Question) -> InboxPage:
    """The groups of one page; a page past the last is the last."""
    conditions = _conditions(connection, question)
    size = min(max(1, question.size), LARGEST_PAGE)
    count = sa.select(sa.func.count()).select_from(groups).where(*conditions)
    total = int(connection.execute(count).scalar() or 0)
    pages = max(1, -(-total // size))
    page = min(max(1, question.page), pages)
    chosen = sa.select(groups.c.id).where(*conditions).order_by(*_ORDERS[question.sort])
    place = chosen.limit(size).offset((page - 1) * size)
    ids = connection.execute(place).scalars().all()
    rows = {
        row.id: row for row in connection.execute(sa.select(groups).where(groups.c.id.in_(ids)))
    }
    found = summarise(connection, [rows[one] for one in ids if one in rows])
    return InboxPage(tuple(found), total, page, pages)


def summarise(connection: Any, rows: Sequence[Any]) -> List[GroupSummary]:
    """The rows of `groups`, each with its newest message: an open one where there is any."""
    examples: Dict[int, InboxMessage] = {}
    for row in rows:
        mine = sa.select(messages).where(messages.c.group_id == row.id)
        if row.open_count:
            mine = mine.where(messages.c.decision_id.is_(None))
        newest = connection.execute(mine.order_by(messages.c.at.desc()).limit(1)).first()
        if newest is not None:
            examples[row.id] = read_message(newest)
    # A group may have been emptied between the two looks.
    return [
        GroupSummary(
            id=row.id,
            open_count=row.open_count,
            total_count=row.total_count,
            first_at=row.first_at,
            last_at=row.last_at,
            topic=row.topic,
            example=examples[row.id],
        )
        for row in rows
        if row.id in examples
    ]


def read_group_messages(
    connection: Any, group_id: int, limit: int, offset: int
) -> Tuple[InboxMessage, ...]:
    """The messages of a group, open ones first, then the newest first."""
    is_decided = sa.case((messages.c.decision_id.is_(None), 0), else_=1)
    mine = sa.select(messages).where(messages.c.group_id == group_id)
    newest = mine.order_by(is_decided, messages.c.at.desc(), messages.c.id.desc())
    return tuple(map(read_message, connection.execute(newest.limit(limit).offset(offset))))


def read_message(row: Any) -> InboxMessage:
    """The message of a row of `messages`."""
    return InboxMessage(
        id=row.id,
        group_id=row.group_id,
        at=row.at,
        channel=row.channel,
        text=row.text,
        decision=row.decision,
        candidates=tuple(Candidate(topic, confidence) for topic, confidence in row.candidates),
        answered=tuple(row.answered),
        reasons=read_reasons(row.reasons),
        special=row.special,
        before=row.before,
        before_topic=row.before_topic,
        decision_id=row.decision_id,
    )


def _conditions(connection: Any, question: Question) -> List[Any]:
    conditions: List[Any] = []
    if question.state == State.OPEN:
        conditions.append(groups.c.open_count > 0)
    elif question.state == State.DECIDED:
        conditions.append(groups.c.open_count == 0)
    if question.topic is not None:
        conditions.append(groups.c.topic == question.topic)
    if question.reason is not None:
        conditions.append(groups.c.reasons.op("&")(BITS[question.reason]) > 0)
    words = normalise_phrasing(question.search).split()
    if question.search.strip() and not words:
        # Nothing but signs: they were kept as words where a message has nothing else.
        words = [question.search.strip()]
    if words:
        # Case is gone from both sides already, and LIKE would take three times as long.
        is_sqlite = connection.dialect.name == "sqlite"
        place = sa.func.instr if is_sqlite else sa.func.strpos
        found = sa.select(messages.c.group_id).where(
            *(place(messages.c.words, word) > 0 for word in words)
        )
        if question.state == State.OPEN:
            found = found.where(messages.c.decision_id.is_(None))
        # Looked for once where that is possible: both the count and the page ask.
        ids = connection.execute(found.distinct().limit(MOST_FOUND + 1)).scalars().all()
        conditions.append(groups.c.id.in_(ids if len(ids) <= MOST_FOUND else found))
    return conditions
