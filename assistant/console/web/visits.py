"""A visit: one request with who is signed in, its CSRF token, and notes for the next page."""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, List, Literal, Optional

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.types import Scope

from assistant.console.accounts.records import User
from assistant.console.rooms import Rooms

Kind = Literal["good", "note", "bad"]
_KEY = "clinic.visit"
# Messages travel in a cookie, which has room for a few such.
_LONGEST_FLASH = 500


@dataclass(frozen=True)
class Flash:
    """A message that is shown once, on the next page that is shown."""

    text: str
    kind: Kind


@dataclass
class Visit:
    """What belongs to one request; the middleware makes it and writes its cookies.

    `session_token` is what the session's cookie holds, also when that session has ended, and
    `new_session_token` what it becomes ("" removes it).
    """

    rooms: Rooms
    address: str
    user: Optional[User] = None
    session_token: Optional[str] = None
    new_session_token: Optional[str] = None
    new_form_token: Optional[str] = None
    csrf_token: str = ""
    flashes: List[Flash] = field(default_factory=list)
    are_flashes_changed: bool = False
    form: Optional[FormData] = None

    def take_flashes(self) -> List[Flash]:
        """The messages to show now; they are not shown again."""
        taken, self.flashes = self.flashes, []
        self.are_flashes_changed = self.are_flashes_changed or bool(taken)
        return taken


def set_visit(scope: Scope, visit: Visit) -> None:
    """Attach the visit to its request."""
    scope[_KEY] = visit


def find_visit(scope: Scope) -> Optional[Visit]:
    """The request's visit; None before the middleware has made it."""
    visit: Optional[Visit] = scope.get(_KEY)
    return visit


def get_visit(request: Request) -> Visit:
    """The request's visit."""
    visit: Visit = request.scope[_KEY]
    return visit


def get_rooms(request: Request) -> Rooms:
    """The console's rooms."""
    return get_visit(request).rooms


def get_user(request: Request) -> User:
    """Who is signed in; only for pages that require a role."""
    user = get_visit(request).user
    if user is None:
        raise LookupError("Nobody is signed in. Put @requires(Role...) above the page.")
    return user


def flash(request: Request, text: str, kind: Kind = "note") -> None:
    """Show a message on the next page, once."""
    visit = get_visit(request)
    visit.flashes.append(Flash(text[:_LONGEST_FLASH], kind))
    visit.are_flashes_changed = True


def is_partial(request: Request) -> bool:
    """Whether htmx asks for a part of a page. Going back in the history asks for all of it."""
    headers: Any = request.headers
    return "hx-request" in headers and "hx-history-restore-request" not in headers


def get_now() -> datetime:
    """The moment, as every room takes it."""
    return datetime.now(timezone.utc)
