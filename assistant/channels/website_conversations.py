"""Takes the website's turns: each message at most once, and none in a conversation that is over."""

import asyncio
from typing import Any, Mapping, Optional, Sequence
from weakref import WeakValueDictionary

from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from assistant.channels.conversation_store import find_conversation_store, forget_conversation
from assistant.channels.incoming_message import RejectedMessage
from assistant.channels.message_ledger import MessageIdReused, MessageLedger, Replies
from assistant.channels.refusals import find_agent
from assistant.channels.running_tasks import RunningTasks
from assistant.channels.turns import CANCELLATION_SECONDS, OnNewMessage, TurnFailed, TurnRunner
from assistant.channels.visitor_ids import reject_session
from assistant.channels.website_replies import WebsiteReplies, shape_stored_replies
from assistant.channels.website_requests import WebsiteMessage
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.stores.transcripts import TranscriptEntry

NAME = "website"
# Rasa's own command; a visitor's text never begins with its mark (incoming_message.make_inert).
RESTART = "/restart"


class WebsiteTurn(UserMessage):
    """One turn of a visitor, with the store of its conversation and what was found there."""

    def __init__(
        self,
        store: BoundedSQLTrackerStore,
        visitor_id: str,
        message_id: str,
        text: str,
        metadata: Optional[Mapping[str, str]],
    ) -> None:
        self.replies = WebsiteReplies(message_id)
        super().__init__(
            text,
            self.replies,
            visitor_id,
            input_channel=NAME,
            message_id=message_id,
            metadata=None if metadata is None else dict(metadata),
        )
        self.store = store
        self.stored: Optional[Sequence[TranscriptEntry]] = None
        self.is_too_late = False


class WebsiteConversations:
    """The conversations of the website.

    A turn of a deleted conversation is not run, also if it was waiting when the visitor deleted it:
    turns and deletions wait for each other here, before Rasa's lock, which is given back before a
    deletion could be looked for. What remains is what goes past this channel: another channel with
    this visitor's id, which no client gets to know, and Rasa's own API, which is left off.
    """

    def __init__(self, on_new_message: OnNewMessage, timeout_seconds: float) -> None:
        self._on_new_message = on_new_message
        self._turns = TurnRunner(self._take_turn, timeout_seconds)
        self._tasks = RunningTasks()
        self._ledger = MessageLedger(self._tasks)
        # A lock is in here while somebody holds it or waits for it.
        self._locks: "WeakValueDictionary[str, asyncio.Lock]" = WeakValueDictionary()

    async def answer(
        self, app: Sanic, visitor_id: str, message: WebsiteMessage, request_id: str
    ) -> Replies:
        """The replies to a message. Raises RejectedMessage and TurnFailed.

        The same message again gets the same replies; what it does is done once.
        """
        turn = self._plan(app, visitor_id, message.id, message.text, message.metadata)
        return await self._take_once(turn, request_id)

    async def restart(self, app: Sanic, visitor_id: str, message_id: str, request_id: str) -> None:
        """Begin anew, without forms and slots. Raises RejectedMessage and TurnFailed."""
        turn = self._plan(app, visitor_id, message_id, RESTART, None)
        await self._take_once(turn, request_id)

    async def delete(self, app: Sanic, visitor_id: str) -> None:
        """Remove the conversation for good, also if the visitor does not wait for it."""
        await asyncio.shield(self._tasks.start(self._delete(app, visitor_id)))

    async def stop(self) -> None:
        """Cancel what still runs, when the server stops."""
        await self._turns.stop()
        await self._tasks.stop(CANCELLATION_SECONDS)

    def _plan(
        self,
        app: Sanic,
        visitor_id: str,
        message_id: str,
        text: str,
        metadata: Optional[Mapping[str, str]],
    ) -> WebsiteTurn:
        if find_agent(app) is None:
            raise TurnFailed("no_model")
        return WebsiteTurn(find_conversation_store(app), visitor_id, message_id, text, metadata)

    async def _take_once(self, turn: WebsiteTurn, request_id: str) -> Replies:
        async def work() -> Replies:
            await self._turns.start(turn, request_id)
            return _read_outcome(turn)

        try:
            return await self._ledger.answer(turn.sender_id, turn.message_id, turn.text, work)
        except MessageIdReused as error:
            raise _reject_reuse() from error

    async def _take_turn(self, message: UserMessage) -> None:
        """Run a turn that is neither stored nor too late. Called by the TurnRunner only."""
        turn: Any = message
        async with self._lock(turn.sender_id):
            turn.is_too_late = turn.store.is_ended(turn.sender_id)
            if turn.is_too_late:
                return
            # The server may have been stopped after it stored the turn and before it answered, or
            # the turn may have ended after its time was over.
            turn.stored = turn.store.find_turn(turn.sender_id, turn.message_id)
            if turn.stored is not None and _has_failed(turn.stored, turn.text):
                turn.stored = None
            if turn.stored is None:
                await self._on_new_message(turn)

    async def _delete(self, app: Sanic, visitor_id: str) -> None:
        async with self._lock(visitor_id), app.ctx.agent.lock_store.lock(visitor_id):
            await forget_conversation(app, visitor_id)
            self._ledger.forget(visitor_id)

    def _lock(self, visitor_id: str) -> asyncio.Lock:
        return self._locks.setdefault(visitor_id, asyncio.Lock())


def _read_outcome(turn: WebsiteTurn) -> Replies:
    """What a turn that has ended says. Raises RejectedMessage and TurnFailed."""
    if turn.is_too_late:
        raise reject_session("ended", "This chat has ended.")
    if turn.stored is None:
        replies: Replies = tuple(turn.replies.messages)
    else:
        if not _is_same(turn.stored[0], turn.text):
            raise _reject_reuse()
        replies = shape_stored_replies(turn.stored)
    if not replies and turn.text != RESTART:
        raise TurnFailed("no_reply")
    return replies


def _has_failed(stored: Sequence[TranscriptEntry], text: str) -> bool:
    """Whether this message has no reply yet: Rasa stores it also where an action has failed."""
    return len(stored) == 1 and not stored[0].is_restart and _is_same(stored[0], text)


def _is_same(stored: TranscriptEntry, text: str) -> bool:
    if stored.is_restart or text == RESTART:
        return stored.is_restart and text == RESTART
    # What was said to a form may have been removed since: then the id has to do.
    return stored.is_removed or (stored.text or "").strip() == text


def _reject_reuse() -> RejectedMessage:
    return RejectedMessage(
        409,
        "message_id_reused",
        "id",
        "Another message was sent with this id. Send it again with an id of its own.",
    )
