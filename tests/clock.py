"""A clock for the tests of everything that counts in time."""


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.25

    def __call__(self) -> float:
        return self.now
