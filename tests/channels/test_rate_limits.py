"""How often one address and one visitor may write."""

import dataclasses
import tracemalloc
from typing import Any

import pytest

from assistant.channels import rate_limits
from assistant.channels.rate_limits import RateLimited, RateLimits
from assistant.settings import load_settings
from tests.clock import Clock


def _limits(clock: Clock, **changes: Any) -> RateLimits:
    return RateLimits(dataclasses.replace(load_settings(), **changes), clock)


def _wait(limits: RateLimits, visitor_id: str) -> int:
    with pytest.raises(RateLimited) as caught:
        limits.count_visitor(visitor_id)
    return caught.value.retry_after_seconds


def test_visitor_is_limited_alone() -> None:
    """One visitor's messages do not use up another's."""
    limits = _limits(Clock(), sender_rate_limit="2/minute")
    limits.count_visitor("a")
    limits.count_visitor("a")
    assert _wait(limits, "a") > 0
    limits.count_visitor("b")


def test_window_moves() -> None:
    """A message is free again when the oldest one is a window old, and not sooner."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="2/minute")
    limits.count_visitor("a")
    clock.now += 40
    limits.count_visitor("a")
    wait = _wait(limits, "a")
    assert 20 <= wait <= 21
    clock.now += 19.9
    assert _wait(limits, "a") == 1
    clock.now += 1
    limits.count_visitor("a")
    assert 39 <= _wait(limits, "a") <= 41


def test_waiting_as_told_is_enough() -> None:
    """Whoever comes back after Retry-After is let in, whatever fractions the clock shows."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="3/10 seconds")
    for step in range(200):
        clock.now += 0.37 * (step % 7)
        try:
            limits.count_visitor("a")
        except RateLimited as limited:
            clock.now += limited.retry_after_seconds
            limits.count_visitor("a")


def test_refused_messages_do_not_count() -> None:
    """Trying again and again does not lengthen the wait."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="1/minute")
    limits.count_visitor("a")
    for _ in range(50):
        _wait(limits, "a")
        clock.now += 1
    clock.now += 11
    limits.count_visitor("a")


def test_several_rates_hold_together() -> None:
    """Of two rates the slower one tells how long to wait, and neither counts a refusal."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="2/second; 3/minute")
    limits.count_visitor("a")
    limits.count_visitor("a")
    assert _wait(limits, "a") <= 2
    clock.now += 2
    limits.count_visitor("a")
    assert _wait(limits, "a") > 50


def test_address_has_a_limit_of_its_own() -> None:
    """The address is limited whatever senders it makes up."""
    limits = _limits(Clock(), address_rate_limit="2/minute", sender_rate_limit="1/minute")
    limits.count_address("10.0.0.1")
    limits.count_address("10.0.0.1")
    with pytest.raises(RateLimited) as caught:
        limits.count_address("10.0.0.1")
    assert caught.value.scope == "address"
    limits.count_address("10.0.0.2")
    limits.count_visitor("10.0.0.1")


def test_made_up_senders_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times as many senders as are remembered, with long names, take no more than one."""
    monkeypatch.setattr(rate_limits, "MAX_REMEMBERED_REQUESTS", 5_000)
    limits = _limits(Clock())
    tracemalloc.start()
    try:
        for number in range(3 * rate_limits.MAX_REMEMBERED_REQUESTS):
            limits.count_visitor(f"{number}-" + "\U0001f600" * 240)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000, f"{peak:,} bytes"


def test_expired_senders_are_forgotten() -> None:
    """When the window is over nothing is kept."""
    clock = Clock()
    limits = _limits(clock, sender_rate_limit="5/minute")
    for number in range(1000):
        limits.count_visitor(str(number))
    clock.now += 61
    limits.count_visitor("new")
    assert len(limits._visitors._storage._windows) == 1


def test_old_visitors_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """When memory is full the visitor who was silent longest starts anew, the others do not."""
    monkeypatch.setattr(rate_limits, "MAX_REMEMBERED_REQUESTS", 4)
    limits = _limits(Clock(), sender_rate_limit="1/minute")
    for visitor_id in "abcde":
        limits.count_visitor(visitor_id)
    assert _wait(limits, "e")
    assert _wait(limits, "b")
    limits.count_visitor("a")
