"""Builds what a channel answers over HTTP: JSON, safe headers, and errors of one shape."""

import json
import uuid
from functools import partial
from typing import Any, Dict, Mapping, Optional

import structlog
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

log = structlog.get_logger()

JSON_TYPE = "application/json"
# Codes of errors that Sanic itself finds, by status.
_CODES = {
    400: "invalid_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timed_out",
    413: "body_too_large",
    417: "invalid_request",
}
_WORDS = {
    400: "The request is not well-formed HTTP.",
    404: "There is nothing at this address.",
    405: "This method is not allowed here.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    417: "This Expect header cannot be met.",
}


def request_id_of(request: Request) -> str:
    """The id of this request in logs and replies. It is ours: a client's own could forge a log."""
    if not hasattr(request.ctx, "request_id"):
        request.ctx.request_id = uuid.uuid4().hex
    request_id: str = request.ctx.request_id
    return request_id


def safe_headers(request_id: str) -> Dict[str, str]:
    """Headers of every reply: not to be guessed at, not to be kept, and found again in the log."""
    return {
        "X-Request-ID": request_id,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def to_json(value: Any) -> str:
    """One line of ASCII, whatever an action put into its reply."""
    return json.dumps(value, default=str)


def error_body(
    request_id: str, code: str, message: str, field: Optional[str] = None
) -> Dict[str, Any]:
    """The one shape of an error."""
    error = {"code": code, "message": message, "request_id": request_id}
    if field is not None:
        error["field"] = field
    return {"error": error}


def json_reply(
    request_id: str, status: int, body: Any, headers: Optional[Mapping[str, str]] = None
) -> HTTPResponse:
    """A JSON reply with the safe headers and some of its own."""
    return HTTPResponse(
        to_json(body),
        status=status,
        headers={**safe_headers(request_id), **(headers or {})},
        content_type=JSON_TYPE,
    )


def method_not_allowed(request_id: str, allowed: str) -> HTTPResponse:
    """405, with the methods that are allowed."""
    return json_reply(
        request_id,
        405,
        error_body(request_id, _CODES[405], _WORDS[405]),
        {"Allow": allowed},
    )


def answer_server_errors(
    app: Sanic,
    methods_by_path: Mapping[str, str],
    unavailable_words: str,
    everything_below: Optional[str] = None,
) -> None:
    """Give Sanic's own errors on these paths the one shape, instead of its pages.

    Errors before a path is known (headers too long, a request line that is none) are ours too, and
    so is what is not found below the folder `everything_below`.
    """
    if not hasattr(app.ctx, "paths_of_one_shape"):
        # Sanic has room for one handler of a kind of error: the channels share it.
        app.ctx.paths_of_one_shape = {}
        app.ctx.folders_of_one_shape = []
        app.error_handler.add(Exception, partial(_answer_server_error, app, unavailable_words))
    app.ctx.paths_of_one_shape.update(
        {path.rstrip("/"): allowed for path, allowed in methods_by_path.items()}
    )
    if everything_below is not None:
        app.ctx.folders_of_one_shape.append(everything_below)


def _answer_server_error(
    app: Sanic, unavailable_words: str, request: Request, error: Exception
) -> Optional[HTTPResponse]:
    methods: Mapping[str, str] = app.ctx.paths_of_one_shape
    path = request.path.rstrip("/")
    is_below = any(request.path.startswith(folder) for folder in app.ctx.folders_of_one_shape)
    if path not in methods and path != "*" and not is_below:
        return None
    request_id = request_id_of(request)
    status = getattr(error, "status_code", 500)
    if not isinstance(error, SanicException) and request.method == "NONE":
        # Sanic could not read the headers, such as a Content-Length of "many".
        status = 400
    log.warning("http.error", request_id=request_id, status=status, error=type(error).__name__)
    if status == 405 and path in methods:
        return method_not_allowed(request_id, methods[path])
    if status in _CODES:
        body = error_body(request_id, _CODES[status], _WORDS[status])
        return json_reply(request_id, status, body)
    return json_reply(request_id, 503, error_body(request_id, "unavailable", unavailable_words))
