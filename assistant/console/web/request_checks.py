"""Refuses requests for another host's name, and bodies that are too large."""

from typing import Tuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.console.web.error_pages import show_refusal
from assistant.console.web.errors import PageError
from assistant.console.web.forms import MAX_BODY_BYTES
from assistant.settings import LOOPBACK

HEALTH = "/health"


class HostCheck:
    """Serves the address that the settings name only.

    Another name for this machine could be anybody's (DNS rebinding). The loopback's other names
    are sent to the one that forms are accepted from. Health is told to whoever asks.
    """

    def __init__(self, app: ASGIApp, address: str) -> None:
        self._app = app
        self._address = address
        self._host = urlsplit(address).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request."""
        if scope["type"] != "http" or scope["path"] == HEALTH:
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "").lower()
        if host == self._host:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if self._is_other_name(host) and scope["method"] in ("GET", "HEAD"):
            query = f"?{request.url.query}" if request.url.query else ""
            response: Response = RedirectResponse(f"{self._address}{request.url.path}{query}")
        else:
            response = show_refusal(request, 400, f"Open the console at {self._address} instead.")
        await response(scope, receive, send)

    def _is_other_name(self, host: str) -> bool:
        (asked, asked_port), (own, own_port) = _split(host), _split(self._host)
        return asked_port == own_port and asked in LOOPBACK and own in LOOPBACK


class BodyLimit:
    """Refuses a body that is too large, before it is read where its length is told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request. Raises PageError."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdecimal() or int(told) > MAX_BODY_BYTES:
            raise PageError(413, _TOO_LARGE)
        read = 0

        async def receive_bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY_BYTES:
                raise PageError(413, _TOO_LARGE)
            return message

        await self._app(scope, receive_bounded, send)


_TOO_LARGE = f"Send {MAX_BODY_BYTES // 1024 // 1024} MB at most: split the list in two."


def _split(host: str) -> Tuple[str, str]:
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname or "", str(parts.port or "")
    except ValueError:
        return "", ""
