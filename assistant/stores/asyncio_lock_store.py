"""Lets the messages of one conversation be handled one after another, in the order they came."""

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import AsyncGenerator, Deque, Dict, Optional, Union

import structlog
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.core.utils import number_of_sanic_workers
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig

log = structlog.get_logger()

MAX_WAITING = 50


class AsyncioLockStore(LockStore):
    """Locks for one process, handed from each holder straight to whoever has waited longest.

    Rasa's own in-memory store looks once a second whether a lock is free, and gives it away while
    its holder is still at work once its lifetime is over. Here `lock_lifetime` limits the wait
    only. An option in endpoints.yml: `max_waiting`, messages that may wait for one conversation.
    """

    def __init__(
        self, endpoint_config: Optional[EndpointConfig] = None, max_waiting: int = MAX_WAITING
    ) -> None:
        """Read the options. Raises InvalidConfigException."""
        # Rasa takes any custom lock store for one that is shared between processes.
        workers = number_of_sanic_workers(endpoint_config)
        if workers > 1:
            raise InvalidConfigException(
                f"SANIC_WORKERS is {workers}, but AsyncioLockStore locks within one process only. "
                "Unset it, or configure a lock store that the workers share."
            )
        options = endpoint_config.kwargs if endpoint_config else {}
        self._max_waiting = _max_waiting(options.get("max_waiting", max_waiting))
        # A conversation is in here while somebody holds its lock. Waiters stand oldest first, and
        # are told True when the lock is theirs, False when their time is over.
        self._waiting: "Dict[str, Deque[asyncio.Future[bool]]]" = {}
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the lock of a conversation. Raises LockError.

        `lock_lifetime` is the longest wait, in seconds. There is no polling, so
        `wait_time_in_seconds` is not used; it and the yielded object are Rasa's contract.
        """
        await self._acquire(conversation_id, lock_lifetime)
        try:
            yield self.create_lock(conversation_id)
        finally:
            self._hand_over(conversation_id)

    def is_someone_waiting(self, conversation_id: str) -> bool:
        """Whether anybody waits for the lock beside its holder."""
        return bool(self._waiting.get(conversation_id))

    async def _acquire(self, conversation_id: str, longest_wait: float) -> None:
        waiting = self._waiting.get(conversation_id)
        if waiting is None:
            self._waiting[conversation_id] = deque()
            return
        if len(waiting) >= self._max_waiting:
            log.warning("lock_store.too_many_waiting", waiting=len(waiting))
            raise LockError(f"{len(waiting)} messages of this conversation are waiting already.")

        loop = asyncio.get_running_loop()
        turn: "asyncio.Future[bool]" = loop.create_future()
        waiting.append(turn)
        timer = loop.call_later(longest_wait, _tell_time_is_over, turn)
        try:
            has_lock = await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.result():
                # The lock came in the same moment and would otherwise never be given back.
                self._hand_over(conversation_id)
            else:
                waiting.remove(turn)
            raise
        finally:
            timer.cancel()
        if not has_lock:
            waiting.remove(turn)
            log.warning("lock_store.waited_too_long", seconds=longest_wait)
            raise LockError(f"The conversation was busy for longer than {longest_wait} s.")

    def _hand_over(self, conversation_id: str) -> None:
        """Give the lock to the next who still waits, or forget the conversation."""
        waiting = self._waiting[conversation_id]
        # One whose time is over or who was cancelled may not have got round to leaving the line.
        turn = next((turn for turn in waiting if not turn.done()), None)
        if turn is None:
            del self._waiting[conversation_id]
        else:
            waiting.remove(turn)
            turn.set_result(True)


def _tell_time_is_over(turn: "asyncio.Future[bool]") -> None:
    if not turn.done():
        turn.set_result(False)


def _max_waiting(value: Union[int, str]) -> int:
    # Filled in from the environment it arrives as text.
    number = int(value) if str(value).isdecimal() else 0
    if number < 1:
        raise InvalidConfigException(
            f"max_waiting of the lock store is '{value}'. Use a whole number from 1."
        )
    return number
