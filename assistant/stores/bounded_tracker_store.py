"""Keeps conversations in a database and loads only their last turns, however long they grow."""

import time
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple, Union

import sqlalchemy as sa
import structlog
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.events.store_events import tell_deletion, tell_rating
from assistant.sqlite_database import UnusableDatabase, is_sqlite_file, open_engine, prepare_file
from assistant.stores.answer_ratings import AnswerRatings
from assistant.stores.ended_conversations import EndedConversations
from assistant.stores.expired_conversations import ExpiredConversations
from assistant.stores.form_details import ABANDONED_AT_ONCE, FormDetails
from assistant.stores.recent_events import RecentEvents, create_indexes
from assistant.stores.sqlite_log import SqliteLog
from assistant.stores.store_options import read_personal_slots, read_turns, read_website_hours
from assistant.stores.stored_events import make_row, read_event
from assistant.stores.stored_tracker import StoredTracker
from assistant.stores.transcripts import TranscriptEntry, TranscriptPage, Transcripts

log = structlog.get_logger()

# How often is looked for forms that visitors have left, and how long after the session's end.
ABANDONED_PAUSE_SECONDS = 60.0
ABANDONED_MARGIN_SECONDS = 300.0
# How long a start may be held up by conversations that have expired; the rest go with the turns.
STARTING_SECONDS = 10.0


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

    With `website_hours` the website's conversations are removed so long after their last event, as
    delete_conversation would: see ExpiredConversations. Without it they are kept for ever.
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
        website_hours: Optional[Union[int, str]] = None,
        **kwargs: Any,
    ) -> None:
        """Open the database. Raises UnusableTrackerDatabase and InvalidConfigException."""
        self._transcripts = Transcripts(self.SQLEvent.__table__)
        self._ratings = AnswerRatings()
        self._ended = EndedConversations()
        turns = read_turns(turns_loaded)
        slots = read_personal_slots(personal_slots)
        hours = read_website_hours(website_hours)
        address = (dialect, host, port, db, username, password)
        url = make_url(self.get_db_url(*address, login_db, query))
        self._is_sqlite_file = is_sqlite_file(url)
        if self._is_sqlite_file:
            try:
                prepare_file(Path(url.database), "conversations")
            except UnusableDatabase as error:
                raise UnusableTrackerDatabase(str(error)) from error
        try:
            super().__init__(domain, *address, event_broker, login_db, query, **kwargs)
            if self._is_sqlite_file:
                self.engine.dispose()
                self.engine: Engine = open_engine(url)
                self.sessionmaker = sessionmaker(bind=self.engine)
            # Other databases' engines are Rasa's: their errors must hide visitors' words too.
            self.engine.hide_parameters = True
            create_indexes(self.engine)
            events = self.SQLEvent.__table__
            self._form_details = FormDetails(events, slots)
            self._expired = ExpiredConversations(events, hours, self.engine, self._forget_rest)
            with self.engine.begin() as connection:
                self._form_details.create_table(connection)
                self._ratings.create_table(connection)
                self._ended.create_table(connection)
                self._expired.create_index(connection)
        except DatabaseError as error:
            raise UnusableTrackerDatabase(
                f"The conversations cannot be kept in {url!r}: {error.orig}. "
                "Check that it is such a database and that this user may write to it."
            ) from error
        # Which database a tracker came from, so that one that is copied elsewhere is saved whole.
        self._database = str(Path(url.database).resolve()) if self._is_sqlite_file else repr(url)
        self._recent_events = RecentEvents(self.SQLEvent.__table__, turns)
        # A process that was killed may not have got round to emptying the log.
        file = Path(self._database) if self._is_sqlite_file else None
        self._log = SqliteLog(self.engine, file, is_due=bool(slots or hours)) if file else None
        self._next_look = 0.0
        self._has_begun = False
        self.domain = self._domain

    @property
    def domain(self) -> Domain:
        """The model's domain, which says when a session expires."""
        return self._domain

    @domain.setter
    def domain(self, domain: Optional[Domain]) -> None:
        self._domain = domain or Domain.empty()
        # Rasa opens the store before it has a model, and names the real domain afterwards. A model
        # that is published later finds visitors at work, whom this would keep waiting.
        if not self._has_begun and not self._domain.is_empty():
            self._has_begun = True
            self._forget_all_overdue()

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
        if rewritten and self._log:
            self._log.empty()
        if time.monotonic() >= self._next_look:
            self.forget_abandoned_details()
        if self._expired.is_due:
            self.remove_expired_conversations()

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Publish what `save` is about to append, and nothing else."""
        if self.event_broker is None:
            return
        with self.session_scope() as session:
            new_events = list(self._additional_events(session, tracker))
        await self._stream_new_events(self.event_broker, new_events, tracker.sender_id)

    async def delete_conversation(self, sender_id: str) -> int:
        """Remove all of a conversation for good and note it as ended; answers how many events.

        A tracker that was loaded before and is saved afterwards writes its new events: call this
        under the conversation's lock and outside of its turns.
        """
        table = self.SQLEvent.__table__
        with self.session_scope() as session:
            deleted = session.execute(sa.delete(table).where(table.c.sender_id == sender_id))
            self._forget_rest(session, sender_id)
            session.commit()
        if self._log:
            self._log.empty()
        if self.event_broker is not None:
            self.event_broker.publish(tell_deletion(sender_id))
        log.info("conversation.deleted", events=deleted.rowcount)
        return int(deleted.rowcount)

    def is_ended(self, sender_id: str) -> bool:
        """Whether it was deleted within the last year, or is the website's and its time is over."""
        with self.sessionmaker() as session:
            is_deleted = self._ended.holds(session, sender_id)
            return is_deleted or self._expired.is_over(session, sender_id)

    def read_transcript(
        self, sender_id: str, limit: int, before: Optional[int] = None
    ) -> TranscriptPage:
        """The newest turns of all sessions, before the cursor: about `limit` messages."""
        # Rasa's session_scope ends the server on any ValueError, such as a broken row.
        with self.sessionmaker() as session:
            page = self._transcripts.read_page(session, sender_id, limit, before)
            return replace(page, entries=self._ratings.mark(session, sender_id, page.entries))

    def find_turn(self, sender_id: str, message_id: str) -> Optional[Tuple[TranscriptEntry, ...]]:
        """A visitor's message and the replies to it; None if it is not among the last 50."""
        with self.sessionmaker() as session:
            turn = self._transcripts.find_turn(session, sender_id, message_id)
            return None if turn is None else self._ratings.mark(session, sender_id, turn)

    def rate_reply(self, sender_id: str, reply_id: str, rating: Optional[str]) -> bool:
        """Rate a reply "up" or "down"; None takes it back. False: there is no such reply."""
        with self.sessionmaker.begin() as session:
            reply = self._transcripts.find_reply(session, sender_id, reply_id)
            if reply is None:
                return False
            is_kept = self._ratings.keep(session, sender_id, reply_id, reply, rating)
            turn = self._transcripts.read_turn_events(session, sender_id, reply)
        if is_kept and self.event_broker is not None:
            self.event_broker.publish(tell_rating(sender_id, reply_id, rating, turn))
        return is_kept

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
        if self._log and (forgotten or self._log.is_due):
            self._log.empty()
        return forgotten

    def remove_expired_conversations(self, seconds: float = 0.0) -> int:
        """Remove conversations of the website that are over, for so long; how many events."""
        removed = self._expired.remove_parts(seconds)
        if removed and self._log:
            self._log.empty()
        return removed

    def _forget_all_overdue(self) -> None:
        while self.forget_abandoned_details() == ABANDONED_AT_ONCE:
            pass
        self.remove_expired_conversations(STARTING_SECONDS)

    def _forget_rest(self, session: Session, sender_id: str) -> None:
        self._form_details.delete(session, sender_id)
        self._ratings.delete(session, sender_id)
        self._ended.note(session, sender_id)

    def _append(self, session: Session, tracker: DialogueStateTracker, events: List[Event]) -> bool:
        """Insert the events; returns whether stored ones were rewritten."""
        rows = [make_row(tracker.sender_id, event) for event in events]
        was_open = tracker.has_open_form if self._is_ours(tracker) else None
        details = self._form_details
        return details.append(session, events, rows, was_open, details.is_open(tracker))

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
