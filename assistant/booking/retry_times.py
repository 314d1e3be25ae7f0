"""When something that failed is tried again."""

from datetime import timedelta

from tenacity import RetryCallState, Retrying, wait_exponential, wait_random_exponential
from tenacity.wait import wait_base


class RetryTimes:
    """Waits that double from `first` up to `longest`, both in seconds.

    Half of each wait is certain and half is left to chance: deliveries that failed together do
    not come back together, and the tries cannot be used up faster than half of the plan.
    """

    def __init__(self, first: float, longest: float) -> None:
        self._wait: wait_base = wait_exponential(
            multiplier=first / 2, max=longest / 2
        ) + wait_random_exponential(multiplier=first / 2, max=longest / 2)

    def choose_delay(self, tries: int) -> timedelta:
        """How long to wait after this many tries, the failed one included (1 or more)."""
        state = RetryCallState(retry_object=Retrying(), fn=None, args=(), kwargs={})
        state.attempt_number = tries
        return timedelta(seconds=self._wait(state))
