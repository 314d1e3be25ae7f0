"""Work that belongs to the server goes on, and ends with it."""

import asyncio
import gc
from typing import Any, Dict, List

from assistant.channels.running_tasks import RunningTasks


def test_work_goes_on_without_anybody_who_waits() -> None:
    """A task that nobody else holds runs to its end, and its failure is no noise."""
    done: List[str] = []
    noise: List[Dict[str, Any]] = []

    async def work(name: str) -> None:
        await asyncio.sleep(0)
        done.append(name)
        if name == "fails":
            raise ValueError(name)

    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: noise.append(context))
        tasks = RunningTasks()
        tasks.start(work("works"))
        tasks.start(work("fails"))
        gc.collect()
        for _ in range(5):
            await asyncio.sleep(0)
        gc.collect()
        await tasks.stop(1)

    asyncio.run(story())
    assert done == ["works", "fails"]
    assert not noise


def test_stop_cancels_and_waits() -> None:
    """What still runs when the server stops is cancelled and may put its things away."""
    ended: List[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            ended.append("put away")

    async def story() -> None:
        tasks = RunningTasks()
        task = tasks.start(work())
        await asyncio.sleep(0)
        await tasks.stop(5)
        assert task.cancelled()
        await tasks.stop(5)

    asyncio.run(story())
    assert ended == ["put away"]
