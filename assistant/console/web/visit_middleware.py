"""Finds out who asks, checks that a change comes from our own page, and writes the cookies."""

import hmac
from typing import Optional

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.console.accounts.tokens import TokenKeys, make_token
from assistant.console.rooms import Rooms
from assistant.console.web.client_address import read_client_address
from assistant.console.web.cookies import FlashCookie, name_cookies, set_cookie
from assistant.console.web.errors import PageError
from assistant.console.web.forms import read_form
from assistant.console.web.threads import call
from assistant.console.web.visits import Visit, get_now, is_partial, set_visit

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
CSRF_FIELD, CSRF_HEADER = "csrf_token", "x-csrf-token"
_CSRF = "csrf"
_STATIC = "/static/"
_LONGEST_TOKEN = 100


class Visits:
    """Gives each request its Visit. Static files and health need none and get an empty one."""

    def __init__(self, app: ASGIApp, rooms: Rooms) -> None:
        self._app = app
        self._rooms = rooms
        self._keys: TokenKeys = rooms.accounts.keys
        self._cookies = name_cookies(rooms.settings)
        self._flashes = FlashCookie(self._keys.make_key("flashes", ""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request. Raises PageError."""
        if scope["type"] != "http" or scope["path"].startswith(_STATIC):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        visit = await self._make_visit(request)
        set_visit(scope, visit)
        if scope["method"] not in SAFE_METHODS:
            await self._check_source(request, visit)

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._write_cookies(visit, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_cookies)

    async def _make_visit(self, request: Request) -> Visit:
        settings = self._rooms.settings
        visit = Visit(self._rooms, read_client_address(request, settings.trusted_proxies))
        visit.session_token = _read_token(request, self._cookies.session)
        if visit.session_token is not None:
            # Parts that a page asks for by itself are no sign that somebody sits there.
            is_active = not (is_partial(request) and request.method == "GET")
            find = self._rooms.accounts.sessions.find
            visit.user = await call(
                request, find, visit.session_token, get_now(), is_active=is_active
            )
        # Even the form for signing in is bound to the browser that it was shown in.
        token = visit.session_token if visit.user else _read_token(request, self._cookies.form)
        if token is None:
            token = visit.new_form_token = make_token()
        visit.csrf_token = self._keys.make_key(_CSRF, token)
        visit.flashes = self._flashes.read(request.cookies.get(self._cookies.flashes))
        return visit

    async def _check_source(self, request: Request, visit: Visit) -> None:
        """Raise PageError unless the change was asked for by a page of ours."""
        origin: Optional[str] = request.headers.get("origin")
        if origin is not None and origin.lower() != self._rooms.settings.console_address:
            raise PageError(
                403,
                "This did not come from the console's own pages, and nothing was changed. Open "
                f"the console at {self._rooms.settings.console_address} and try again.",
            )
        given = request.headers.get(CSRF_HEADER)
        if given is None:
            given = str((await read_form(request)).get(CSRF_FIELD, ""))
        if not hmac.compare_digest(given.encode(), visit.csrf_token.encode()):
            raise PageError(403, f"{_say_what_is_missing(visit)} Nothing was changed.")

    def _write_cookies(self, visit: Visit, headers: MutableHeaders) -> None:
        names = self._cookies
        for name, token in (
            (names.session, visit.new_session_token),
            (names.form, visit.new_form_token),
        ):
            if token is not None:
                set_cookie(headers, names, name, token)
        if visit.are_flashes_changed:
            set_cookie(headers, names, names.flashes, self._flashes.write(visit.flashes))


def _read_token(request: Request, name: str) -> Optional[str]:
    token = request.cookies.get(name, "")
    return token if 0 < len(token) <= _LONGEST_TOKEN else None


def _say_what_is_missing(visit: Visit) -> str:
    if visit.session_token is not None and visit.user is None:
        return "You were signed out meanwhile. Sign in again, and then do it once more."
    if visit.new_form_token is not None:
        return (
            "Your browser sent no cookie of the console. Allow cookies for this address, go back, "
            "reload the page, and try again."
        )
    return (
        "This page was open for too long, or somebody signed in in between. Go back, reload the "
        "page, and try again."
    )
