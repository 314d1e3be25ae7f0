"""Runs one turn of a conversation: to its end or to its time limit, and names what went wrong."""

import asyncio
import traceback
from typing import Any, Awaitable, Callable, List, Optional

import structlog
from rasa.core.channels.channel import UserMessage
from rasa.core.exceptions import AgentNotReady

from assistant.channels.running_tasks import RunningTasks

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

# How long a turn may take to put its things away once it is cancelled.
CANCELLATION_SECONDS = 5.0

log = structlog.get_logger()


class TurnFailed(Exception):
    """A turn gave no complete answer. `code` is stable: no_model, turn_failed, turn_timed_out..."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TurnRunner:
    """Starts turns as tasks of their own.

    A visitor who closes the page does not cut a turn in two: what an action did and what the
    conversation remembers stay together. A turn over its time limit is cancelled and waited for,
    so that it gives the lock of its conversation back.
    """

    def __init__(self, on_new_message: OnNewMessage, timeout_seconds: float) -> None:
        self._on_new_message = on_new_message
        self._timeout_seconds = timeout_seconds
        self._running = RunningTasks()

    def start(self, message: UserMessage, request_id: str) -> "asyncio.Task[None]":
        """Start a turn. The task raises nothing but TurnFailed, and its cause is logged already."""
        return self._running.start(self._run(message, request_id))

    async def stop(self) -> None:
        """Cancel what still runs, when the server stops."""
        await self._running.stop(CANCELLATION_SECONDS)

    async def _run(self, message: UserMessage, request_id: str) -> None:
        turn = asyncio.ensure_future(self._on_new_message(message))
        try:
            await asyncio.wait({turn}, timeout=self._timeout_seconds)
        finally:
            is_finished = turn.done()
            if not is_finished:
                turn.cancel()
                await asyncio.wait({turn}, timeout=CANCELLATION_SECONDS)
        if not is_finished:
            log.error("turn.timed_out", request_id=request_id, has_ended=turn.done())
            raise TurnFailed("turn_timed_out")
        if turn.cancelled():
            raise TurnFailed("turn_failed")
        error = turn.exception()
        if error is not None:
            # The error's own words may quote the visitor: its kind and place have to do.
            log.error(
                "turn.failed",
                request_id=request_id,
                error=type(error).__name__,
                cause=_kind(error.__cause__),
                raised_at=_places(error),
            )
            is_unready = isinstance(error, AgentNotReady)
            raise TurnFailed("no_model" if is_unready else "turn_failed") from None


def _kind(error: Optional[BaseException]) -> Optional[str]:
    return None if error is None else type(error).__name__


def _places(error: BaseException) -> List[str]:
    """The innermost places that the error passed, as file:line function."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
