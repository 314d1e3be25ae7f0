"""Shows what went wrong in staff's words, with a way on; logs causes, never what was sent."""

from typing import Any, Dict, Mapping, Optional

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.console.web.errors import PageError
from assistant.console.web.navigation import list_links
from assistant.console.web.visits import find_visit, is_partial
from assistant.error_places import describe_error
from assistant.sqlite_database import UnusableDatabase

log = structlog.get_logger(__name__)

TITLES: Mapping[int, str] = {
    400: "That could not be understood",
    403: "That is not for you to do here",
    404: "There is no such page",
    405: "That page cannot do this",
    413: "That is too large",
    429: "Please wait a moment",
    500: "Something went wrong here",
    503: "Please try again in a moment",
}
WORDS: Mapping[int, str] = {
    400: "Go back, reload the page, and try again.",
    403: "An admin can change what you may do.",
    404: "It may have been removed, or the address is not complete. Go on from the menu.",
    405: "Go back, reload the page, and use the buttons there.",
    413: "Send 2 MB at most: split the list in two.",
    429: "Try again in a minute.",
    500: (
        "It is not your fault, and what was saved before is safe. Go back and try again. If it "
        "happens again, tell whoever installed the console; its log says where."
    ),
    503: (
        "The console's database is busy or cannot be reached. Nothing was changed. Wait a moment "
        "and try again; if it stays so, tell whoever installed the console."
    ),
}


class ErrorPages:
    """Turns whatever is raised further in into a page. The outermost edge but for headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_started = False

        async def send_watched(message: Message) -> None:
            nonlocal is_started
            is_started = is_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except Exception as error:
            response = show_error(Request(scope), error)
            if is_started:
                # Half a reply was sent, which cannot be taken back: the connection ends.
                raise ConnectionAbortedError("a reply broke off") from None
            await response(scope, receive, send)


def show_error(request: Request, error: Exception) -> Response:
    """The page for an error; an unexpected one is logged without a word of the request."""
    if isinstance(error, PageError):
        return show_refusal(request, error.status, error.words)
    if isinstance(error, HTTPException):
        return show_refusal(request, error.status_code, None, error.headers)
    if isinstance(error, UnusableDatabase):
        log.warning("console.database_unusable", path=_route_of(request), cause=str(error))
        return show_refusal(request, 503, None)
    log.error("console.failed", path=_route_of(request), **describe_error(error))
    return show_refusal(request, 500, None)


def show_refusal(
    request: Request,
    status: int,
    words: Optional[str],
    headers: Optional[Mapping[str, str]] = None,
) -> Response:
    """An error page, or the part of one that htmx puts among the messages."""
    visit = find_visit(request.scope)
    user = visit.user if visit else None
    partial = is_partial(request)
    context: Dict[str, Any] = {
        "request": request,
        "user": user,
        # They wait for a page whose reply can say that they were shown.
        "take_flashes": list,
        "csrf_token": visit.csrf_token if visit else "",
        "navigation": list_links(user, ""),
        "is_partial": partial,
        "status": status,
        "error_title": TITLES.get(status, TITLES[500] if status >= 500 else TITLES[400]),
        "words": words or WORDS.get(status, WORDS[500] if status >= 500 else WORDS[400]),
    }
    template = "errors/part.html" if partial else "errors/page.html"
    text = request.app.state.templates.get_template(template).render(context)
    return HTMLResponse(text, status_code=status, headers=dict(headers or {}))


def _route_of(request: Request) -> Optional[str]:
    """The pattern of the page, "/inbox/{group}", not the address that was typed."""
    path = getattr(request.scope.get("route"), "path", None)
    return path if isinstance(path, str) else None
