"""Colleagues' accounts, for admins: inviting, roles, new links, disabling."""

from typing import List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.accounts.opening import welcome_address
from assistant.console.accounts.records import AccountError
from assistant.console.accounts.roles import Role, find_role
from assistant.console.web import (
    PageError,
    call,
    flash,
    get_rooms,
    get_user,
    read_form,
    redirect,
    render,
    requires,
)
from assistant.console.web.visits import get_now


@requires(Role.ADMIN)
async def list_accounts(request: Request) -> Response:
    """Everybody, and the form to invite somebody."""
    return await _show(request)


@requires(Role.ADMIN)
async def invite(request: Request) -> Response:
    """Make an account and show its link, once."""
    form = await read_form(request)
    name, role = str(form.get("name", "")), _read_role(str(form.get("role", "")))
    accounts = get_rooms(request).accounts.accounts
    try:
        token = await call(request, accounts.invite, name, role, get_user(request).name, get_now())
    except AccountError as error:
        return await _show(request, problem=str(error), name=name, role=role)
    return await _show(request, token=token, linked=name)


@requires(Role.ADMIN)
async def make_link(request: Request) -> Response:
    """Make a link to choose a new password with, and show it, once."""
    name = await _read_name(request)
    if name == get_user(request).name:
        # Whoever loses that link would be locked out, and nobody may be left to make another.
        flash(request, "Change your own password on this page instead.", "note")
        return redirect(request, "own-account")
    accounts = get_rooms(request).accounts.accounts
    try:
        token = await call(request, accounts.make_link, name, get_user(request).name, get_now())
    except AccountError as error:
        return _go_back(request, error)
    return await _show(request, token=token, linked=name)


@requires(Role.ADMIN)
async def change_role(request: Request) -> Response:
    """Give an account another role."""
    name = await _read_name(request)
    role = _read_role(str((await read_form(request)).get("role", "")))
    accounts = get_rooms(request).accounts.accounts
    try:
        account = await call(
            request, accounts.change_role, name, role, get_user(request).name, get_now()
        )
    except AccountError as error:
        return _go_back(request, error)
    flash(request, f"{account.name} is {account.role.title} now, and has to sign in anew.", "good")
    return redirect(request, "accounts")


@requires(Role.ADMIN)
async def disable(request: Request) -> Response:
    """Let nobody sign in with an account any more."""
    return await _set_disabled(request, True)


@requires(Role.ADMIN)
async def enable(request: Request) -> Response:
    """Let its colleague sign in with an account again."""
    return await _set_disabled(request, False)


async def _set_disabled(request: Request, is_disabled: bool) -> Response:
    name = await _read_name(request)
    accounts = get_rooms(request).accounts.accounts
    try:
        account = await call(
            request, accounts.set_disabled, name, is_disabled, get_user(request).name, get_now()
        )
    except AccountError as error:
        return _go_back(request, error)
    said = "can no longer sign in" if is_disabled else "can sign in again"
    flash(request, f"{account.name} {said}.", "good")
    return redirect(request, "accounts")


def _go_back(request: Request, error: AccountError) -> Response:
    flash(request, str(error), "bad")
    return redirect(request, "accounts")


async def _show(
    request: Request,
    problem: str = "",
    name: str = "",
    role: Role = Role.EDITOR,
    token: str = "",
    linked: str = "",
) -> Response:
    rooms = get_rooms(request)
    context = {
        "accounts": await call(request, rooms.accounts.accounts.list),
        "roles": list(Role),
        "problem": problem,
        "name": name,
        "role": role,
        "link": welcome_address(rooms.settings, token) if token else "",
        "linked": " ".join(linked.split()),
    }
    return render(request, "accounts/list.html", context, 422 if problem else 200)


async def _read_name(request: Request) -> str:
    return str((await read_form(request)).get("name", ""))


def _read_role(title: str) -> Role:
    try:
        return find_role(title)
    except KeyError as error:
        raise PageError(400, "There is no such role. Go back and choose one from the list.") from (
            error
        )


routes: List[Route] = [
    Route("/accounts", list_accounts, name="accounts"),
    Route("/accounts", invite, methods=["POST"]),
    Route("/accounts/link", make_link, methods=["POST"], name="account-link"),
    Route("/accounts/role", change_role, methods=["POST"], name="account-role"),
    Route("/accounts/disable", disable, methods=["POST"], name="account-disable"),
    Route("/accounts/enable", enable, methods=["POST"], name="account-enable"),
]
