"""Which passwords are good enough, and how they are kept: argon2id, never themselves."""

import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import FrozenSet, Optional

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.console.accounts.records import UnusablePassword

# NIST SP 800-63B: length counts, what kinds of characters there are does not.
SHORTEST, LONGEST = 12, 128
# What everybody tries first, written as it is compared: small letters and digits only.
COMMON = Path(__file__).resolve().parent / "common_passwords.txt"
# Verified against for names that there are not, so that these take as long. Of a random password.
OF_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$NlvYfq1bzIuT2PMbDuzttQ$"
    "GtVb72225j70ny1XgGNr8RSrgC4nFSjZSn1fQi4OSJs"
)
# Each takes 64 MiB and two processor cores for a moment.
_AT_ONCE = 2


class Passwords:
    """Hashes and verifies; usable from several threads."""

    def __init__(self, hasher: Optional[PasswordHasher] = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.Semaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """A hash to keep."""
        with self._turn:
            return self._hasher.hash(_normalise(password))

    def verify(self, kept: Optional[str], password: str) -> bool:
        """Whether it is the password; for an account without one it takes as long and is not."""
        with self._turn:
            try:
                self._hasher.verify(OF_NOBODY if kept is None else kept, _normalise(password))
            except (VerificationError, InvalidHashError):
                return False
            return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether today's hashes are made in another way."""
        return self._hasher.check_needs_rehash(kept)


def check_password(password: str, name: str) -> None:
    """Raise UnusablePassword if it is too short, too long, or easily guessed."""
    text = _normalise(password)
    if len(text) < SHORTEST:
        raise UnusablePassword(
            f"The password has {len(text)} characters. Use {SHORTEST} or more: four words that do "
            "not belong together are easy to remember and hard to guess."
        )
    if len(text) > LONGEST:
        raise UnusablePassword(f"The password has {len(text)} characters. Use {LONGEST} at most.")
    plain = _simplify(text)
    if len(set(plain)) < 5 or plain in _load_common() or _is_repeated(plain):
        raise UnusablePassword(
            "This password is among the first that somebody would try. Use another one: four words "
            "that do not belong together are easy to remember and hard to guess."
        )
    own = _simplify(name)
    if own and (not plain.replace(own, "").strip("0123456789") or plain == own[::-1]):
        raise UnusablePassword("The password is made of your name. Use another one.")


def _normalise(password: str) -> str:
    # The same letters may be typed in two ways, depending on the keyboard.
    return unicodedata.normalize("NFKC", password)


def _simplify(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _is_repeated(text: str) -> bool:
    """Whether it is a common password, or a short text, written several times."""
    for length in range(1, len(text) // 2 + 1):
        part = text[:length]
        if len(text) % length == 0 and part * (len(text) // length) == text:
            return length < 6 or part in _load_common()
    return False


@lru_cache(maxsize=None)
def _load_common() -> FrozenSet[str]:
    return frozenset(COMMON.read_text(encoding="ascii").split())
