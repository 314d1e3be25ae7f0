"""Forgets what a visitor told a form as soon as the form is over, or was left for good."""

import json
from typing import Any, Dict, List, Optional, Sequence

import sqlalchemy as sa
from rasa.shared.core.events import (
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.stores.masked_events import MASKED_TYPES, is_personal, mask_event

# After a long stop many may be due, and visitors wait meanwhile.
ABANDONED_AT_ONCE = 50

Row = Dict[str, Any]

STRETCHES = sa.Table(
    "form_stretches",
    sa.MetaData(),
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("first_event_id", sa.Integer, nullable=False),
    sa.Column("updated_at", sa.Float, nullable=False),
)
_UPDATED_AT = sa.Index("ix_form_stretches_updated_at", STRETCHES.c.updated_at)
# A stretch that is known already begins no later.
_NOTE = sa.text(
    "INSERT INTO form_stretches (sender_id, first_event_id, updated_at) "
    "VALUES (:sender_id, :first_event_id, :updated_at) "
    "ON CONFLICT (sender_id) DO UPDATE SET updated_at = excluded.updated_at"
)


class FormDetails:
    """Appends the events of a turn, and masks a stretch of them once it is over.

    A stretch runs from the message that opened a form to the end of the first turn after which no
    form is active and no personal slot has a value; it ends with the session as well. Until then
    its events are stored as they are: the conversation needs them. A slot that is set, or a reply
    that reads details back, opens a stretch without any form.

    The table `form_stretches` holds the open ones: where each begins and when its last event was
    (seconds since 1970). A turn outside of a stretch does not touch it. Without any personal slots
    everything is stored as it is, and there is no such table.
    """

    def __init__(self, events: sa.Table, personal_slots: Sequence[str]) -> None:
        self._events = events
        self._personal_slots = frozenset(personal_slots)

    def create_table(self, connection: Any) -> None:
        """Make the table; an existing one stays."""
        if self._personal_slots:
            connection.execute(CreateTable(STRETCHES, if_not_exists=True))
            connection.execute(CreateIndex(_UPDATED_AT, if_not_exists=True))

    def is_open(self, tracker: DialogueStateTracker) -> bool:
        """Whether a form is active, or a personal slot has a value: paused is not over."""
        if not self._personal_slots:
            return False
        if tracker.active_loop_name is not None:
            return True
        slots = (tracker.slots.get(name) for name in self._personal_slots)
        return any(slot is not None and slot.value for slot in slots)

    def append(
        self,
        session: Session,
        events: Sequence[Event],
        rows: List[Row],
        was_open: Optional[bool],
        is_open: bool,
    ) -> bool:
        """Insert the rows of these events. Returns whether stored rows were rewritten.

        `was_open` and `is_open` tell whether a stretch is open before and after the events; before
        them it may be unknown. The caller commits.
        """
        is_apart = was_open is False and not is_open and not any(map(self._opens, events))
        if is_apart or not self._personal_slots:
            self._insert(session, rows)
            return False
        # A new session has nothing to do with what was before it.
        cut = _find_session_start(events)
        rewritten = False
        if cut:
            rewritten = self._append_part(session, events[:cut], rows[:cut], was_open, False)
            was_open = False
        return (
            self._append_part(session, events[cut:], rows[cut:], was_open, is_open, bool(cut))
            or rewritten
        )

    def forget_abandoned(self, session: Session, before: float) -> int:
        """Mask stretches without an event since `before` (seconds since 1970); how many it were.

        At most ABANDONED_AT_ONCE, oldest first. Commits what it has changed.
        """
        if not self._personal_slots:
            return 0
        columns = STRETCHES.c
        is_abandoned = columns.updated_at < before
        found = session.execute(
            sa.select(columns.sender_id, columns.first_event_id)
            .where(is_abandoned)
            .order_by(columns.updated_at)
            .limit(ABANDONED_AT_ONCE)
        ).all()
        masked = 0
        for sender_id, first in found:
            # Another process may do the same, or the visitor may have just come back.
            mine = session.execute(
                sa.delete(STRETCHES).where(columns.sender_id == sender_id, is_abandoned)
            )
            if mine.rowcount:
                self._mask_stored(session, sender_id, first)
                masked += 1
        session.commit()
        return masked

    def delete(self, session: Session, sender_id: str) -> None:
        """Forget where a conversation's stretch begins; its events are the caller's affair."""
        if self._personal_slots:
            session.execute(sa.delete(STRETCHES).where(STRETCHES.c.sender_id == sender_id))

    def _append_part(
        self,
        session: Session,
        events: Sequence[Event],
        rows: List[Row],
        was_open: Optional[bool],
        is_open: bool,
        begins_session: bool = False,
    ) -> bool:
        """The same for events of one session."""
        if not rows:
            return False
        sender_id = rows[0]["sender_id"]
        opening = next((i for i, event in enumerate(events) if self._opens(event)), None)
        start = _find_message_before(events, opening)
        first = self._read_start(session, sender_id)
        if first is None and not begins_session:
            if was_open or (is_open and opening is None):
                first = self._find_opening_message(session, sender_id)
            elif opening is not None and start is None:
                first = self._find_last_message(session, sender_id)
        if first is None and opening is None and not was_open and not is_open:
            self._insert(session, rows)
            return False

        start = 0 if was_open or first is not None else start or 0
        if not is_open:
            self.delete(session, sender_id)
            rewritten = first is not None and self._mask_stored(session, sender_id, first)
            self._insert(session, rows[:start] + [self._mask_row(row) for row in rows[start:]])
            return rewritten
        if first is None:
            # On its own: only so does every database tell the id that it gave the row.
            self._insert(session, rows[:start])
            added = session.execute(sa.insert(self._events), rows[start])
            first = added.inserted_primary_key[0]
            start += 1
        self._insert(session, rows[start:])
        updated_at = events[-1].timestamp
        note = {"sender_id": sender_id, "first_event_id": first, "updated_at": updated_at}
        session.execute(_NOTE, note)
        return False

    def _opens(self, event: Event) -> bool:
        if isinstance(event, ActiveLoop):
            return event.name is not None
        if isinstance(event, SlotSet):
            return event.key in self._personal_slots and bool(event.value)
        return isinstance(event, BotUttered) and is_personal(event.metadata)

    def _insert(self, session: Session, rows: List[Row]) -> None:
        if rows:
            session.execute(sa.insert(self._events), rows)

    def _mask_row(self, row: Row) -> Row:
        return {**row, "data": self._mask(row["data"])}

    def _mask_stored(self, session: Session, sender_id: str, first: int) -> bool:
        columns = self._events.c
        found = session.execute(
            sa.select(columns.id, columns.data)
            .where(columns.sender_id == sender_id, columns.id >= first)
            .where(columns.type_name.in_(MASKED_TYPES))
        ).all()
        masked = [(row_id, data, self._mask(data)) for row_id, data in found]
        changes = [{"row": row_id, "masked": new} for row_id, old, new in masked if new != old]
        if changes:
            change = sa.update(self._events).where(columns.id == sa.bindparam("row"))
            session.execute(change.values(data=sa.bindparam("masked")), changes)
        return bool(changes)

    def _mask(self, data: str) -> str:
        return json.dumps(mask_event(json.loads(data), self._personal_slots))

    def _read_start(self, session: Session, sender_id: str) -> Optional[int]:
        start = sa.select(STRETCHES.c.first_event_id).where(STRETCHES.c.sender_id == sender_id)
        return session.execute(start).scalar()

    def _find_last_message(
        self, session: Session, sender_id: str, before: Optional[int] = None
    ) -> Optional[int]:
        columns = self._events.c
        message = (
            sa.select(columns.id)
            .where(columns.sender_id == sender_id, columns.type_name == UserUttered.type_name)
            .order_by(columns.id.desc())
            .limit(1)
        )
        if before is not None:
            message = message.where(columns.id < before)
        return session.execute(message).scalar()

    def _find_opening_message(self, session: Session, sender_id: str) -> Optional[int]:
        """The message before the form that was opened last, for a stretch that nobody noted.

        The form may be older than the table, or was taken for abandoned a moment ago.
        """
        columns = self._events.c
        opened = session.execute(
            sa.select(columns.id)
            .where(columns.sender_id == sender_id, columns.type_name == ActiveLoop.type_name)
            .where(columns.action_name.is_not(None))
            .order_by(columns.id.desc())
            .limit(1)
        ).scalar()
        return None if opened is None else self._find_last_message(session, sender_id, opened)


def _find_session_start(events: Sequence[Event]) -> int:
    """The number of events up to the last beginning of a session, that one included."""
    beginnings = (SessionStarted, Restarted)
    found = [i + 1 for i, event in enumerate(events) if isinstance(event, beginnings)]
    return found[-1] if found else 0


def _find_message_before(events: Sequence[Event], opening: Optional[int]) -> Optional[int]:
    """The index of the last message before the event at `opening`."""
    before = range((opening or 0) - 1, -1, -1)
    return next((i for i in before if isinstance(events[i], UserUttered)), None)
