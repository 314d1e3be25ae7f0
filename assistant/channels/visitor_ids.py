"""Gives visitors of the website signed tokens that expire, and reads the visitor's id from one."""

import hashlib
import re
import secrets
import time
from pathlib import Path
from typing import Any, Callable, Dict, Optional

from itsdangerous import BadSignature, SignatureExpired, Signer, TimestampSigner
from rasa.shared.exceptions import RasaException

from assistant.channels.incoming_message import RejectedMessage
from assistant.secret_file import UnusableSecretFile, load_secret_file
from assistant.settings import PROJECT
from assistant.website_visitors import WEBSITE_PREFIX

SECRET_FILE = PROJECT / ".state" / "website_secret"

_TICKET = re.compile(r"[A-Za-z0-9_-]{32}")
_SIGNING: Dict[str, Any] = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


class UnusableSecret(RasaException):
    """The secret that signs tokens cannot be kept; Rasa shows the message and does not start."""


class VisitorIds:
    """Issues and reads tokens. A token is a random ticket, signed with the time of its signing.

    The visitor's id is made from the ticket with the secret: whoever finds an old token, which
    holds the ticket in the clear, does not learn the name of the conversation from it.
    """

    def __init__(
        self, secret: str, session_seconds: int, clock: Callable[[], float] = time.time
    ) -> None:
        self.session_seconds = session_seconds
        self._tokens = _ClockedSigner(secret, clock, salt="website-session", **_SIGNING)
        self._names = Signer(secret, salt="website-visitor", **_SIGNING)

    def issue(self) -> str:
        """A token for a new visitor."""
        return self._tokens.sign(secrets.token_urlsafe(24)).decode("ascii")

    def renew(self, token: str) -> str:
        """A fresh token for the visitor of this one. Raises RejectedMessage (401)."""
        return self._tokens.sign(self._read_ticket(token, self.session_seconds)).decode("ascii")

    def read(self, token: str, *, at_any_age: bool = False) -> str:
        """The visitor's id. Raises RejectedMessage (401)."""
        ticket = self._read_ticket(token, None if at_any_age else self.session_seconds)
        return WEBSITE_PREFIX + self._names.get_signature(ticket).decode("ascii")

    def _read_ticket(self, token: str, max_age: Optional[int]) -> str:
        try:
            ticket = self._tokens.unsign(token.encode("ascii"), max_age=max_age).decode("ascii")
        except SignatureExpired as error:
            raise reject_session("expired", "This chat's session is over.") from error
        except (BadSignature, UnicodeError) as error:
            raise reject_session("invalid", "This session is not one of this server's.") from error
        if not _TICKET.fullmatch(ticket):
            raise reject_session("invalid", "This session is not one of this server's.")
        return ticket


def reject_session(fault: str, words: str) -> RejectedMessage:
    """The refusal of a request for its session, by stable code: missing, invalid, expired..."""
    return RejectedMessage(
        401, f"session_{fault}", "Authorization", f"{words} Please start a new one."
    )


def load_secret(given: Optional[str], file: Path = SECRET_FILE) -> str:
    """The given secret, or the one that is kept in the file and made at first use.

    Raises UnusableSecret. Processes that start together all get the same one.
    """
    if given is not None:
        return given
    try:
        return load_secret_file(file, "WEBSITE_SECRET")
    except UnusableSecretFile as error:
        raise UnusableSecret(str(error)) from error


class _ClockedSigner(TimestampSigner):
    def __init__(self, secret: str, clock: Callable[[], float], **options: Any) -> None:
        super().__init__(secret, **options)
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock())
