"""Counts requests in a Redis server, so that several servers share the limits."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import List, Optional, Sequence

import structlog
from limits import RateLimitItem
from redis import Redis
from redis.exceptions import RedisError

from assistant.recent_requests import Clock
from assistant.settings import InvalidSetting

# Visitors wait for the answer: one that is slower than this is none.
ANSWER_SECONDS = 0.5
# Finding the server's address has no time limit of its own.
LONGEST_SECONDS = 1.0
# How often is looked whether a server that could not be reached is back; one request waits for it.
OUTAGE_SECONDS = 5.0
THREADS = 8
PREFIX = "clinic-assistant:rate"

# Each key is the list of the moments that still count, newest first; the arguments are limit and
# window in seconds for each. If every rate has room all count the request, if one has none nothing
# does, and the answer is how long to wait. The library's own scripts take one rate at a time, and
# tell the wait from the newest request instead of the oldest. Redis' clock is the servers' clock.
_COUNT = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local wait = 0
for i, key in ipairs(KEYS) do
    local oldest = redis.call('LINDEX', key, tonumber(ARGV[2 * i - 1]) - 1)
    if oldest then
        wait = math.max(wait, tonumber(oldest) + tonumber(ARGV[2 * i]) - now)
    end
end
if wait <= 0 then
    for i, key in ipairs(KEYS) do
        redis.call('LPUSH', key, string.format('%.6f', now))
        redis.call('LTRIM', key, 0, tonumber(ARGV[2 * i - 1]) - 1)
        redis.call('EXPIRE', key, ARGV[2 * i])
    end
end
return string.format('%.6f', wait)
"""

log = structlog.get_logger()


class SharedRequests:
    """Moving windows in Redis, under hashed names; while it cannot be reached, nothing is counted.

    Redis is asked in threads, so that the event loop never waits for it.
    """

    def __init__(self, url: str, clock: Clock = time.monotonic) -> None:
        """Prepare to connect, but do not yet. Raises InvalidSetting."""
        try:
            client = Redis.from_url(
                url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
            )
            # Its options are looked at when a connection is made, long before it opens.
            pool = client.connection_pool
            pool.connection_class(**pool.connection_kwargs)
        except (TypeError, ValueError):
            # The address may hold a password, which the error would repeat.
            raise InvalidSetting(
                "RATE_LIMIT_STORAGE has an option that Redis' client does not know. Use an "
                "address such as redis://127.0.0.1:6379/0."
            ) from None
        self._clock = clock
        self._count = client.register_script(_COUNT)
        self._threads = ThreadPoolExecutor(THREADS, "rate-limits")
        self._is_reachable = True
        self._next_try = 0.0

    async def count(self, scope: str, key: str, rates: Sequence[RateLimitItem]) -> Optional[float]:
        """Count a request if all rates have room, else say how many seconds it is until then.

        None if Redis does not answer: logged once, and tried again OUTAGE_SECONDS later.
        """
        if not self._is_reachable:
            if self._clock() < self._next_try:
                return None
            self._next_try = self._clock() + OUTAGE_SECONDS
        keys = [f"{PREFIX}:{scope}:{key}:{rate.amount}/{rate.get_expiry()}s" for rate in rates]
        arguments = [number for rate in rates for number in (rate.amount, rate.get_expiry())]
        answer = asyncio.get_running_loop().run_in_executor(
            self._threads, self._ask, keys, arguments
        )
        try:
            wait = await asyncio.wait_for(answer, LONGEST_SECONDS)
        except (RedisError, asyncio.TimeoutError, OSError) as error:
            self._note_failure(error)
            return None
        self._note_answer()
        return wait

    def _ask(self, keys: List[str], arguments: List[int]) -> float:
        return float(self._count(keys, arguments))

    def _note_failure(self, error: Exception) -> None:
        self._next_try = self._clock() + OUTAGE_SECONDS
        if self._is_reachable:
            self._is_reachable = False
            log.warning("rate_limits.storage_unreachable", error=type(error).__name__)

    def _note_answer(self) -> None:
        if not self._is_reachable:
            self._is_reachable = True
            log.info("rate_limits.storage_reached_again")
