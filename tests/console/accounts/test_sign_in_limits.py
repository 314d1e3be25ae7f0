"""Limits of signing in: guessing is slow, and a colleague is never kept out for long."""

from typing import Tuple

import pytest

from assistant.console.accounts.sign_in_limits import SignInLimits, TooManyTries
from tests.clock import Clock


def try_until_refused(limits: SignInLimits, name: str, address: str) -> Tuple[int, int]:
    """How many tries there were, and after how many seconds there may be another."""
    for tries in range(1000):
        try:
            limits.count(name, address)
        except TooManyTries as error:
            return tries, error.seconds
    raise AssertionError("never refused")


def test_five_tries_a_minute(clock: Clock) -> None:
    """The wait is true: one second before it is too early."""
    limits = SignInLimits(clock)
    tries, seconds = try_until_refused(limits, "Ann Lee", "10.0.0.7")
    assert tries == 5
    assert 0 < seconds <= 61
    clock.now += seconds - 2
    with pytest.raises(TooManyTries):
        limits.count("ann lee", "10.0.0.7")
    clock.now += 2
    limits.count("Ann  Lee", "10.0.0.7")


def test_other_ways_to_write_a_name_count_together(clock: Clock) -> None:
    """Whatever finds the same account: invisible letters, wide ones, capitals."""
    limits = SignInLimits(clock)
    for name in ("Ann Lee", "Ann\u200b Lee", "ANN LEE", "\uff21nn Lee", "An\u2060n Lee"):
        limits.count(name, "10.0.0.7")
    with pytest.raises(TooManyTries):
        limits.count("A\u200bnn Lee", "10.0.0.7")


def test_others_at_the_address_are_not_held_up(clock: Clock) -> None:
    """Nor the same person at another desk."""
    limits = SignInLimits(clock)
    try_until_refused(limits, "Ann", "10.0.0.7")
    limits.count("Bo", "10.0.0.7")
    limits.count("Ann", "10.0.0.8")


def test_right_password_forgets_the_tries(clock: Clock) -> None:
    """Whoever mistyped and signed in begins anew."""
    limits = SignInLimits(clock)
    try_until_refused(limits, "Ann", "10.0.0.7")
    limits.forgive("ANN", "10.0.0.7")
    assert try_until_refused(limits, "Ann", "10.0.0.7")[0] == 5


def test_guesses_from_everywhere_hold_a_name_up_for_minutes_only(clock: Clock) -> None:
    """Thirty in five minutes, from however many addresses; then its owner may try again."""
    limits = SignInLimits(clock)
    for number in range(30):
        limits.count("Ann", f"10.0.1.{number}")
    with pytest.raises(TooManyTries) as caught:
        limits.count("Ann", "10.0.2.1")
    assert caught.value.seconds <= 301
    clock.now += caught.value.seconds
    limits.count("Ann", "10.0.2.1")


def test_one_address_cannot_try_every_name(clock: Clock) -> None:
    """One password for each of many names is guessing too; longest wait: ten minutes."""
    limits = SignInLimits(clock)
    for number in range(100):
        limits.count(f"name {number}", "10.0.0.7")
    with pytest.raises(TooManyTries) as caught:
        limits.count("another name", "10.0.0.7")
    assert caught.value.seconds <= 301


def test_patience_is_bounded(clock: Clock) -> None:
    """Whoever keeps trying at one desk never waits longer than ten minutes."""
    limits = SignInLimits(clock)
    longest = 0
    for _ in range(30):
        _, seconds = try_until_refused(limits, "Ann", "10.0.0.7")
        longest = max(longest, seconds)
        clock.now += seconds
    assert longest <= 601
