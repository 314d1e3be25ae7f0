"""Hands requests to the clinic's own software: a POST signed by the Standard Webhooks scheme."""

import base64
import binascii
from datetime import datetime, timezone
from typing import List

from standardwebhooks import Webhook

from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import (
    Delivery,
    HandOffRejected,
    HandOffUnavailable,
    Receipt,
)
from assistant.booking.systems.timed_post import NoAnswer, post_within
from assistant.booking.systems.webhook_body import build_body
from assistant.settings import InvalidSetting

TIMEOUT_SECONDS = 10.0
USER_AGENT = "clinic-faq-assistant (booking webhook)"
ALREADY_RECEIVED = 409
# Request timeout, too early, too many requests: the same try may succeed later.
PASSING = (408, 425, 429)

PREFIX = "whsec_"
# What the Standard Webhooks scheme asks of a signing secret.
SHORTEST_KEY_BYTES = 24
HOW_TO_MAKE_ONE = (
    'python -c "import secrets,base64;'
    "print('whsec_'+base64.b64encode(secrets.token_bytes(24)).decode())\""
)


class WebhookSystem:
    """Posts each delivery to one address; a status is the whole answer."""

    name = "webhook"
    has_calendar = False

    def __init__(self, url: str, secret: str, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Raises InvalidSetting where the secret cannot be used."""
        check_secret(secret)
        self._url = url
        self._signer = Webhook(secret)
        self._timeout_seconds = timeout_seconds

    def deliver(self, delivery: Delivery) -> Receipt:
        """Post the delivery, signed anew. Raises HandOffUnavailable and HandOffRejected."""
        body = build_body(delivery)
        now = datetime.now(timezone.utc)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "webhook-id": delivery.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(delivery.id, now, body.decode("utf-8")),
        }
        try:
            status = post_within(self._timeout_seconds, self._url, body, headers)
        except NoAnswer as error:
            raise HandOffUnavailable(f"The webhook {error}.") from error
        _judge_status(status)
        return Receipt()

    def free_slots(self, now: datetime) -> List[Slot]:
        """None: a webhook takes requests and offers nothing."""
        return []


def check_secret(secret: str) -> None:
    """Raises InvalidSetting unless it is `whsec_` and base64 of at least 24 bytes."""
    encoded = secret[len(PREFIX) :].rstrip("=")
    try:
        # The library would skip characters that are not base64, and sign with another key.
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or len(key) < SHORTEST_KEY_BYTES:
        raise InvalidSetting(
            f"BOOKING_WEBHOOK_SECRET is not usable. Use '{PREFIX}' and the base64 of at "
            f"least {SHORTEST_KEY_BYTES} bytes; make one by: {HOW_TO_MAKE_ONE}"
        )


def _judge_status(status: int) -> None:
    """Raises unless the status is a receipt. The answer's body could quote personal data."""
    if 200 <= status < 300 or status == ALREADY_RECEIVED:
        return
    if 300 <= status < 400:
        raise HandOffRejected(
            f"The webhook answered {status}, a redirect, which is not followed. "
            "Set BOOKING_WEBHOOK_URL to the final address."
        )
    if 400 <= status < 500 and status not in PASSING:
        raise HandOffRejected(f"The webhook refused the delivery with status {status}.")
    raise HandOffUnavailable(f"The webhook answered {status}.")
