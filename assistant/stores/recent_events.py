"""Chooses, by index look-ups, which stored events are needed to continue a conversation."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

import sqlalchemy as sa
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    ConversationPaused,
    ConversationResumed,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

# What the look-ups need: (name, columns).
INDEXES: Tuple[Tuple[str, str], ...] = (
    ("ix_events_sender_type", "sender_id, type_name, id"),
    ("ix_events_sender_type_name", "sender_id, type_name, action_name, id"),
)
# SQLite's index on sender_id, which Rasa makes, holds the row id as well.
INDEXES_BESIDE_SQLITE: Tuple[Tuple[str, str], ...] = (("ix_events_sender_id_id", "sender_id, id"),)


def create_indexes(engine: Engine) -> None:
    """Make what the look-ups need; an existing database gets it, too."""
    is_sqlite = engine.dialect.name == "sqlite"
    for name, columns in INDEXES + (() if is_sqlite else INDEXES_BESIDE_SQLITE):
        # Each on its own: a second process may be doing the same.
        with engine.begin() as connection:
            connection.execute(sa.text(f"CREATE INDEX IF NOT EXISTS {name} ON events ({columns})"))


class RecentEvents:
    """The last turns of a conversation's current session and the state they start from.

    A session begins at the latest `session_started` or `restart`, whichever came last. If it has no
    more than `turns` user messages it is read whole. Otherwise what is read is, in this order:

    - that beginning, and the latest of these before the first turn that is kept: the value of each
      slot, the active loop with its last run and rejection, a pause, the action before the turn;
    - everything from the first turn on, a turn starting at the action (`action_listen`) before the
      user's message.

    A session with a rewind or an undo is read whole: what those take back may lie anywhere.
    """

    def __init__(self, events: sa.Table, turns: int) -> None:
        self._events = events
        self._turns = turns
        self._beginning = sa.select(
            *[
                self._latest(kind)
                for kind in (SessionStarted, Restarted, UserUtteranceReverted, ActionReverted)
            ]
        )
        self._user_messages = self._ids(UserUttered, after=True).limit(turns + 1)
        self._loop_details = sa.select(
            self._latest(ActionExecuted, after=True, before=True, name=sa.bindparam("loop")),
            self._latest(
                ActionExecutionRejected, after=True, before=True, name=sa.bindparam("loop")
            ),
        )
        # One statement for each set of slot names: building it costs more than running it.
        self._state_statements: Dict[Tuple[str, ...], Any] = {}

    def read(self, session: Session, sender_id: str, slots: Sequence[str]) -> List[str]:
        """The serialised events, oldest first; none if the conversation is not known."""
        found = session.execute(self._beginning, {"sender_id": sender_id}).one()
        began, restarted, rewound, undone = (row_id or 0 for row_id in found)
        beginning = max(began, restarted)
        if max(rewound, undone) > beginning:
            return self._data_from(session, sender_id, beginning)

        messages: List[int] = list(
            session.execute(
                self._user_messages, {"sender_id": sender_id, "after": beginning}
            ).scalars()
        )
        if len(messages) <= self._turns:
            return self._data_from(session, sender_id, beginning)

        first_message, message_before = messages[-2:]
        state, last_action = self._state_before(
            session, sender_id, beginning, first_message, tuple(slots)
        )
        # A paused conversation gets messages without any action between them.
        start = first_message if last_action < message_before else last_action
        earlier = {row_id for row_id in (beginning, last_action, *state) if 0 < row_id < start}
        return self._data_of(session, sorted(earlier)) + self._data_from(session, sender_id, start)

    def read_all(self, session: Session, sender_id: str) -> List[str]:
        """Every serialised event of the conversation, of all its sessions, oldest first."""
        return self._data_from(session, sender_id, 0)

    def _state_before(
        self, session: Session, sender_id: str, beginning: int, message: int, slots: Tuple[str, ...]
    ) -> Tuple[List[int], int]:
        """The ids that restore the state just before a message, and that of the last action."""
        if slots not in self._state_statements:
            self._state_statements[slots] = self._state_statement(slots)
        span = {"sender_id": sender_id, "after": beginning, "before": message}
        row = session.execute(self._state_statements[slots], span).one()
        action, loop, loop_name, paused, resumed, reset = row[:6]
        state = [slot for slot in row[6:] if slot is not None and slot > (reset or 0)]
        if loop_name is not None:
            # Whether the form was rejected since it last ran decides what the rules predict next.
            ran, rejected = session.execute(self._loop_details, {**span, "loop": loop_name}).one()
            state.extend([loop, ran or 0, rejected if (rejected or 0) > loop else 0])
        if (paused or 0) > (resumed or 0):
            state.append(paused)
        return state, action or 0

    def _state_statement(self, slots: Tuple[str, ...]) -> Any:
        span = {"after": True, "before": True}
        return sa.select(
            self._latest(ActionExecuted, **span),
            self._latest(ActiveLoop, **span),
            self._latest(ActiveLoop, column="action_name", **span),
            self._latest(ConversationPaused, **span),
            self._latest(ConversationResumed, **span),
            self._latest(AllSlotsReset, **span),
            *[self._latest(SlotSet, name=slot, **span) for slot in slots],
        )

    def _ids(
        self,
        kind: Any,
        column: str = "id",
        after: bool = False,
        before: bool = False,
        name: Optional[Any] = None,
    ) -> Any:
        """Events of one kind, newest first; `after` and `before` are ids to give with the query."""
        columns = self._events.c
        # "Newest first, one row" is a single step in an index, where max() may read the lot.
        statement = (
            sa.select(columns[column])
            .where(columns.sender_id == sa.bindparam("sender_id"))
            .where(columns.type_name == kind.type_name)
            .order_by(columns.id.desc())
        )
        if after:
            statement = statement.where(columns.id > sa.bindparam("after"))
        if before:
            statement = statement.where(columns.id < sa.bindparam("before"))
        if name is not None:
            # Rasa keeps the name of a slot and of a loop in this column, too.
            statement = statement.where(columns.action_name == name)
        return statement

    def _latest(self, kind: Any, **conditions: Any) -> Any:
        return self._ids(kind, **conditions).limit(1).scalar_subquery()

    def _data_from(self, session: Session, sender_id: str, first: int) -> List[str]:
        columns = self._events.c
        statement = (
            sa.select(columns.data)
            .where(columns.sender_id == sender_id, columns.id >= first)
            .order_by(columns.id)
        )
        return list(session.execute(statement).scalars())

    def _data_of(self, session: Session, ids: Sequence[int]) -> List[str]:
        columns = self._events.c
        statement = sa.select(columns.data).where(columns.id.in_(ids)).order_by(columns.id)
        return list(session.execute(statement).scalars())
