"""Random tokens, which only their holder knows: the database keeps a keyed hash of each."""

import hashlib
import hmac
import secrets

_BYTES = 32


def make_token() -> str:
    """A token that nobody can guess, usable in an address and in a cookie."""
    return secrets.token_urlsafe(_BYTES)


class TokenKeys:
    """Hashes tokens under the console's secret; each purpose has hashes of its own."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode("utf-8")

    def make_key(self, purpose: str, token: str) -> str:
        """The hash of a token, 64 hexadecimal digits."""
        text = f"{purpose}:{token}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()
