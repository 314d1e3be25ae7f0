"""The website's requests, each from its checks to its reply."""

from typing import Any, Awaitable, Callable, Dict, Mapping

import structlog
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.client_address import read_client_address
from assistant.channels.conversation_store import find_conversation_store
from assistant.channels.http_replies import json_reply, method_not_allowed, request_id_of
from assistant.channels.incoming_message import (
    RejectedMessage,
    check_content_type,
    read_json_object,
)
from assistant.channels.origins import Origins
from assistant.channels.rate_limits import RateLimited, RateLimits
from assistant.channels.refusals import Refusals
from assistant.channels.request_bodies import bound_body, read_body
from assistant.channels.static_files import StaticFile
from assistant.channels.turns import TurnFailed
from assistant.channels.visitor_ids import VisitorIds, reject_session
from assistant.channels.website_conversations import WebsiteConversations
from assistant.channels.website_replies import shape_page
from assistant.channels.website_requests import (
    read_bearer,
    read_message_id,
    read_part_of_conversation,
    read_rating,
    read_website_message,
)
from assistant.settings import Settings

Handler = Callable[[Request], Awaitable[HTTPResponse]]

log = structlog.get_logger()


class WebsiteRoutes:
    """Answers the website's requests. Of each the origin is checked first, then how often its
    address asks, then its session; the body is read last.
    """

    def __init__(
        self,
        settings: Settings,
        clinic: Mapping[str, Any],
        origins: Origins,
        refusals: Refusals,
        visitor_ids: VisitorIds,
        conversations: WebsiteConversations,
    ) -> None:
        self._settings = settings
        self._clinic = clinic
        self._origins = origins
        self._refusals = refusals
        self._visitor_ids = visitor_ids
        self._conversations = conversations
        self._rate_limits = RateLimits(settings)

    def table(self) -> Dict[str, Dict[str, Handler]]:
        """The handlers, by path below the channel's own and by method."""
        return {
            "clinic": {"GET": self._show_clinic, "HEAD": self._show_clinic},
            "session": {"POST": self._open_session},
            "messages": {"POST": self._receive},
            "restart": {"POST": self._restart},
            "conversation": {"GET": self._show_conversation, "DELETE": self._delete},
            "ratings": {"PUT": self._rate},
        }

    def dispatch(self, handlers: Mapping[str, Handler]) -> Handler:
        """One handler for a path: it checks what holds for all, and turns refusals into replies."""

        async def handle(request: Request) -> HTTPResponse:
            request_id = request_id_of(request)
            # First, because it bounds what is read of a body that any other check refuses.
            request.ctx.refused_size = bound_body(request, self._settings.max_body_bytes)
            try:
                self._origins.check(request)
                handler = handlers.get(request.method)
                if handler is None:
                    return method_not_allowed(request_id, ", ".join(handlers))
                await self._rate_limits.count_address(read_client_address(request))
                return await handler(request)
            except RejectedMessage as refusal:
                return self._refusals.refuse(request_id, refusal)
            except RateLimited as limited:
                return self._refusals.come_back_later(request_id, limited)
            except TurnFailed as failure:
                return self._refusals.unavailable(request_id, failure.code)

        return handle

    def serve(self, file: StaticFile, *, is_public: bool) -> Handler:
        """A handler for a file. Pages of every site may load a public one."""

        async def handle(request: Request) -> HTTPResponse:
            bound_body(request, self._settings.max_body_bytes)
            if not is_public:
                try:
                    self._origins.check(request)
                except RejectedMessage as refusal:
                    return self._refusals.refuse(request_id_of(request), refusal)
            if request.method not in ("GET", "HEAD"):
                return method_not_allowed(request_id_of(request), "GET, HEAD")
            return file.answer(request)

        return handle

    async def _show_clinic(self, request: Request) -> HTTPResponse:
        return json_reply(request_id_of(request), 200, self._clinic)

    async def _open_session(self, request: Request) -> HTTPResponse:
        await self._rate_limits.count_session(read_client_address(request))
        offered = read_bearer(request)
        if offered is not None:
            self._check_visitor(request)
        await self._read_fields(request)
        ids = self._visitor_ids
        token = ids.issue() if offered is None else ids.renew(offered)
        body = {"token": token, "expires_in": ids.session_seconds}
        return json_reply(request_id_of(request), 200, body)

    async def _receive(self, request: Request) -> HTTPResponse:
        visitor_id = self._check_visitor(request)
        fields = await self._read_fields(request)
        message = read_website_message(fields, self._settings.max_message_characters)
        await self._rate_limits.count_visitor(visitor_id)
        request_id = request_id_of(request)
        replies = await self._conversations.answer(request.app, visitor_id, message, request_id)
        log.info("website.answered", request_id=request_id, replies=len(replies))
        return json_reply(request_id, 200, {"replies": replies})

    async def _restart(self, request: Request) -> HTTPResponse:
        visitor_id = self._check_visitor(request)
        message_id = read_message_id(await self._read_fields(request))
        await self._rate_limits.count_visitor(visitor_id)
        request_id = request_id_of(request)
        await self._conversations.restart(request.app, visitor_id, message_id, request_id)
        log.info("website.restarted", request_id=request_id)
        return json_reply(request_id, 200, {"restarted": True})

    async def _show_conversation(self, request: Request) -> HTTPResponse:
        visitor_id = self._check_visitor(request)
        part = read_part_of_conversation(request)
        await self._rate_limits.count_visitor(visitor_id)
        store = find_conversation_store(request.app)
        page = store.read_transcript(visitor_id, part.limit, part.before)
        return json_reply(request_id_of(request), 200, shape_page(page))

    async def _rate(self, request: Request) -> HTTPResponse:
        visitor_id = self._check_visitor(request)
        rated = read_rating(await self._read_fields(request))
        await self._rate_limits.count_visitor(visitor_id)
        store = find_conversation_store(request.app)
        if not store.rate_reply(visitor_id, rated.reply_id, rated.rating):
            raise RejectedMessage(
                404, "reply_not_found", "reply", "There is no such reply in this conversation."
            )
        body = {"reply": rated.reply_id, "rating": rated.rating}
        return json_reply(request_id_of(request), 200, body)

    async def _delete(self, request: Request) -> HTTPResponse:
        # Whoever holds a token may delete what it opened, however late and however often.
        visitor_id = self._visitor_ids.read(_read_token(request), at_any_age=True)
        # Some clients send a body of nothing, and Sanic complains of what is not read.
        await read_body(request, self._settings.max_body_bytes)
        await self._conversations.delete(request.app, visitor_id)
        log.info("website.deleted", request_id=request_id_of(request))
        return json_reply(request_id_of(request), 200, {"deleted": True})

    def _check_visitor(self, request: Request) -> str:
        """The visitor who asks. Raises RejectedMessage (401) and TurnFailed."""
        visitor_id = self._visitor_ids.read(_read_token(request))
        if find_conversation_store(request.app).is_ended(visitor_id):
            raise reject_session("ended", "This chat has ended.")
        return visitor_id

    async def _read_fields(self, request: Request) -> Mapping[str, Any]:
        """The body's entries. Raises RejectedMessage."""
        check_content_type(request.headers.getone("content-type", None))
        if request.ctx.refused_size is not None:
            raise request.ctx.refused_size
        limit = self._settings.max_body_bytes
        return read_json_object(await read_body(request, limit), limit)


def _read_token(request: Request) -> str:
    token = read_bearer(request)
    if token is None:
        raise reject_session("missing", "This request comes without a session.")
    return token
