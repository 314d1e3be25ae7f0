"""One-time links: choosing the first password, or a new one."""

from typing import List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.accounts.passwords import LONGEST, SHORTEST
from assistant.console.accounts.records import ImpossibleAccount, UnusablePassword, UsedLink
from assistant.console.web import PageError, call, flash, get_rooms, read_form, redirect, render
from assistant.console.web.visits import get_now, get_visit


async def show_welcome(request: Request) -> Response:
    """The form of an open link. Looking at it does not use it up."""
    return await _show_form(request)


async def choose_password(request: Request) -> Response:
    """Give the account its password and go to sign in with it."""
    form = await read_form(request)
    name = str(form.get("name", ""))
    password, again = str(form.get("password", "")), str(form.get("again", ""))
    if password != again:
        return await _show_form(
            request, name, "The two passwords are not the same. Type both anew."
        )
    accounts = get_rooms(request).accounts.accounts
    token, address = request.path_params["token"], get_visit(request).address
    try:
        account = await call(request, accounts.use_link, token, name, password, get_now(), address)
    except UsedLink as error:
        raise PageError(404, str(error)) from error
    except (ImpossibleAccount, UnusablePassword) as error:
        return await _show_form(request, name, str(error))
    # Whoever was signed in in this browser is not who has chosen the password.
    get_visit(request).new_session_token = ""
    flash(request, f"The password is kept. Sign in now as {account.name}.", "good")
    return redirect(request, "sign-in")


async def _show_form(request: Request, name: str = "", problem: str = "") -> Response:
    accounts = get_rooms(request).accounts.accounts
    try:
        link = await call(request, accounts.read_link, request.path_params["token"], get_now())
    except UsedLink as error:
        raise PageError(404, str(error)) from error
    context = {
        "account": link.account,
        "name": name,
        "problem": problem,
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
    return render(request, "accounts/welcome.html", context, 422 if problem else 200)


routes: List[Route] = [
    Route("/welcome/{token}", show_welcome, name="welcome"),
    Route("/welcome/{token}", choose_password, methods=["POST"]),
]
