"""Keeps conversations in a database and loads only their last turns, however long they grow."""

import time
from itertools import islice
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Union

import sqlalchemy as sa
import structlog
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException, RasaException
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.sqlite_database import (
    BUSY_TIMEOUT_MILLISECONDS,
    UnusableDatabase,
    empty_log,
    is_sqlite_file,
    open_engine,
    prepare_file,
)
from assistant.stores.form_details import ABANDONED_AT_ONCE, FormDetails
from assistant.stores.recent_events import INDEXES, INDEXES_BESIDE_SQLITE, RecentEvents
from assistant.stores.stored_events import make_row, read_event
from assistant.stores.stored_tracker import StoredTracker

log = structlog.get_logger()

# How often is looked for forms that visitors have left, and how long after the session's end.
ABANDONED_PAUSE_SECONDS = 60.0
ABANDONED_MARGIN_SECONDS = 300.0
# Everybody waits while the log is emptied, which a reader may hold up: rather try again later.
LOG_TIMEOUT_MILLISECONDS = 100


class UnusableTrackerDatabase(RasaException):
    """The conversations cannot be kept; Rasa shows the message and does not start."""


class BoundedSQLTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store, with `retrieve` bounded to the last `turns_loaded` user turns.

    What is loaded beside these turns: see RecentEvents. Every event stays in the database, in
    Rasa's own table, and `retrieve_full_tracker` reads them all. Two limits follow from the bound:
    a rule with `conversation_start` must be shorter than `turns_loaded` turns, and a reminder set
    before the turns that are loaded counts as outdated.

    With `personal_slots` (names), what a visitor told a form is removed from the stored events once
    the form is over: see FormDetails. Events that were published before are not reached.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        dialect: str = "sqlite",
        host: Optional[str] = None,
        port: Optional[int] = None,
        db: str = "rasa.db",
        username: Optional[str] = None,
        password: Optional[str] = None,
        event_broker: Optional[EventBroker] = None,
        login_db: Optional[str] = None,
        query: Optional[Dict[str, Any]] = None,
        turns_loaded: Union[int, str] = 6,
        personal_slots: Optional[Sequence[str]] = None,
        **kwargs: Any,
    ) -> None:
        """Open the database. Raises UnusableTrackerDatabase and InvalidConfigException."""
        turns = _turns(turns_loaded)
        slots = _personal_slots(personal_slots)
        url = make_url(
            self.get_db_url(dialect, host, port, db, username, password, login_db, query)
        )
        self._is_sqlite_file = is_sqlite_file(url)
        if self._is_sqlite_file:
            try:
                prepare_file(Path(url.database), "conversations")
            except UnusableDatabase as error:
                raise UnusableTrackerDatabase(str(error)) from error
        try:
            super().__init__(
                domain,
                dialect,
                host,
                port,
                db,
                username,
                password,
                event_broker,
                login_db,
                query,
                **kwargs,
            )
            if self._is_sqlite_file:
                self.engine.dispose()
                self.engine: Engine = open_engine(url)
                self.sessionmaker = sessionmaker(bind=self.engine)
            # Other databases' engines are Rasa's: their errors must hide visitors' words too.
            self.engine.hide_parameters = True
            self._create_indexes()
            self._form_details = FormDetails(self.SQLEvent.__table__, slots)
            with self.engine.begin() as connection:
                self._form_details.create_table(connection)
        except DatabaseError as error:
            raise UnusableTrackerDatabase(
                f"The conversations cannot be kept in {url!r}: {error.orig}. "
                "Check that it is such a database and that this user may write to it."
            ) from error
        # Which database a tracker came from, so that one that is copied elsewhere is saved whole.
        self._database = str(Path(url.database).resolve()) if self._is_sqlite_file else repr(url)
        self._recent_events = RecentEvents(self.SQLEvent.__table__, turns)
        # A process that was killed may not have got round to emptying the log.
        self._is_log_due = self._is_sqlite_file and bool(slots)
        self._next_look = 0.0
        self.domain = self._domain

    @property
    def domain(self) -> Domain:
        """The model's domain, which says when a session expires."""
        return self._domain

    @domain.setter
    def domain(self, domain: Optional[Domain]) -> None:
        self._domain = domain or Domain.empty()
        # Rasa opens the store before it has a model, and names the real domain afterwards.
        if not self._domain.is_empty():
            self._forget_all_abandoned()

    def init_tracker(self, sender_id: str) -> StoredTracker:
        """An empty tracker of which nothing is stored yet."""
        # Never with a limit on its events: those that it drops would go missing from the count.
        tracker = StoredTracker(sender_id, self.domain.slots)
        tracker.database = self._database
        return tracker

    async def retrieve(self, sender_id: str) -> Optional[StoredTracker]:
        """The last turns of the current session; None if the conversation is not known."""
        slots = [slot.name for slot in self.domain.slots]
        with self.session_scope() as session:
            serialised = self._recent_events.read(session, sender_id, slots)
        return self._loaded_tracker(sender_id, serialised)

    async def retrieve_full_tracker(self, conversation_id: str) -> Optional[StoredTracker]:
        """Every event of every session; None if the conversation is not known."""
        with self.session_scope() as session:
            serialised = self._recent_events.read_all(session, conversation_id)
        return self._loaded_tracker(conversation_id, serialised)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are not stored yet, in one transaction.

        Where they end a form, what was told to it is removed in the same transaction.
        """
        await self.stream_events(tracker)
        rewritten = False
        with self.session_scope() as session:
            new_events = list(self._additional_events(session, tracker))
            if new_events:
                rewritten = self._append(session, tracker, new_events)
                session.commit()
        if self._is_ours(tracker):
            tracker.stored_events += len(new_events)
            tracker.has_open_form = self._form_details.is_open(tracker)
        if rewritten:
            self._empty_log()
        if time.monotonic() >= self._next_look:
            self.forget_abandoned_details()

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Publish what `save` is about to append, and nothing else."""
        if self.event_broker is None:
            return
        with self.session_scope() as session:
            new_events = list(self._additional_events(session, tracker))
        await self._stream_new_events(self.event_broker, new_events, tracker.sender_id)

    async def delete_conversation(self, sender_id: str) -> int:
        """Remove every event of a conversation for good; answers how many there were.

        A tracker that was loaded before and is saved afterwards writes its new events: call this
        under the conversation's lock and outside of its turns.
        """
        table = self.SQLEvent.__table__
        with self.session_scope() as session:
            deleted = session.execute(sa.delete(table).where(table.c.sender_id == sender_id))
            self._form_details.delete(session, sender_id)
            session.commit()
        if self._is_sqlite_file:
            with self.engine.connect() as connection:
                empty_log(connection)
        log.info("conversation.deleted", events=deleted.rowcount)
        return int(deleted.rowcount)

    def forget_abandoned_details(self) -> int:
        """Remove what was told to forms whose session is over; answers how many forms it were.

        At most ABANDONED_AT_ONCE of them. A failure is logged: the next try is a minute away.
        """
        self._next_look = time.monotonic() + ABANDONED_PAUSE_SECONDS
        forgotten = 0
        minutes = self.domain.session_config.session_expiration_time
        if minutes > 0:  # Where sessions never expire, every visitor may still come back.
            before = time.time() - minutes * 60 - ABANDONED_MARGIN_SECONDS
            try:
                with self.session_scope() as session:
                    forgotten = self._form_details.forget_abandoned(session, before)
            except SQLAlchemyError as error:
                log.warning("form_details.not_removed", error=type(error).__name__)
        if forgotten:
            log.info("form_details.removed", abandoned_forms=forgotten)
        if forgotten or self._is_log_due:
            self._empty_log()
        return forgotten

    def _forget_all_abandoned(self) -> None:
        while self.forget_abandoned_details() == ABANDONED_AT_ONCE:
            pass

    def _append(self, session: Session, tracker: DialogueStateTracker, events: List[Event]) -> bool:
        """Insert the events; returns whether stored ones were rewritten."""
        rows = [make_row(tracker.sender_id, event) for event in events]
        was_open = tracker.has_open_form if self._is_ours(tracker) else None
        details = self._form_details
        return details.append(session, events, rows, was_open, details.is_open(tracker))

    def _empty_log(self) -> None:
        """Take what was removed out of the log beside a SQLite file; it is due until it worked."""
        if not self._is_sqlite_file:
            return
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {LOG_TIMEOUT_MILLISECONDS}")
                try:
                    empty_log(connection)
                finally:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
            self._is_log_due = Path(f"{self._database}-wal").stat().st_size > 0
        except (SQLAlchemyError, OSError) as error:
            # The turn is stored: a visitor must not be told that it failed.
            log.warning("form_details.log_not_emptied", error=type(error).__name__)
            self._is_log_due = True

    def _additional_events(
        self, session: Session, tracker: DialogueStateTracker
    ) -> Iterator[Event]:
        if self._is_ours(tracker):
            return islice(tracker.events, tracker.stored_events, None)
        # Made by somebody else, such as PUT tracker/events: Rasa's counting is all there is.
        events: Iterator[Event] = super()._additional_events(session, tracker)
        return events

    def _is_ours(self, tracker: DialogueStateTracker) -> bool:
        return isinstance(tracker, StoredTracker) and tracker.database == self._database

    def _loaded_tracker(self, sender_id: str, serialised: List[str]) -> Optional[StoredTracker]:
        if not serialised:
            return None
        tracker = self.init_tracker(sender_id)
        for data in serialised:
            event = read_event(data)
            if event is not None:
                tracker.update(event)
        tracker.stored_events = len(tracker.events)
        tracker.has_open_form = self._form_details.is_open(tracker)
        return tracker

    def _create_indexes(self) -> None:
        is_sqlite = self.engine.dialect.name == "sqlite"
        for name, columns in INDEXES + (() if is_sqlite else INDEXES_BESIDE_SQLITE):
            with self.engine.begin() as connection:
                # An existing database gets them, too; a second process may be doing the same.
                connection.execute(
                    sa.text(f"CREATE INDEX IF NOT EXISTS {name} ON events ({columns})")
                )


def _turns(value: Union[int, str]) -> int:
    # Filled in from the environment it arrives as text.
    turns = int(value) if str(value).isdecimal() else 0
    if turns < 2:
        raise InvalidConfigException(
            f"turns_loaded of the tracker store is '{value}'. Use a whole number from 2."
        )
    return turns


def _personal_slots(value: Any) -> List[str]:
    names = [] if value is None else value
    if not isinstance(names, (list, tuple)) or not all(n and isinstance(n, str) for n in names):
        raise InvalidConfigException(
            f"personal_slots of the tracker store is {value!r}. Use a list of names of slots."
        )
    return list(names)
