"""Removes the website's conversations once their time is over, a small part at a time."""

import time
from typing import Any, Callable, Optional, Tuple

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.website_visitors import WEBSITE_PREFIX

log = structlog.get_logger()

# A turn that began in the last moment is stored well before: TURN_TIMEOUT_SECONDS is 300 at most.
MARGIN_SECONDS = 900.0
# How often all conversations are looked at, and how soon after one part of them the next is.
ROUND_PAUSE_SECONDS = 600.0
PART_PAUSE_SECONDS = 5.0
# A visitor's turn waits while a part is done: some 10 ms to look, some 30 ms to remove.
LOOKED_AT_ONCE = 1000
EVENTS_AT_ONCE = 150

# The first text, by code points, behind all that begin with the prefix.
_END = WEBSITE_PREFIX[:-1] + chr(ord(WEBSITE_PREFIX[-1]) + 1)


class ExpiredConversations:
    """The website's conversations whose last event is older than `hours`.

    They are over, for whoever asks, as soon as the hours have passed, so that no turn begins in
    one any more; they are removed MARGIN_SECONDS later. Without `hours` none is ever over. Other
    channels' conversations are not looked at.

    A round looks at all of the website's, in the order of their ids. It is made in parts, so that
    nobody waits long: a part looks at LOOKED_AT_ONCE of them and removes EVENTS_AT_ONCE events at
    most. A longer conversation goes in several parts, its oldest events first.
    """

    def __init__(
        self,
        events: sa.Table,
        hours: Optional[int],
        engine: Engine,
        forget_rest: Callable[[Session, str], None],
    ) -> None:
        """`forget_rest` removes what is kept of a conversation beside its events."""
        self._events = events
        self._seconds = None if hours is None else hours * 3600.0
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._sessionmaker = sessionmaker(bind=engine)
        self._forget_rest = forget_rest
        self._walk = self._make_walk()
        # The last id that the round is done with; None before it begins.
        self._reached: Optional[str] = None
        self._next_part = 0.0

    @property
    def is_due(self) -> bool:
        """Whether it is time for the next part."""
        return self._seconds is not None and time.monotonic() >= self._next_part

    @property
    def is_midway(self) -> bool:
        """Whether a round has begun that is not finished."""
        return self._reached is not None

    def create_index(self, connection: Any) -> None:
        """Make what the walk needs; SQLite has it by itself."""
        if self._seconds is not None and not self._is_sqlite:
            connection.execute(
                sa.text(
                    "CREATE INDEX IF NOT EXISTS ix_events_sender_code_points "
                    'ON events (sender_id COLLATE "C")'
                )
            )

    def is_over(self, session: Session, sender_id: str) -> bool:
        """Whether this is one of them. A conversation without events is not."""
        if self._seconds is None or not sender_id.startswith(WEBSITE_PREFIX):
            return False
        last = session.execute(sa.select(self._last_event(sender_id))).scalar()
        return last is not None and last < time.time() - self._seconds

    def remove_parts(self, seconds: float) -> int:
        """Do parts of a round for so many seconds; answers how many events were removed.

        One part at least, and not beyond the round's end. A failure is logged and ends the round.
        """
        if self._seconds is None:
            return 0
        until = time.monotonic() + seconds
        events = self._remove_part(self._seconds)
        while self.is_midway and time.monotonic() < until:
            events += self._remove_part(self._seconds)
        pause = PART_PAUSE_SECONDS if self.is_midway else ROUND_PAUSE_SECONDS
        self._next_part = time.monotonic() + pause
        if events:
            log.info("expired_conversations.removed", events=events)
        return events

    def _remove_part(self, kept_seconds: float) -> int:
        before = time.time() - kept_seconds - MARGIN_SECONDS
        try:
            with self._sessionmaker.begin() as session:
                events, self._reached = self._remove(session, before)
        except SQLAlchemyError as error:
            log.warning("expired_conversations.not_removed", error=type(error).__name__)
            events, self._reached = 0, None
        return events

    def _remove(self, session: Session, before: float) -> Tuple[int, Optional[str]]:
        """How many events are removed, and up to where the round is done."""
        reached = self._reached or WEBSITE_PREFIX
        found = session.execute(self._walk, {"after": reached, "many": LOOKED_AT_ONCE}).all()
        events = 0
        for sender_id, last in found:
            if last is not None and last < before:
                room = EVENTS_AT_ONCE - events
                removed = self._remove_events(session, sender_id, before, room)
                events += removed
                if removed:
                    self._forget_rest(session, sender_id)
                if removed == room:
                    # There may be more of it.
                    return events, reached
            reached = sender_id
        return events, None if len(found) < LOOKED_AT_ONCE else reached

    def _remove_events(self, session: Session, sender_id: str, before: float, room: int) -> int:
        columns = self._events.c
        # Looked at once more: a process beside this one may have stored a turn just now.
        is_over = self._last_event(sender_id) < before
        oldest = (
            sa.select(columns.id)
            .where(columns.sender_id == sender_id, is_over)
            .order_by(columns.id)
            .limit(room)
        )
        gone = sa.delete(self._events).where(columns.id.in_(oldest))
        return int(session.execute(gone).rowcount)

    def _make_walk(self) -> Any:
        """The next conversations after one, each with the time of its last event.

        From each id the index leads straight to the next one: only so does the length of the
        conversations not matter.
        """
        first = sa.select(self._next_id(sa.bindparam("after")).label("sender_id"))
        walk = first.cte("walk", recursive=True)
        later = sa.select(self._next_id(walk.c.sender_id)).where(walk.c.sender_id.is_not(None))
        walk = walk.union_all(later)
        sender_id = walk.c.sender_id
        # Both databases walk in this order, and no further than the limit.
        return (
            sa.select(sender_id, self._last_event(sender_id))
            .where(sender_id.is_not(None))
            .limit(sa.bindparam("many"))
        )

    def _next_id(self, after: Any) -> Any:
        sender_id = self._events.alias().c.sender_id
        # In a language's order, which leaves hyphens out, ids that begin alike may stand apart.
        ordered = sender_id.collate("BINARY" if self._is_sqlite else "C")
        return (
            sa.select(sender_id)
            .where(ordered > after, ordered < _END)
            .order_by(ordered)
            .limit(1)
            .scalar_subquery()
        )

    def _last_event(self, sender_id: Any) -> Any:
        columns = self._events.alias().c
        return (
            sa.select(columns.timestamp)
            .where(columns.sender_id == sender_id)
            .order_by(columns.id.desc())
            .limit(1)
            .scalar_subquery()
        )
