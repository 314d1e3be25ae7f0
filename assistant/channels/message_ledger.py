"""Remembers for a while what was answered, so that the same message sent again is answered once."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Dict, Optional, Tuple

from assistant.channels.running_tasks import RunningTasks
from assistant.recent_requests import Clock

Replies = Tuple[Dict[str, Any], ...]

# A retry comes within seconds, and later ones are answered from the stored conversation.
REMEMBERED_SECONDS = 600.0
MAX_REMEMBERED = 2000

_Key = Tuple[str, str]


class MessageIdReused(Exception):
    """A message has the id of another one with other words."""


@dataclass
class _Entry:
    fingerprint: bytes
    task: "asyncio.Task[Replies]"
    finished_at: Optional[float] = None


class MessageLedger:
    """The answers of one server, by visitor and message id.

    Who asks again while the first is still at work waits for the same answer. What failed is not
    remembered: the message may be sent again.
    """

    def __init__(self, tasks: RunningTasks, clock: Clock = time.monotonic) -> None:
        self._tasks = tasks
        self._clock = clock
        self._entries: "Dict[_Key, _Entry]" = {}
        # The longest finished stands first.
        self._finished: "OrderedDict[_Key, _Entry]" = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    async def answer(
        self, visitor_id: str, message_id: str, text: str, work: Callable[[], Awaitable[Replies]]
    ) -> Replies:
        """Give the message's answer, and do the work for it unless that was done or is going on.

        Raises MessageIdReused, and what the work raises. A visitor who leaves does not end it.
        """
        self._drop_old()
        key = (visitor_id, message_id)
        # Not the words themselves: they would stay in memory for nothing.
        fingerprint = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        entry = self._entries.get(key)
        if entry is None:
            entry = _Entry(fingerprint, self._tasks.start(_await(work)))
            self._entries[key] = entry
            entry.task.add_done_callback(lambda _: self._settle(key))
        elif entry.fingerprint != fingerprint:
            raise MessageIdReused
        return await asyncio.shield(entry.task)

    def forget(self, visitor_id: str) -> None:
        """Forget this visitor's answers; what is going on ends, and is not remembered."""
        for key in [key for key in self._entries if key[0] == visitor_id]:
            del self._entries[key]
            self._finished.pop(key, None)

    def _settle(self, key: _Key) -> None:
        entry = self._entries.get(key)
        if entry is None or not entry.task.done():
            # Forgotten meanwhile, and perhaps begun anew.
            return
        if entry.task.cancelled() or entry.task.exception() is not None:
            del self._entries[key]
            return
        entry.finished_at = self._clock()
        self._finished[key] = entry
        self._drop_old()

    def _drop_old(self) -> None:
        oldest_kept = self._clock() - REMEMBERED_SECONDS
        while self._finished:
            key, entry = next(iter(self._finished.items()))
            is_old = entry.finished_at is not None and entry.finished_at < oldest_kept
            if not is_old and len(self._finished) <= MAX_REMEMBERED:
                return
            del self._finished[key]
            del self._entries[key]


async def _await(work: Callable[[], Awaitable[Replies]]) -> Replies:
    return await work()
