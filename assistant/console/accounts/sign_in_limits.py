"""Slows down whoever guesses passwords, without locking a colleague out for long."""

import math
import time
from typing import Sequence, Tuple

from limits import RateLimitItem, parse_many
from limits.strategies import MovingWindowRateLimiter

from assistant.console.accounts.account_rows import make_name_key
from assistant.recent_requests import Clock, RecentRequests, make_key

MAX_REMEMBERED = 20_000
# One person at one desk; everybody who guesses one name; everybody behind one address. The second
# is the only one by which somebody else's guesses hold a colleague up, for five minutes at most.
AT_DESK, OF_NAME, OF_ADDRESS = "5/minute;20/10 minutes", "30/5 minutes", "100/5 minutes"


class TooManyTries(Exception):
    """Somebody tries too often; `seconds` says when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"may try again in {seconds} s")
        self.seconds = seconds


class SignInLimits:
    """Counts tries in this process's memory. For one event loop."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        # The limiter holds its storage weakly.
        self._storage = RecentRequests(clock, MAX_REMEMBERED)
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._at_desk = parse_many(AT_DESK)
        self._of_name = parse_many(OF_NAME)
        self._of_address = parse_many(OF_ADDRESS)

    def count(self, name: str, address: str) -> None:
        """Count a try before its password is looked at. Raises TooManyTries, which counts nothing.

        Tries that come together are each counted before any is decided.
        """
        limits = self._list_limits(name, address)
        waits = [
            self._limiter.get_window_stats(rate, key)[0] - self._clock()
            for rates, key in limits
            for rate in rates
            if not self._limiter.test(rate, key)
        ]
        if waits:
            raise TooManyTries(math.ceil(max(1.0, *waits)))
        for rates, key in limits:
            for rate in rates:
                self._limiter.hit(rate, key)

    def forgive(self, name: str, address: str) -> None:
        """Forget a person's tries at this desk, now that the password was right."""
        rates, key = self._list_limits(name, address)[0]
        for rate in rates:
            self._storage.clear(rate.key_for(key))

    def _list_limits(
        self, name: str, address: str
    ) -> Tuple[Tuple[Sequence[RateLimitItem], str], ...]:
        # As accounts are found: another way to write a name must not be counted apart.
        plain = make_name_key(name)
        return (
            (self._at_desk, make_key(f"desk {len(address)} {address} {plain}")),
            (self._of_name, make_key(f"name {plain}")),
            (self._of_address, make_key(f"address {address}")),
        )
