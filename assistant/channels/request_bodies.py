"""Reads the body of a request within bounds of size and time, without Sanic's own error pages."""

import asyncio
from typing import Any, List, Optional

from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.request import Request

from assistant.channels.incoming_message import RejectedMessage, body_too_large

# How long a body may take to arrive.
ARRIVAL_SECONDS = 10.0
# A client that is still sending a refused body misses the answer if the connection is cut. So much
# of it is read and dropped, after the answer, before that is done.
DROPPED_BYTES = 1024 * 1024


def bound_body(request: Request, max_body_bytes: int) -> Optional[RejectedMessage]:
    """Limit what Sanic reads of this request, and give the refusal that its headers call for.

    Must come first in a handler with `stream=True`, for which Sanic has lifted its own limit.
    """
    stream: Any = request.stream
    stream.request_max_size = max(max_body_bytes, DROPPED_BYTES)
    declared = request.headers.getone("content-length", None)
    if declared is None:
        return None
    if not (declared.isascii() and declared.isdecimal()):
        # int() takes "+5", "-5" and "5_0" as well, and Sanic would wait for that many bytes.
        _hang_up(request)
        return RejectedMessage(
            400, "invalid_request", "Content-Length", "Content-Length is not a whole number."
        )
    is_chunked = stream.request_body == "chunked"
    if not is_chunked and int(declared) > max_body_bytes:
        return body_too_large(max_body_bytes)
    return None


async def read_body(request: Request, max_body_bytes: int) -> bytes:
    """Read the whole body. Raises RejectedMessage, at once when the size is known or passed."""
    try:
        return await asyncio.wait_for(_read(request, max_body_bytes), ARRIVAL_SECONDS)
    except asyncio.TimeoutError as error:
        _hang_up(request)
        raise RejectedMessage(
            408, "body_too_slow", "body", f"The body took over {ARRIVAL_SECONDS:.0f} seconds."
        ) from error
    except PayloadTooLarge as error:
        _hang_up(request)
        raise body_too_large(max_body_bytes) from error
    except InvalidUsage as error:
        _hang_up(request)
        raise RejectedMessage(
            400, "invalid_request", "body", "The chunks of the body are not well formed."
        ) from error


async def _read(request: Request, max_body_bytes: int) -> bytes:
    parts: List[bytes] = []
    size = 0
    stream: Any = request.stream
    async for part in stream:
        size += len(part)
        if size > max_body_bytes:
            raise body_too_large(max_body_bytes)
        parts.append(part)
    return b"".join(parts)


def _hang_up(request: Request) -> None:
    # What follows on this connection cannot be told from the rest of the body.
    stream: Any = request.stream
    stream.request_body = None
    stream.keep_alive = False
