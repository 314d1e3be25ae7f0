"""The console: puts its pages, its checks and its rooms together."""

from contextlib import asynccontextmanager
from pathlib import Path
from typing import AsyncIterator, List

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from assistant.console.accounts.sign_in_limits import SignInLimits
from assistant.console.keeping import Keeper
from assistant.console.pages import (
    accounts,
    answers,
    audit,
    booking_files,
    booking_hand_offs,
    bookings,
    dashboard,
    inbox,
    inbox_decisions,
    own_account,
    phrasing_lists,
    phrasings,
    release_comparison,
    release_history,
    release_publishing,
    releases,
    sign_in,
    topics,
    welcome,
)
from assistant.console.rooms import open_rooms
from assistant.console.web.error_pages import ErrorPages
from assistant.console.web.rendering import make_templates
from assistant.console.web.request_checks import HEALTH, BodyLimit, HostCheck
from assistant.console.web.security_headers import SecurityHeaders
from assistant.console.web.visit_middleware import Visits
from assistant.settings import Settings

STATIC = Path(__file__).resolve().parent / "static"
PAGES = (
    sign_in,
    welcome,
    own_account,
    accounts,
    audit,
    inbox,
    inbox_decisions,
    phrasings,
    phrasing_lists,
    topics,
    answers,
    releases,
    release_comparison,
    release_publishing,
    release_history,
    dashboard,
    bookings,
    booking_hand_offs,
    booking_files,
)


def make_app(settings: Settings) -> Starlette:
    """The console; it opens its rooms now and closes them when it stops.

    Raises InvalidClinicProfile, UnusableDatabase and UnusableSecretFile.
    """
    rooms = open_rooms(settings)
    address = settings.console_address

    @asynccontextmanager
    async def keep_rooms(_app: Starlette) -> AsyncIterator[None]:
        keeper = Keeper(rooms.releases, rooms.inbox)
        keeper.start()
        yield
        keeper.stop()
        rooms.close()

    routes: List[BaseRoute] = [
        Route("/", _go_to_inbox, name="start"),
        Route(HEALTH, _tell_health, name="health"),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
        *(route for page in PAGES for route in page.routes),
    ]
    app = Starlette(
        routes=routes,
        lifespan=keep_rooms,
        # From the outside inwards.
        middleware=[
            Middleware(SecurityHeaders, is_secure=address.startswith("https:")),
            Middleware(ErrorPages),
            Middleware(HostCheck, address=address),
            Middleware(BodyLimit),
            Middleware(Visits, rooms=rooms),
        ],
        # Starlette's own pages for them are plain: ours are made further out.
        exception_handlers={HTTPException: _raise_on},
    )
    app.state.rooms = rooms
    app.state.templates = make_templates(rooms.profile)
    app.state.sign_in_limits = SignInLimits()
    return app


async def _go_to_inbox(request: Request) -> Response:
    return RedirectResponse("/inbox", status_code=303)


async def _tell_health(request: Request) -> Response:
    return PlainTextResponse("ok")


async def _raise_on(request: Request, error: Exception) -> Response:
    raise error
