"""Says no on every channel alike: refused, too often, or not able to answer."""

from typing import Any

import structlog
from sanic import Sanic
from sanic.response import HTTPResponse

from assistant.channels.http_replies import error_body, json_reply
from assistant.channels.incoming_message import RejectedMessage
from assistant.channels.rate_limits import RateLimited
from assistant.clinic_profile import ClinicProfile

# All that Sanic routes; whatever is not answered by a channel gets our own 405.
METHODS = ("GET", "POST", "PUT", "HEAD", "OPTIONS", "PATCH", "DELETE")

log = structlog.get_logger()


class Refusals:
    """The refusals of one channel, whose name begins their events in the log."""

    def __init__(self, channel: str, profile: ClinicProfile) -> None:
        self._channel = channel
        self.unavailable_words = (
            "The assistant cannot answer at the moment. Please try again in a minute, or call the "
            f"clinic on {profile.phone}. In an emergency, call {profile.facts['emergency_number']}."
        )

    def refuse(self, request_id: str, refusal: RejectedMessage) -> HTTPResponse:
        """Answer what a client did wrong."""
        log.info(
            f"{self._channel}.refused",
            request_id=request_id,
            status=refusal.status,
            code=refusal.code,
        )
        body = error_body(request_id, refusal.code, refusal.message, refusal.field)
        headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}
        return json_reply(request_id, refusal.status, body, headers)

    def come_back_later(self, request_id: str, limited: RateLimited) -> HTTPResponse:
        """429, with the seconds to wait."""
        seconds = limited.retry_after_seconds
        log.warning(f"{self._channel}.rate_limited", request_id=request_id, scope=limited.scope)
        words = f"Too many messages. Please wait {seconds} seconds and send it again."
        body = error_body(request_id, "rate_limited", words)
        return json_reply(request_id, 429, body, {"Retry-After": str(seconds)})

    def unavailable(self, request_id: str, code: str) -> HTTPResponse:
        """503, with the clinic's phone number."""
        log.error(f"{self._channel}.unavailable", request_id=request_id, code=code)
        return json_reply(request_id, 503, error_body(request_id, code, self.unavailable_words))


def find_agent(app: Sanic) -> Any:
    """Rasa's agent; None while no model is loaded."""
    # Asked each time: Rasa drops a message without a word when there is no model.
    agent = getattr(app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None
