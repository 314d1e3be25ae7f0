"""Waits between tries: they double, have an upper limit, and differ from one another."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.booking.retry_times import RetryTimes


@given(tries=st.integers(1, 10), first=st.integers(1, 3600))
def test_waits_double_and_at_least_half_is_certain(tries: int, first: int) -> None:
    """The n-th wait lies between a half and the whole of first * 2^(n-1) seconds."""
    planned = first * 2 ** (tries - 1)
    delay = RetryTimes(first, longest=10**9).choose_delay(tries).total_seconds()
    assert planned / 2 <= delay <= planned + 1e-6


@given(tries=st.integers(1, 10_000))
def test_waits_have_an_upper_limit(tries: int) -> None:
    """No number of tries makes a wait longer than the longest, nor overflows."""
    delay = RetryTimes(5, longest=3600).choose_delay(tries)
    assert timedelta(0) < delay <= timedelta(hours=1)


def test_limit_below_the_first_wait_wins() -> None:
    """A longest wait shorter than the first one holds for every try."""
    assert RetryTimes(60, longest=2).choose_delay(1) <= timedelta(seconds=2)


def test_deliveries_that_failed_together_do_not_come_back_together() -> None:
    """Waits after the same try differ, those at the upper limit too."""
    times = RetryTimes(5, longest=3600)
    for tries in (1, 12):
        assert len({times.choose_delay(tries) for _ in range(20)}) > 10
