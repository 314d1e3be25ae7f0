"""Limits how often one address and one visitor may write, in bounded memory."""

import math
import time
from typing import List

from limits import RateLimitItem, parse_many
from limits.strategies import MovingWindowRateLimiter

from assistant.recent_requests import Clock, RecentRequests, make_key
from assistant.settings import Settings

# Requests remembered for all addresses, and as many for all visitors. 50,000 are six minutes of one
# busy server, and take about 20 MB if each has a sender of its own.
MAX_REMEMBERED_REQUESTS = 50_000


class RateLimited(Exception):
    """One address or visitor writes too often. `scope` says which of the two."""

    def __init__(self, scope: str, retry_after_seconds: int) -> None:
        super().__init__(f"{scope} may write again in {retry_after_seconds} s")
        self.scope = scope
        self.retry_after_seconds = retry_after_seconds


class RateLimits:
    """The two limits of a channel. The cheap one, by address, can be asked before any parsing."""

    def __init__(self, settings: Settings, clock: Clock = time.monotonic) -> None:
        self._addresses = _Limit("address", settings.address_rate_limit, clock)
        self._visitors = _Limit("sender", settings.sender_rate_limit, clock)

    def count_address(self, address: str) -> None:
        """Count a request of this address. Raises RateLimited, which counts nothing."""
        self._addresses.count(address)

    def count_visitor(self, visitor_id: str) -> None:
        """Count a message of this visitor. Raises RateLimited, which counts nothing."""
        self._visitors.count(visitor_id)


class _Limit:
    def __init__(self, scope: str, rates: str, clock: Clock) -> None:
        self._scope = scope
        self._clock = clock
        self._rates: List[RateLimitItem] = parse_many(rates)
        # The limiter holds its storage weakly.
        self._storage = RecentRequests(clock, MAX_REMEMBERED_REQUESTS)
        self._limiter = MovingWindowRateLimiter(self._storage)

    def count(self, name: str) -> None:
        key = make_key(name)
        waits = [
            self._limiter.get_window_stats(rate, key)[0] - self._clock()
            for rate in self._rates
            if not self._limiter.test(rate, key)
        ]
        if waits:
            raise RateLimited(self._scope, max(1, math.ceil(max(waits))))
        for rate in self._rates:
            self._limiter.hit(rate, key)
