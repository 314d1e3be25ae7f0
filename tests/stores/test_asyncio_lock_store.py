"""AsyncioLockStore: who gets the lock of a conversation, when, and who is turned away."""

import asyncio
from contextlib import suppress
from typing import List

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig

from assistant.stores.asyncio_lock_store import AsyncioLockStore

STORE_TYPE = "assistant.stores.asyncio_lock_store.AsyncioLockStore"


def has_leaked(store: AsyncioLockStore) -> bool:
    return bool(store._waiting)


async def let_others_run() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_waiters_are_served_in_the_order_they_came() -> None:
    """One at a time, first come first served, even when a newcomer arrives at a hand-over."""
    store = AsyncioLockStore()
    order: List[int] = []
    inside: List[int] = []

    async def visit(number: int) -> None:
        async with store.lock("v_1"):
            inside.append(number)
            assert inside == [number]
            order.append(number)
            await asyncio.sleep(0.001 if number % 3 else 0)
            inside.remove(number)

    async def scenario() -> None:
        visits = []
        for number in range(40):
            visits.append(asyncio.ensure_future(visit(number)))
            await asyncio.sleep(0.0005 if number % 4 == 0 else 0)
        await asyncio.gather(*visits)

    asyncio.run(scenario())
    assert order == list(range(40))
    assert not has_leaked(store)


def test_a_holder_that_comes_back_queues_behind_those_who_wait() -> None:
    """Releasing and asking again at once does not overtake anybody."""
    store = AsyncioLockStore()
    order: List[str] = []

    async def holder() -> None:
        async with store.lock("v_1"):
            await let_others_run()
            order.append("first")
        async with store.lock("v_1"):
            order.append("first again")

    async def other() -> None:
        async with store.lock("v_1"):
            order.append("second")

    async def scenario() -> None:
        await asyncio.gather(holder(), other())

    asyncio.run(scenario())
    assert order == ["first", "second", "first again"]


def test_conversations_do_not_wait_for_each_other() -> None:
    """A lock belongs to one conversation."""
    store = AsyncioLockStore()

    async def scenario() -> None:
        async with store.lock("v_1"), store.lock("v_2", lock_lifetime=0.01):
            assert not store.is_someone_waiting("v_1")

    asyncio.run(scenario())
    assert not has_leaked(store)


def test_an_error_in_a_turn_gives_the_lock_back() -> None:
    """The next message is handled after a turn that failed."""
    store = AsyncioLockStore()

    async def scenario() -> None:
        with suppress(RuntimeError):
            async with store.lock("v_1"):
                raise RuntimeError("the turn failed")
        async with store.lock("v_1", lock_lifetime=0.01):
            pass

    asyncio.run(scenario())
    assert not has_leaked(store)


def test_a_wait_over_the_lifetime_is_a_lock_error() -> None:
    """Waiting ends after lock_lifetime; the holder is not disturbed and others move up."""
    store = AsyncioLockStore()
    served: List[str] = []

    async def patient() -> None:
        async with store.lock("v_1", lock_lifetime=5):
            served.append("patient")

    async def scenario() -> None:
        async with store.lock("v_1"):
            with pytest.raises(LockError, match=r"longer than 0\.01 s"):
                async with store.lock("v_1", lock_lifetime=0.01):
                    served.append("too late")
            waiting = asyncio.ensure_future(patient())
            await let_others_run()
            served.append("holder")
        await waiting

    asyncio.run(scenario())
    assert served == ["holder", "patient"]
    assert not has_leaked(store)


def test_a_wait_that_ends_as_the_lock_comes_free_leaves_nothing_behind() -> None:
    """Time over and release in the same moment: the lock goes to the one who still waits."""
    store = AsyncioLockStore()
    served: List[str] = []

    async def visit(name: str, lifetime: float) -> None:
        async with store.lock("v_1", lock_lifetime=lifetime):
            served.append(name)

    async def scenario() -> None:
        async with store.lock("v_1"):
            hurried = asyncio.ensure_future(visit("hurried", 0))
            patient = asyncio.ensure_future(visit("patient", 5))
            # One step: the timer has fired, its waiter has not been told yet.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        results = await asyncio.gather(hurried, patient, return_exceptions=True)
        assert isinstance(results[0], LockError) or served[0] == "hurried"

    asyncio.run(scenario())
    assert served[-1] == "patient"
    assert not has_leaked(store)


