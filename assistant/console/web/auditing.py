"""Writes what the person who is signed in has changed into the audit."""

from typing import Optional

from starlette.requests import Request

from assistant.console.web.threads import call
from assistant.console.web.visits import get_now, get_rooms, get_user


async def audit(request: Request, what: str, about: Optional[str] = None) -> None:
    """Write an entry: an event such as "inbox.decided", about such as "group 7".

    Never words of visitors. Awaited after the change, with `await audit(...)`.
    """
    log = get_rooms(request).accounts.audit
    await call(request, log.add, get_now(), get_user(request).name, what, about)
