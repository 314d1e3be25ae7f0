"""Limits how often one address and one visitor may write, in bounded memory or in Redis."""

import math
import time
from typing import List, Optional

from limits import RateLimitItem, parse_many
from limits.strategies import MovingWindowRateLimiter

from assistant.channels.shared_requests import SharedRequests
from assistant.recent_requests import Clock, RecentRequests, make_key
from assistant.settings import Settings

# Requests remembered for all addresses, and as many for all visitors. 50,000 are six minutes of one
# busy server, and take about 20 MB if each has a sender of its own.
MAX_REMEMBERED_REQUESTS = 50_000


class RateLimited(Exception):
    """Somebody writes too often. `scope` says by what: "address", "sender" or "session"."""

    def __init__(self, scope: str, retry_after_seconds: int) -> None:
        super().__init__(f"{scope} may write again in {retry_after_seconds} s")
        self.scope = scope
        self.retry_after_seconds = retry_after_seconds


class RateLimits:
    """The limits of a channel. The cheap one, by address, can be asked before any parsing.

    With `rate_limit_storage` all servers that name the same Redis share the counts. While it cannot
    be reached each counts in its own memory, from nothing: nobody is refused for it.
    """

    def __init__(self, settings: Settings, clock: Clock = time.monotonic) -> None:
        """Read the limits. Raises InvalidSetting."""
        url = settings.rate_limit_storage
        shared = SharedRequests(url, clock) if url else None
        self._addresses = _Limit("address", settings.address_rate_limit, clock, shared)
        self._visitors = _Limit("sender", settings.sender_rate_limit, clock, shared)
        self._sessions = _Limit("session", settings.session_rate_limit, clock, shared)

    async def count_address(self, address: str) -> None:
        """Count a request of this address. Raises RateLimited, which counts nothing."""
        await self._addresses.count(address)

    async def count_visitor(self, visitor_id: str) -> None:
        """Count a message of this visitor. Raises RateLimited, which counts nothing."""
        await self._visitors.count(visitor_id)

    async def count_session(self, address: str) -> None:
        """Count a session that this address asks for. Raises RateLimited, which counts nothing."""
        await self._sessions.count(address)


class _Limit:
    def __init__(
        self, scope: str, rates: str, clock: Clock, shared: Optional[SharedRequests]
    ) -> None:
        self._scope = scope
        self._clock = clock
        self._shared = shared
        self._rates: List[RateLimitItem] = parse_many(rates)
        # The limiter holds its storage weakly.
        self._storage = RecentRequests(clock, MAX_REMEMBERED_REQUESTS)
        self._limiter = MovingWindowRateLimiter(self._storage)

    async def count(self, name: str) -> None:
        key = make_key(name)
        wait = await self._shared.count(self._scope, key, self._rates) if self._shared else None
        if wait is None:
            wait = self._count_here(key)
        if wait > 0:
            raise RateLimited(self._scope, math.ceil(wait))

    def _count_here(self, key: str) -> float:
        """Count a request in this server's memory; the seconds to wait if there is no room."""
        waits = [
            self._limiter.get_window_stats(rate, key)[0] - self._clock()
            for rate in self._rates
            if not self._limiter.test(rate, key)
        ]
        if waits:
            # The moment may pass between two looks at the clock; the request was still refused.
            return max(1.0, *waits)
        for rate in self._rates:
            self._limiter.hit(rate, key)
        return 0.0
