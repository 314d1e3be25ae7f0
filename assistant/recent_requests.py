"""Keeps the recent requests that rate limits count, in bounded memory."""

import hashlib
import math
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Callable, List, Tuple

from limits.storage.base import MovingWindowSupport, Storage

Clock = Callable[[], float]


@dataclass
class _Window:
    expiry: int
    moments: List[float] = field(default_factory=list)


def make_key(name: str) -> str:
    """A key for a name that takes the same little room for each, and keeps ids out of memory."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class RecentRequests(Storage, MovingWindowSupport):
    """A moving-window storage for `limits` that forgets.

    The library's own memory storage keeps every key for ever, starts a thread for each request to
    look at all of them, and counts the wait from the newest request instead of the oldest.
    """

    def __init__(self, clock: Clock, max_requests: int) -> None:
        super().__init__()
        self._clock = clock
        self._max_requests = max_requests
        self._remembered = 0
        # The least recently used key stands first.
        self._windows: "OrderedDict[str, _Window]" = OrderedDict()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` requests of the key if the limit still has room for them."""
        now = self._clock()
        self._forget_expired(now)
        window = self._windows.setdefault(key, _Window(expiry))
        self._windows.move_to_end(key)
        self._remembered -= _drop_expired(window, now)
        if len(window.moments) + amount > limit:
            return False
        window.moments.extend([now] * amount)
        self._remembered += amount
        while self._remembered > self._max_requests and len(self._windows) > 1:
            _, forgotten = self._windows.popitem(last=False)
            self._remembered -= len(forgotten.moments)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> Tuple[int, int]:
        """Give the moment of the oldest request that still counts, and how many count."""
        now = self._clock()
        window = self._windows.get(key)
        if window is None:
            return math.ceil(now), 0
        self._remembered -= _drop_expired(window, now)
        oldest = window.moments[0] if window.moments else now
        # Rounded up, so that nobody is told to come back too early.
        return math.ceil(oldest), len(window.moments)

    def clear(self, key: str) -> None:
        """Forget one key."""
        window = self._windows.pop(key, _Window(0))
        self._remembered -= len(window.moments)

    def reset(self) -> None:
        """Forget every key."""
        self._windows.clear()
        self._remembered = 0

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Fixed windows are not kept here."""
        raise NotImplementedError("RecentRequests keeps moving windows only.")

    def get(self, key: str) -> int:
        """Fixed windows are not kept here."""
        raise NotImplementedError("RecentRequests keeps moving windows only.")

    def get_expiry(self, key: str) -> int:
        """Fixed windows are not kept here."""
        raise NotImplementedError("RecentRequests keeps moving windows only.")

    def _forget_expired(self, now: float) -> None:
        while self._windows:
            key, window = next(iter(self._windows.items()))
            if window.moments and window.moments[-1] + window.expiry > now:
                return
            self.clear(key)


def _drop_expired(window: _Window, now: float) -> int:
    expired = bisect_right(window.moments, now - window.expiry)
    del window.moments[:expired]
    return expired
