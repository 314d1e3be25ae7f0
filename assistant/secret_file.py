"""Keeps a secret of the product's own in a file: made at first use, for this user only."""

import os
import secrets
from pathlib import Path

from assistant.settings import SHORTEST_SECRET


class UnusableSecretFile(RuntimeError):
    """A secret cannot be kept; the message says where and what to do."""


def load_secret_file(file: Path, setting: str) -> str:
    """The secret in the file, which is made if it is not there. Raises UnusableSecretFile.

    Processes that start together all get the same one. `setting` is named as the way around.
    """
    try:
        if not file.exists():
            _make(file)
        secret = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not plain text"
        raise UnusableSecretFile(
            f"A secret cannot be kept in '{file}': {reason}. Make that folder writable, or set "
            f"{setting} to {SHORTEST_SECRET} random characters or more."
        ) from error
    if len(secret) < SHORTEST_SECRET:
        raise UnusableSecretFile(
            f"The secret in '{file}' is too short. Remove the file, and a new one is made, or set "
            f"{setting}."
        )
    return secret


def _make(file: Path) -> None:
    """Write a secret. Whoever comes second leaves the first one's in place."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with open(os.open(draft, flags, 0o600), "w", encoding="ascii") as written:
        written.write(secrets.token_urlsafe(48))
        written.flush()
        os.fsync(written.fileno())
    try:
        # A link, unlike a rename, fails where the name is taken, and the file is complete.
        os.link(draft, file)
    except FileExistsError:
        return
    finally:
        draft.unlink()
