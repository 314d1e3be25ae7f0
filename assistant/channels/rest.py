"""The REST channel: Rasa's own `rest` path and contract, in a form that is safe to expose."""

import asyncio
import hashlib
import hmac
from typing import Any, Dict, List, Optional

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.client_address import read_client_address
from assistant.channels.http_replies import (
    answer_server_errors,
    error_body,
    json_reply,
    method_not_allowed,
    request_id_of,
    safe_headers,
    to_json,
)
from assistant.channels.incoming_message import (
    IncomingMessage,
    RejectedMessage,
    check_content_type,
    read_incoming_message,
)
from assistant.channels.rate_limits import RateLimited, RateLimits
from assistant.channels.refusals import METHODS, Refusals, find_agent
from assistant.channels.replies import ReplyCollector, ReplyStream
from assistant.channels.request_bodies import bound_body, read_body
from assistant.channels.turns import OnNewMessage, TurnFailed, TurnRunner
from assistant.clinic_profile import load_clinic_profile
from assistant.settings import InvalidSetting, Settings, load_settings

HEALTH_METHODS = "GET, HEAD"
WEBHOOK_METHODS = "POST"
# Rasa calls its lines of JSON by this name.
STREAM_TYPE = "text/event-stream"

log = structlog.get_logger()


class ClinicRestInput(InputChannel):
    """Answers at /webhooks/rest/webhook: checks first, then one turn, never an empty reply.

    The client chooses the sender and the text, and nothing else: `input_channel` and `metadata`
    in a body are ignored.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rate_limits = RateLimits(settings)
        self._key_digest = _digest(settings.api_key) if settings.api_key else None
        self._refusals = Refusals(self.name(), load_clinic_profile(settings.clinic_profile))

    @classmethod
    def name(cls) -> str:
        """The stock channel's name, which Rasa makes the path of."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Build the channel from the product's settings. Raises InvalidSetting."""
        if credentials:
            raise InvalidSetting(
                f"credentials.yml gives the rest channel {sorted(credentials)}. "
                "It takes no entries: set environment variables such as ASSISTANT_API_KEY."
            )
        return cls(load_settings())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The two routes: health at the root, and the webhook."""
        blueprint = Blueprint("clinic_rest")
        turns = TurnRunner(on_new_message, self._settings.turn_timeout_seconds)

        # stream=True: the handler reads the body itself, after the checks that do not need it.
        @blueprint.route("/", methods=METHODS, stream=True)
        async def health(request: Request) -> HTTPResponse:
            if request.method not in ("GET", "HEAD"):
                return self._refuse_method(request, HEALTH_METHODS)
            return self._health(request)

        @blueprint.route("/webhook", methods=METHODS, stream=True)
        async def receive(request: Request) -> Optional[HTTPResponse]:
            if request.method != "POST":
                return self._refuse_method(request, WEBHOOK_METHODS)
            return await self._receive(request, turns)

        @blueprint.listener("before_server_start")
        async def give_errors_one_shape(app: Sanic, _: Any) -> None:
            # The full paths, with the prefix that Rasa has put before them.
            methods = {
                f"/{route.path}": WEBHOOK_METHODS
                if route.name.endswith("receive")
                else HEALTH_METHODS
                for route in blueprint.routes
            }
            answer_server_errors(app, methods, self._refusals.unavailable_words)

        @blueprint.listener("after_server_stop")
        async def stop_turns(app: Sanic, _: Any) -> None:
            await turns.stop()

        return blueprint

    def _health(self, request: Request) -> HTTPResponse:
        request_id = request_id_of(request)
        bound_body(request, self._settings.max_body_bytes)
        if find_agent(request.app) is None:
            return self._refusals.unavailable(request_id, "no_model")
        return json_reply(request_id, 200, {"status": "ok"})

    async def _receive(self, request: Request, turns: TurnRunner) -> Optional[HTTPResponse]:
        request_id = request_id_of(request)
        # First, because it bounds what is read of a body that any other check refuses.
        refused_size = bound_body(request, self._settings.max_body_bytes)
        try:
            is_streamed = _wants_stream(request)
            message = await self._read(request, refused_size)
            if find_agent(request.app) is None:
                raise TurnFailed("no_model")
            if is_streamed and request.version != "1.0":
                return await self._stream(request, message, turns)
            replies = await self._answer(request_id, message, turns)
        except RejectedMessage as refusal:
            return self._refusals.refuse(request_id, refusal)
        except RateLimited as limited:
            return self._refusals.come_back_later(request_id, limited)
        except TurnFailed as failure:
            return self._refusals.unavailable(request_id, failure.code)
        log.info("rest.answered", request_id=request_id, replies=len(replies))
        if is_streamed:
            # HTTP/1.0 knows no chunks, so the lines come all at once.
            lines = "".join(f"{to_json(reply)}\n" for reply in replies)
            headers = safe_headers(request_id)
            return HTTPResponse(lines, headers=headers, content_type=STREAM_TYPE)
        return json_reply(request_id, 200, replies)

    async def _read(
        self, request: Request, refused_size: Optional[RejectedMessage]
    ) -> IncomingMessage:
        """Do every check, the cheap ones before the body is read."""
        settings = self._settings
        await self._rate_limits.count_address(read_client_address(request))
        self._check_key(request)
        content_type = request.headers.getone("content-type", None)
        check_content_type(content_type)
        if refused_size is not None:
            raise refused_size
        body = await read_body(request, settings.max_body_bytes)
        message = read_incoming_message(content_type, body, settings)
        await self._rate_limits.count_visitor(message.visitor_id)
        return message

    def _check_key(self, request: Request) -> None:
        if self._key_digest is None:
            return
        scheme, _, token = request.headers.getone("authorization", "").partition(" ")
        offered = [request.headers.getone("x-api-key", "")]
        if scheme.lower() == "bearer":
            offered.append(token.strip())
        # Every offer is compared, and in constant time, so that time tells nothing about the key.
        matches = [hmac.compare_digest(_digest(key), self._key_digest) for key in offered]
        if not any(matches):
            raise RejectedMessage(
                401,
                "invalid_api_key",
                "Authorization",
                "Send the API key as 'Authorization: Bearer KEY' or as 'X-API-Key: KEY'.",
            )

    async def _answer(
        self, request_id: str, message: IncomingMessage, turns: TurnRunner
    ) -> List[Dict[str, Any]]:
        collector = ReplyCollector()
        # Shielded: a client that goes away ends its request, not the turn.
        await asyncio.shield(turns.start(self._user_message(message, collector), request_id))
        if not collector.messages:
            raise TurnFailed("no_reply")
        return list(collector.messages)

    async def _stream(
        self, request: Request, message: IncomingMessage, turns: TurnRunner
    ) -> Optional[HTTPResponse]:
        """Send each reply as a line when it comes. Raises TurnFailed only before the first line."""
        request_id = request_id_of(request)
        queue: "asyncio.Queue[Optional[Dict[str, Any]]]" = asyncio.Queue()
        turn = turns.start(self._user_message(message, ReplyStream(queue)), request_id)
        turn.add_done_callback(lambda _: queue.put_nowait(None))
        reply = await queue.get()
        if reply is None:
            raise _failure(turn) or TurnFailed("no_reply")
        response = await request.respond(headers=safe_headers(request_id), content_type=STREAM_TYPE)
        count = 0
        while reply is not None:
            await response.send(f"{to_json(reply)}\n")
            count += 1
            reply = await queue.get()
        failure = _failure(turn)
        if failure is not None:
            # The status line is gone, so the last line has to say it.
            body = error_body(request_id, failure.code, self._refusals.unavailable_words)
            await response.send(f"{to_json(body)}\n")
        else:
            log.info("rest.answered", request_id=request_id, replies=count)
        return None

    def _user_message(self, message: IncomingMessage, collector: ReplyCollector) -> UserMessage:
        return UserMessage(
            message.text, collector, message.visitor_id, input_channel=self.name(), metadata=None
        )

    def _refuse_method(self, request: Request, allowed: str) -> HTTPResponse:
        bound_body(request, self._settings.max_body_bytes)
        return method_not_allowed(request_id_of(request), allowed)


def _wants_stream(request: Request) -> bool:
    given = request.get_args(keep_blank_values=True).getlist("stream") or ["false"]
    values = [value.lower() for value in given]
    if values not in (["true"], ["false"]):
        raise RejectedMessage(400, "invalid_stream", "stream", "'stream' is true or false.")
    return values == ["true"]


def _failure(turn: "asyncio.Task[None]") -> Optional[TurnFailed]:
    if turn.cancelled():
        return TurnFailed("turn_failed")
    error = turn.exception()
    return error if error is None or isinstance(error, TurnFailed) else TurnFailed("turn_failed")


def _digest(key: str) -> bytes:
    # Digests are of one length, so that comparing them does not tell the key's.
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
