"""Talks to the assistant as people do: what gets no answer is said again after a moment."""

import random
import time
import uuid
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

import requests

REPLY_SECONDS = 90
PAUSE_SECONDS = (0.3, 1.2)


class NoPatience(RuntimeError):
    """A visitor has sent as many messages as people send, and gives up."""


class PatientTalk:
    """One conversation over REST.

    `sent` counts messages, `unanswered` those that came to nothing: 503 or a broken connection.
    """

    def __init__(self, url: str, patience: int) -> None:
        self._url = url
        self._patience = patience
        self._sender = str(uuid.uuid4())
        self._session = requests.Session()
        self.sent = 0
        self.unanswered = 0
        # When the last message was first left without an answer.
        self.unanswered_at: Optional[datetime] = None

    def say(self, message: str) -> List[Dict[str, Any]]:
        """Send a message, again and again until it is answered. Raises NoPatience."""
        self.unanswered_at = None
        while True:
            if self.sent >= self._patience:
                raise NoPatience(f"No result after {self.sent} messages.")
            self.sent += 1
            replies = self._send(message)
            if replies is not None:
                return replies
            self.unanswered += 1
            self.unanswered_at = self.unanswered_at or datetime.now(timezone.utc)
            time.sleep(random.uniform(*PAUSE_SECONDS))

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _send(self, message: str) -> Optional[List[Dict[str, Any]]]:
        body = {"sender": self._sender, "message": message}
        try:
            answer = self._session.post(self._url, json=body, timeout=REPLY_SECONDS)
        except requests.RequestException:
            return None
        if answer.status_code == 503:
            return None
        # Anything else is a fault of this benchmark, which must not pass for impatience.
        answer.raise_for_status()
        replies: List[Dict[str, Any]] = answer.json()
        return replies
