"""Limits how often somebody may guess which requests exist."""

import time
from typing import Tuple

from limits import parse
from limits.strategies import MovingWindowRateLimiter

from assistant.recent_requests import Clock, RecentRequests, make_key

# Wrong pairs that are allowed, by what they have in common. A visitor with the right papers needs
# one try, with a typing error two.
LIMITS = {
    "conversation": parse("5 per 15 minute"),
    "reference": parse("10 per hour"),
    "contact": parse("10 per hour"),
}
MAX_REMEMBERED = 50_000


class LookUpLimits:
    """Counts wrong pairs of reference and contact, in the memory of one process.

    Only digests are kept. Several action servers count apart, so that the limits are per server.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._storage = RecentRequests(clock, MAX_REMEMBERED)
        self._limiter = MovingWindowRateLimiter(self._storage)

    def allows(self, conversation: str, reference: str, contact: str) -> bool:
        """Whether another look-up may be made."""
        keys = _keys(conversation, reference, contact)
        return all(self._limiter.test(LIMITS[kind], kind, key) for kind, key in keys)

    def count_failure(self, conversation: str, reference: str, contact: str) -> None:
        """Count a wrong pair."""
        for kind, key in _keys(conversation, reference, contact):
            self._limiter.hit(LIMITS[kind], kind, key)


def _keys(conversation: str, reference: str, contact: str) -> Tuple[Tuple[str, str], ...]:
    parts = {"conversation": conversation, "reference": reference, "contact": contact}
    return tuple((kind, make_key(value)) for kind, value in parts.items())
