"""Keeps conversations in a database and loads only their last turns, however long they grow."""

import json
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Type, Union

import sqlalchemy as sa
import structlog
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.constants import DEFAULT_SENDER_ID
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException, RasaException
from rasa.shared.nlu.constants import INTENT_NAME_KEY
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, sessionmaker

from assistant.stores.recent_events import INDEXES, INDEXES_BESIDE_SQLITE, RecentEvents
from assistant.sqlite_database import (
    UnusableDatabase,
    empty_log,
    is_sqlite_file,
    open_engine,
    prepare_file,
)

log = structlog.get_logger()


class UnusableTrackerDatabase(RasaException):
    """The conversations cannot be kept; Rasa shows the message and does not start."""


class StoredTracker(DialogueStateTracker):
    """A tracker that knows how many of its events, from the first, which database holds.

    It may hold fewer events than the database, so that counting those there, as Rasa does, would
    not say which of its own are new.
    """

    database: str = ""
    stored_events: int = 0

    def init_copy(self) -> "StoredTracker":
        """An empty copy; filled with this tracker's events, it saves no stored event again."""
        copy = StoredTracker(
            self.sender_id or DEFAULT_SENDER_ID,
            self.slots.values(),
            self._max_event_history,
            is_rule_tracker=self.is_rule_tracker,
        )
        copy.database = self.database
        copy.stored_events = self.stored_events
        return copy


class BoundedSQLTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store, with `retrieve` bounded to the last `turns_loaded` user turns.

    What is loaded beside these turns: see RecentEvents. Every event stays in the database, in
    Rasa's own table, and `retrieve_full_tracker` reads them all. Two limits follow from the bound:
    a rule with `conversation_start` must be shorter than `turns_loaded` turns, and a reminder set
    before the turns that are loaded counts as outdated.
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
        **kwargs: Any,
    ) -> None:
        """Open the database. Raises UnusableTrackerDatabase and InvalidConfigException."""
        turns = _turns(turns_loaded)
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
        except DatabaseError as error:
            raise UnusableTrackerDatabase(
                f"The conversations cannot be kept in {url!r}: {error.orig}. "
                "Check that it is such a database and that this user may write to it."
            ) from error
        # Which database a tracker came from, so that one that is copied elsewhere is saved whole.
        self._database = str(Path(url.database).resolve()) if self._is_sqlite_file else repr(url)
        self._recent_events = RecentEvents(self.SQLEvent.__table__, turns)

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
        """Append the events that are not stored yet, in one transaction."""
        await self.stream_events(tracker)
        with self.session_scope() as session:
            new_events = list(self._additional_events(session, tracker))
            if new_events:
                rows = [_row(tracker.sender_id, event) for event in new_events]
                session.execute(sa.insert(self.SQLEvent.__table__), rows)
                session.commit()
        if self._is_ours(tracker):
            tracker.stored_events += len(new_events)

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
            session.commit()
        if self._is_sqlite_file:
            with self.engine.connect() as connection:
                empty_log(connection)
        log.info("conversation.deleted", events=deleted.rowcount)
        return int(deleted.rowcount)

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
            event = _event(json.loads(data))
            if event is not None:
                tracker.update(event)
        tracker.stored_events = len(tracker.events)
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


def _event(data: Dict[str, Any]) -> Optional[Event]:
    event_class = _event_class(data["event"])
    return event_class._from_parameters(data) if event_class else None


@lru_cache(maxsize=None)
def _event_class(type_name: str) -> Optional[Type[Event]]:
    # Rasa's Event.from_parameters searches all classes for every event: half the time of a load.
    event_class: Optional[Type[Event]] = Event.resolve_by_type(type_name)
    return event_class


def _row(sender_id: str, event: Event) -> Dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
