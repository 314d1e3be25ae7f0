"""Signing in and out."""

from typing import List
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from assistant.console.accounts.sign_in_limits import SignInLimits, TooManyTries
from assistant.console.web import (
    Role,
    call,
    flash,
    get_rooms,
    get_user,
    read_form,
    redirect,
    render,
    requires,
)
from assistant.console.web.visits import get_now, get_visit

WRONG = "The name or the password is not right. Check both; an admin can make a new password."
# argon2 takes as long as its input is; longer ones are nobody's.
_LONGEST = 1000


async def show_sign_in(request: Request) -> Response:
    """The form; whoever is signed in goes on."""
    if get_visit(request).user is not None:
        return RedirectResponse(own_path(request.query_params.get("next", "")), status_code=303)
    return _show_form(request, request.query_params.get("next", ""))


async def sign_in(request: Request) -> Response:
    """Check name and password, begin a session, and go to the page that was asked for."""
    form = await read_form(request)
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    following = str(form.get("next", ""))
    visit, room = get_visit(request), get_rooms(request).accounts
    limits: SignInLimits = request.app.state.sign_in_limits
    try:
        limits.count(name, visit.address)
    except TooManyTries as error:
        return _show_form(request, following, name, _say_when(error.seconds), status=429)
    account = None
    if max(len(name), len(password)) <= _LONGEST:
        account = await call(request, room.accounts.check, name, password)
    if account is None:
        # The name is not written down: people type their password there by mistake.
        await call(request, room.audit.add, get_now(), None, "account.refused", None, visit.address)
        return _show_form(request, following, name, WRONG, status=422)
    limits.forgive(name, visit.address)
    token = await call(request, room.sessions.begin, account, get_now(), visit.address)
    visit.new_session_token = token
    return RedirectResponse(own_path(following), status_code=303)


@requires(Role.VIEWER)
async def sign_out(request: Request) -> Response:
    """End this session."""
    visit, user = get_visit(request), get_user(request)
    sessions = get_rooms(request).accounts.sessions
    await call(request, sessions.end, visit.session_token, user, get_now())
    visit.new_session_token = ""
    flash(request, "You are signed out.", "good")
    return redirect(request, "sign-in")


def own_path(text: str) -> str:
    """A page of the console's own to go on to; anything else becomes the first page."""
    try:
        parts = urlsplit(text if text.isprintable() and "\\" not in text else "")
    except ValueError:
        return "/"
    is_own = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not is_own or text.startswith("//") or parts.path.startswith(("/sign-", "/welcome/")):
        return "/"
    return text


def _show_form(
    request: Request, following: str, name: str = "", problem: str = "", status: int = 200
) -> Response:
    room = get_rooms(request)
    context = {
        "next": own_path(following),
        "name": name,
        "problem": problem,
        "address": room.settings.console_address,
    }
    return render(request, "accounts/sign_in.html", context, status)


def _say_when(seconds: int) -> str:
    minutes = -(-seconds // 60)
    wait = f"{seconds} seconds" if seconds < 100 else f"{minutes} minutes"
    return f"There were too many tries. Try again in {wait}; nothing is locked."


routes: List[Route] = [
    Route("/sign-in", show_sign_in, name="sign-in"),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"], name="sign-out"),
]
