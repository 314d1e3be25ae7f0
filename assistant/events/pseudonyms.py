"""Keyed hashes that stand for conversations and turns, so that staff's database holds no ids."""

import hmac
from pathlib import Path
from typing import Optional

from assistant.secret_file import load_secret_file
from assistant.settings import PROJECT

SECRET_FILE = PROJECT / ".state" / "review_secret"
DIGITS = 32


class Pseudonyms:
    """Names for ids. Without the secret nobody can tell whether an id belongs to a name."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode("utf-8")

    def name_conversation(self, sender_id: str) -> str:
        """The name of a conversation: 32 characters, always the same for the same id."""
        return self._hash("conversation", sender_id)

    def name_turn(self, sender_id: str, message_id: str) -> str:
        """The name of a turn, by the id of the visitor's message."""
        return self._hash("turn", sender_id, message_id)

    def _hash(self, *parts: str) -> str:
        # Each part tells its length, so that no two ids run together to the same bytes.
        plain = "".join(f"{len(part)}:{part}" for part in parts)
        message = plain.encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, message, "sha256").hexdigest()[:DIGITS]


def load_pseudonyms(given: Optional[str], file: Path = SECRET_FILE) -> Pseudonyms:
    """Pseudonyms by the given secret, or the one in the file. Raises UnusableSecretFile."""
    return Pseudonyms(given or load_secret_file(file, "REVIEW_SECRET"))
