"""The requests that rate limits count, in bounded memory."""

import pytest
from limits import parse
from limits.strategies import MovingWindowRateLimiter

from assistant.recent_requests import RecentRequests
from tests.clock import Clock


@pytest.fixture
def requests(clock: Clock) -> RecentRequests:
    return RecentRequests(clock, 4)


def test_key_has_room_up_to_its_limit(requests: RecentRequests, clock: Clock) -> None:
    """What is beyond the limit is not counted; after the window there is room again."""
    assert [requests.acquire_entry("a", 2, 60) for _ in range(3)] == [True, True, False]
    clock.now += 59.9
    assert not requests.acquire_entry("a", 2, 60)
    clock.now += 0.1
    assert requests.acquire_entry("a", 2, 60)


def test_several_at_once_fit_or_do_not(requests: RecentRequests) -> None:
    """Half of an amount is not taken."""
    assert requests.acquire_entry("a", 3, 60, amount=2)
    assert not requests.acquire_entry("a", 3, 60, amount=2)
    assert requests.get_moving_window("a", 3, 60) == (1001, 2)


def test_oldest_moment_is_rounded_up(requests: RecentRequests, clock: Clock) -> None:
    """Nobody is told to come back too early; an unknown key has nothing that counts."""
    assert requests.get_moving_window("a", 2, 60) == (1001, 0)
    requests.acquire_entry("a", 2, 60)
    clock.now += 30
    requests.acquire_entry("a", 2, 60)
    assert requests.get_moving_window("a", 2, 60) == (1001, 2)
    clock.now += 31
    assert requests.get_moving_window("a", 2, 60) == (1031, 1)


def test_key_that_was_silent_longest_is_forgotten_first(requests: RecentRequests) -> None:
    """When memory is full, the others keep their count."""
    for key in "abcd":
        assert requests.acquire_entry(key, 1, 60)
    assert not requests.acquire_entry("a", 1, 60), "a refused request is a use as well"
    assert requests.acquire_entry("e", 1, 60)
    assert not requests.acquire_entry("a", 1, 60)
    assert requests.acquire_entry("b", 1, 60)


def test_one_key_alone_is_never_forgotten(requests: RecentRequests) -> None:
    """A limit that is larger than the memory still holds."""
    assert requests.acquire_entry("a", 10, 60, amount=10)
    assert not requests.acquire_entry("a", 10, 60)


def test_expired_keys_leave_nothing_behind(requests: RecentRequests, clock: Clock) -> None:
    """They are dropped when anything is counted, and make room."""
    for key in "abcd":
        requests.acquire_entry(key, 1, 60)
    clock.now += 61
    for key in "efgh":
        assert requests.acquire_entry(key, 1, 60)
    assert set(requests._windows) == set("efgh")
    assert requests._remembered == 4


def test_keys_can_be_forgotten(requests: RecentRequests) -> None:
    """One, one that is not there, and all."""
    requests.acquire_entry("a", 1, 60)
    requests.acquire_entry("b", 1, 60)
    requests.clear("a")
    requests.clear("unheard of")
    assert requests.acquire_entry("a", 1, 60)
    assert not requests.acquire_entry("b", 1, 60)
    requests.reset()
    assert requests.acquire_entry("b", 1, 60)
    assert requests._remembered == 1


def test_limiter_of_the_library_works_with_it(clock: Clock) -> None:
    """Test, hit and test again, as the two users of this storage do."""
    storage = RecentRequests(clock, 100)
    limiter, rate = MovingWindowRateLimiter(storage), parse("2/minute")
    assert [limiter.hit(rate, "a") for _ in range(3)] == [True, True, False]
    assert not limiter.test(rate, "a")
    assert limiter.test(rate, "b")
    clock.now += 61
    assert limiter.test(rate, "a")


def test_fixed_windows_are_refused(requests: RecentRequests) -> None:
    """A strategy that this storage cannot keep fails at once and not silently."""
    assert requests.check()
    for call in (lambda: requests.incr("a", 60), lambda: requests.get("a")):
        with pytest.raises(NotImplementedError):
            call()
    with pytest.raises(NotImplementedError):
        requests.get_expiry("a")
