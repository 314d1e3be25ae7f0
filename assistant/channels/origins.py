"""Decides which sites' pages may talk to the website channel, and tells browsers so."""

import re
from typing import Dict, Optional, Sequence

from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.http_replies import request_id_of, safe_headers
from assistant.channels.incoming_message import RejectedMessage

# How long a browser may remember that it may send: most take at most two hours.
REMEMBERED_SECONDS = 7200
# What every reply to an allowed page says; the page could not read these two otherwise.
EXPOSED_HEADERS = "Retry-After, X-Request-ID"
ALLOWED_METHODS = "GET, POST, PUT, DELETE"
ALLOWED_HEADERS = "Authorization, Content-Type"

_LOOPBACK = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")


class Origins:
    """The allowed origins; none named stands for every page on this machine."""

    def __init__(self, named: Sequence[str]) -> None:
        self._named = frozenset(named)

    def check(self, request: Request) -> None:
        """Refuse a page of another site. Raises RejectedMessage (403).

        What sends no Origin is no page of another site, or no browser at all.
        """
        origin = read_origin(request)
        # Of a page of this server itself, such as the demonstration; no page can forge the header.
        if request.headers.getone("sec-fetch-site", None) == "same-origin":
            return
        if origin is not None and not self.allows(origin):
            raise RejectedMessage(
                403,
                "origin_not_allowed",
                "Origin",
                "This chat is not set up for this website.",
            )

    def allows(self, origin: str) -> bool:
        """Whether a page of this origin may talk to the channel."""
        if self._named:
            return origin.lower() in self._named
        return bool(_LOOPBACK.fullmatch(origin.lower()))

    def headers_for(self, request: Request) -> Dict[str, str]:
        """The headers that open a reply to the page that asked, if its origin is allowed."""
        origin = read_origin(request)
        # Without it a cache could hand one site's reply to another.
        headers = {"Vary": "Origin"}
        if origin is not None and self.allows(origin):
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
        return headers

    def answer_preflight(self, request: Request) -> HTTPResponse:
        """Tell a browser what an allowed page may send. Raises RejectedMessage (403)."""
        self.check(request)
        return HTTPResponse(
            status=204,
            headers={
                **safe_headers(request_id_of(request)),
                **self.headers_for(request),
                "Access-Control-Allow-Methods": ALLOWED_METHODS,
                "Access-Control-Allow-Headers": ALLOWED_HEADERS,
                "Access-Control-Max-Age": str(REMEMBERED_SECONDS),
            },
        )


def read_origin(request: Request) -> Optional[str]:
    """The page's origin, if the request names one. Two in one request are none that is allowed."""
    origins = request.headers.getall("origin", [])
    return ", ".join(origins) if origins else None
