"""What pages raise when something cannot be done."""


class PageError(Exception):
    """Show an error page with this status; the words say what to do."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
