"""What the console sees to by itself, from time to time, in a thread of its own."""

import threading
from typing import Callable, Dict

import structlog

from assistant.releases.errors import ReleaseError
from assistant.releases.releases import Releases
from assistant.review.inbox import Inbox
from assistant.sqlite_database import UnusableDatabase

PAUSE_SECONDS = 60.0

log = structlog.get_logger()


class Keeper:
    """Tells servers that are behind which release is live, and forgets visitors' words in time."""

    def __init__(self, releases: Releases, inbox: Inbox) -> None:
        self._releases = releases
        self._inbox = inbox
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="console keeper", daemon=True)

    def start(self) -> None:
        """Begin at once, then every PAUSE_SECONDS."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is under way."""
        self._stopped.set()
        self._thread.join()

    def forget_words(self) -> None:
        """Remove from the releases what the inbox holds no longer.

        Raises UnusableDatabase and UnusableFolder.
        """
        self._releases.forget_recent_words({one.text for one in self._inbox.list_recent()})

    def _run(self) -> None:
        tasks: Dict[str, Callable[[], object]] = {
            "console.publication_not_completed": self._releases.complete,
            "console.words_not_forgotten": self.forget_words,
        }
        while True:
            for failure, task in tasks.items():
                try:
                    task()
                except (ReleaseError, UnusableDatabase) as error:
                    # The next time it may go well again; whoever opens the page sees the reason.
                    log.warning(failure, error=str(error))
            if self._stopped.wait(PAUSE_SECONDS):
                return
