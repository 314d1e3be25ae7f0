"""Keeps what a group says of its messages true: how many, since when, about what."""

from typing import Any, Collection, Iterator, List, Sequence

import sqlalchemy as sa

from assistant.review.storage.reason_bits import BITS
from assistant.review.storage.tables import groups, messages

# Databases take a limited number of values in one statement.
AT_ONCE = 500


def refresh_groups(connection: Any, group_ids: Collection[int]) -> None:
    """Count the messages of these groups anew, and remove groups without any."""
    for some in in_parts(sorted(group_ids)):
        connection.execute(_COUNT, {"ids": some})
        connection.execute(_REMOVE, {"ids": some})


def in_parts(values: Sequence[Any]) -> Iterator[List[Any]]:
    """The values in parts that one statement takes."""
    for start in range(0, len(values), AT_ONCE):
        yield list(values[start : start + AT_ONCE])


def _select(what: Any, *conditions: Any) -> Any:
    chosen = sa.select(what).select_from(messages).where(*conditions)
    return chosen.correlate(groups).scalar_subquery()


def _make_count() -> Any:
    mine = messages.c.group_id == groups.c.id
    is_open = messages.c.decision_id.is_(None)
    first, last = sa.func.min(messages.c.at), sa.func.max(messages.c.at)
    topic = (
        sa.select(messages.c.topic)
        .where(mine, messages.c.topic.is_not(None))
        .group_by(messages.c.topic)
        .order_by(sa.func.count().desc(), messages.c.topic)
        .limit(1)
        .correlate(groups)
        .scalar_subquery()
    )
    reasons: Any = sum(sa.func.max(messages.c.reasons.op("&")(bit)) for bit in BITS.values())
    return sa.update(groups).values(
        open_count=_select(sa.func.count(), mine, is_open),
        total_count=_select(sa.func.count(), mine),
        # Once all are decided, the times are those of all: that is how decided ones are sorted.
        first_at=sa.func.coalesce(_select(first, mine, is_open), _select(first, mine)),
        last_at=sa.func.coalesce(_select(last, mine, is_open), _select(last, mine)),
        topic=topic,
        reasons=sa.func.coalesce(_select(reasons, mine), 0),
    )


# Made once: it takes many times longer to write such a statement than to run it.
_IS_ONE = groups.c.id.in_(sa.bindparam("ids", expanding=True))
_COUNT = _make_count().where(_IS_ONE)
_REMOVE = sa.delete(groups).where(_IS_ONE, groups.c.total_count == 0)
