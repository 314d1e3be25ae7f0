"""Says which role a page needs."""

from functools import wraps
from typing import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.console.accounts.roles import Role
from assistant.console.web.errors import PageError
from assistant.console.web.rendering import render
from assistant.console.web.visits import get_visit, is_partial

Page = Callable[[Request], Awaitable[Response]]


def requires(role: Role) -> Callable[[Page], Page]:
    """Let in who has this role or a higher one; others sign in first or learn what it needs."""

    def guard(page: Page) -> Page:
        @wraps(page)
        async def guarded(request: Request) -> Response:
            user = get_visit(request).user
            if user is None:
                return _send_to_sign_in(request)
            if user.role < role:
                raise PageError(
                    403,
                    f"This is for the role '{role.title}' and above; you are signed in as "
                    f"{user.name}, {user.role.title}. An admin can change that.",
                )
            return await page(request)

        return guarded

    return guard


def _send_to_sign_in(request: Request) -> Response:
    path = request.url.path
    if request.url.query:
        path = f"{path}?{request.url.query}"
    sign_in = str(request.app.url_path_for("sign-in"))
    if is_partial(request):
        # The part would be put into the page: the whole page has to go instead.
        return Response(status_code=401, headers={"HX-Redirect": sign_in})
    if request.headers.get("sec-fetch-site") == "cross-site" and request.method == "GET":
        # A link on another site brings no cookies along; the page's own request does.
        return render(request, "accounts/arriving.html", {"address": path})
    # What a form had sent is gone by then, and its address may not be one to look at.
    address = f"{sign_in}?{urlencode({'next': path})}" if request.method == "GET" else sign_in
    return RedirectResponse(address, status_code=303)
