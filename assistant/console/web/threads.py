"""Runs the rooms' blocking calls beside the event loop, so that no page waits for another."""

from typing import Any, Callable, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

T = TypeVar("T")


async def call(request: Request, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run a call of a room in a thread and give its result; its errors are raised here."""
    return await run_in_threadpool(function, *args, **kwargs)