def test_a_cancelled_waiter_leaves_the_line() -> None:
    """Cancelling one who waits neither blocks those behind nor leaves an entry."""
    store = AsyncioLockStore()
    served: List[str] = []

    async def visit(name: str) -> None:
        async with store.lock("v_1"):
            served.append(name)

    async def scenario() -> None:
        async with store.lock("v_1"):
            given_up = asyncio.ensure_future(visit("given up"))
            patient = asyncio.ensure_future(visit("patient"))
            await let_others_run()
            given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        await patient

    asyncio.run(scenario())
    assert served == ["patient"]
    assert not has_leaked(store)


def test_a_waiter_cancelled_at_the_hand_over_passes_the_lock_on() -> None:
    """Cancelled after the lock was handed to it and before it ran: the next one gets it."""
    store = AsyncioLockStore()
    served: List[str] = []

    async def visit(name: str) -> None:
        async with store.lock("v_1"):
            served.append(name)

    async def scenario() -> None:
        async with store.lock("v_1"):
            unlucky = asyncio.ensure_future(visit("unlucky"))
            patient = asyncio.ensure_future(visit("patient"))
            await let_others_run()
        # The lock is handed over here, and no other task has run since.
        unlucky.cancel()
        with pytest.raises(asyncio.CancelledError):
            await unlucky
        await asyncio.wait_for(patient, 1)

    asyncio.run(scenario())
    assert served == ["patient"]
    assert not has_leaked(store)


def test_a_cancelled_holder_gives_the_lock_back() -> None:
    """A turn that is cancelled in the middle does not block its conversation."""
    store = AsyncioLockStore()

    async def endless() -> None:
        async with store.lock("v_1"):
            await asyncio.sleep(3600)

    async def scenario() -> None:
        holder = asyncio.ensure_future(endless())
        await let_others_run()
        holder.cancel()
        async with store.lock("v_1", lock_lifetime=1):
            pass

    asyncio.run(scenario())
    assert not has_leaked(store)


def test_too_many_waiting_is_a_lock_error_at_once() -> None:
    """With max_waiting in the line, one more is turned away without waiting."""
    store = AsyncioLockStore(max_waiting=3)
    served: List[int] = []

    async def visit(number: int) -> None:
        async with store.lock("v_1"):
            served.append(number)

    async def scenario() -> None:
        async with store.lock("v_1"):
            visits = [asyncio.ensure_future(visit(number)) for number in range(3)]
            await let_others_run()
            with pytest.raises(LockError, match="3 messages"):
                async with store.lock("v_1", lock_lifetime=3600):
                    served.append(99)
        await asyncio.gather(*visits)

    asyncio.run(scenario())
    assert served == [0, 1, 2]
    assert not has_leaked(store)


def test_rasa_makes_it_from_the_endpoints_file() -> None:
    """As `lock_store: {type: ..., max_waiting: 2}` in endpoints.yml."""
    store = LockStore.create(EndpointConfig(type=STORE_TYPE, max_waiting="2"))
    assert isinstance(store, AsyncioLockStore)
    assert store._max_waiting == 2


@pytest.mark.parametrize("value", [0, -1, "many", 2.5, None])
def test_a_useless_limit_is_refused(value: object) -> None:
    """The message names the option and the value."""
    with pytest.raises(InvalidConfigException, match=f"max_waiting .* '{value}'"):
        LockStore.create(EndpointConfig(type=STORE_TYPE, max_waiting=value))


def test_more_than_one_worker_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa would start several workers with it, each with locks of its own."""
    monkeypatch.setenv("SANIC_WORKERS", "2")
    with pytest.raises(InvalidConfigException, match="SANIC_WORKERS is 2"):
        LockStore.create(EndpointConfig(type=STORE_TYPE))
