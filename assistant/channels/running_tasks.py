"""Runs work that must end even if the visitor who asked for it has left."""

import asyncio
from typing import Any, Coroutine, Set, TypeVar

Result = TypeVar("Result")


class RunningTasks:
    """Tasks that belong to the server, not to a request. asyncio alone would not keep them."""

    def __init__(self) -> None:
        self._running: "Set[asyncio.Task[Any]]" = set()

    def start(self, work: Coroutine[Any, Any, Result]) -> "asyncio.Task[Result]":
        """Start work as a task of its own."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._forget)
        return task

    async def stop(self, seconds: float) -> None:
        """Cancel what still runs and wait for it so long, when the server stops."""
        running = list(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=seconds)

    def _forget(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            # Asked for here, or asyncio would complain about work whose visitor has left.
            task.exception()
