"""How often one address and one visitor may write."""

import asyncio
import dataclasses
import tracemalloc
from typing import Any, Iterable

import pytest

from assistant.channels import rate_limits
from assistant.channels.rate_limits import RateLimited, RateLimits
from assistant.settings import load_settings
from tests.clock import Clock


def _limits(clock: Clock, **changes: Any) -> RateLimits:
    return RateLimits(dataclasses.replace(load_settings(), **changes), clock)


def _count(limits: RateLimits, visitor_id: str) -> None:
    _count_all(limits, [visitor_id])


def _count_all(limits: RateLimits, visitor_ids: Iterable[str]) -> None:
    async def count_all() -> None:
        for visitor_id in visitor_ids:
            await limits.count_visitor(visitor_id)

    asyncio.run(count_all())


def _wait(limits: RateLimits, visitor_id: str) -> int:
    with pytest.raises(RateLimited) as caught:
        _count(limits, visitor_id)
    return caught.value.retry_after_seconds


def test_visitor_is_limited_alone() -> None:
    """One visitor's messages do not use up another's."""
    limits = _limits(Clock(), sender_rate_limit="2/minute")
    _count(limits, "a")
    _count(limits, "a")
    assert _wait(limits, "a") > 0
    _count(limits, "b")


def test_window_moves() -> None:
    """A message is free again when the oldest one is a window old, and not sooner."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="2/minute")
    _count(limits, "a")
    clock.now += 40
    _count(limits, "a")
    wait = _wait(limits, "a")
    assert 20 <= wait <= 21
    clock.now += 19.9
    assert _wait(limits, "a") == 1
    clock.now += 1
    _count(limits, "a")
    assert 39 <= _wait(limits, "a") <= 41


def test_waiting_as_told_is_enough() -> None:
    """Whoever comes back after Retry-After is let in, whatever fractions the clock shows."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="3/10 seconds")
    for step in range(200):
        clock.now += 0.37 * (step % 7)
        try:
            _count(limits, "a")
        except RateLimited as limited:
            clock.now += limited.retry_after_seconds
            _count(limits, "a")


def test_refused_messages_do_not_count() -> None:
    """Trying again and again does not lengthen the wait."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="1/minute")
    _count(limits, "a")
    for _ in range(50):
        _wait(limits, "a")
        clock.now += 1
    clock.now += 11
    _count(limits, "a")


def test_several_rates_hold_together() -> None:
    """Of two rates the slower one tells how long to wait, and neither counts a refusal."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="2/second; 3/minute")
    _count(limits, "a")
    _count(limits, "a")
    assert _wait(limits, "a") <= 2
    clock.now += 2
    _count(limits, "a")
    assert _wait(limits, "a") > 50


def test_address_has_a_limit_of_its_own() -> None:
    """The address is limited whatever senders it makes up."""
    limits = _limits(Clock(), address_rate_limit="2/minute", sender_rate_limit="1/minute")
    asyncio.run(limits.count_address("10.0.0.1"))
    asyncio.run(limits.count_address("10.0.0.1"))
    with pytest.raises(RateLimited) as caught:
        asyncio.run(limits.count_address("10.0.0.1"))
    assert caught.value.scope == "address"
    asyncio.run(limits.count_address("10.0.0.2"))
    _count(limits, "10.0.0.1")


def test_sessions_have_a_limit_of_their_own() -> None:
    """An address may ask for so many new visitors, however many messages it may send."""
    limits = _limits(Clock(), session_rate_limit="1/minute", address_rate_limit="5/minute")
    asyncio.run(limits.count_session("10.0.0.1"))
    with pytest.raises(RateLimited) as caught:
        asyncio.run(limits.count_session("10.0.0.1"))
    assert caught.value.scope == "session"
    assert 59 <= caught.value.retry_after_seconds <= 61
    asyncio.run(limits.count_session("10.0.0.2"))
    asyncio.run(limits.count_address("10.0.0.1"))


def test_made_up_senders_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times as many senders as are remembered, with long names, take no more than one."""
    monkeypatch.setattr(rate_limits, "MAX_REMEMBERED_REQUESTS", 5_000)
    limits = _limits(Clock())
    tracemalloc.start()
    try:
        many = range(3 * rate_limits.MAX_REMEMBERED_REQUESTS)
        _count_all(limits, (f"{number}-" + "\U0001f600" * 240 for number in many))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000, f"{peak:,} bytes"


def test_expired_senders_are_forgotten() -> None:
    """When the window is over nothing is kept."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="5/minute")
    _count_all(limits, map(str, range(1000)))
    clock.now += 61
    _count(limits, "new")
    assert len(limits._visitors._storage._windows) == 1


def test_old_visitors_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """When memory is full the visitor who was silent longest starts anew, the others do not."""
    monkeypatch.setattr(rate_limits, "MAX_REMEMBERED_REQUESTS", 4)
    limits = _limits(Clock(), sender_rate_limit="1/minute")
    _count_all(limits, "abcde")
    assert _wait(limits, "e")
    assert _wait(limits, "b")
    _count(limits, "a")
