"""A colleague's own account: another password, and signing out everywhere."""

from typing import List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.accounts.passwords import LONGEST, SHORTEST
from assistant.console.accounts.records import UnusablePassword
from assistant.console.accounts.sign_in_limits import TooManyTries
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


@requires(Role.VIEWER)
async def show_own_account(request: Request) -> Response:
    """Who is signed in, where, and what can be changed."""
    return await _show(request)


@requires(Role.VIEWER)
async def change_password(request: Request) -> Response:
    """Keep a new password; sign out everywhere else."""
    form = await read_form(request)
    old, new = str(form.get("old", "")), str(form.get("password", ""))
    room, user, visit = get_rooms(request).accounts, get_user(request), get_visit(request)
    if new != str(form.get("again", "")):
        return await _show(request, "The two new passwords are not the same. Type both anew.")
    try:
        request.app.state.sign_in_limits.count(user.name, visit.address)
    except TooManyTries as error:
        return await _show(request, f"Too many tries. Try again in {error.seconds} s.", 429)
    account = await call(request, room.accounts.check, user.name, old)
    if account is None:
        return await _show(request, "The password that you have now is not right. Type it anew.")
    request.app.state.sign_in_limits.forgive(user.name, visit.address)
    try:
        await call(request, room.accounts.change_password, user.id, new, get_now())
    except UnusablePassword as error:
        return await _show(request, str(error))
    # Every session ended, this one too: a stolen one would have gone on otherwise.
    visit.new_session_token = await call(
        request, room.sessions.begin, account, get_now(), visit.address
    )
    flash(request, "The new password is kept. You are signed out everywhere else.", "good")
    return redirect(request, "own-account")


@requires(Role.VIEWER)
async def sign_out_everywhere(request: Request) -> Response:
    """End every session of this person, this one too."""
    sessions = get_rooms(request).accounts.sessions
    await call(request, sessions.end_all, get_user(request), get_now())
    get_visit(request).new_session_token = ""
    flash(request, "You are signed out everywhere.", "good")
    return redirect(request, "sign-in")


async def _show(request: Request, problem: str = "", status: int = 422) -> Response:
    sessions = get_rooms(request).accounts.sessions
    context = {
        "open_sessions": await call(request, sessions.count, get_user(request), get_now()),
        "problem": problem,
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
    return render(request, "accounts/own_account.html", context, status if problem else 200)


routes: List[Route] = [
    Route("/account", show_own_account, name="own-account"),
    Route("/account/password", change_password, methods=["POST"], name="change-password"),
    Route("/account/sign-out", sign_out_everywhere, methods=["POST"], name="sign-out-everywhere"),
]
