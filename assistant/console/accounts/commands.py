"""The commands for accounts: `python -m assistant.console.accounts.commands`.

For whoever installed the console, when nobody else can help a colleague who is locked out.
"""

import argparse
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Callable, Optional, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console

from assistant.clinic_profile import load_clinic_profile
from assistant.clinic_schedule import InvalidClinicProfile
from assistant.console.accounts.accounts import Accounts
from assistant.console.accounts.opening import open_accounts, welcome_address
from assistant.console.accounts.records import Account, AccountError, UnknownAccount
from assistant.console.accounts.roles import Role, find_role
from assistant.secret_file import UnusableSecretFile
from assistant.settings import InvalidSetting, Settings, load_settings
from assistant.sqlite_database import UnusableDatabase
from assistant.staff_commands import name_user, run_command
from assistant.staff_output import make_console, print_rows

MAKE = 'make accounts DO="{}"'
ERRORS = (
    AccountError,
    InvalidClinicProfile,
    InvalidSetting,
    UnusableDatabase,
    UnusableSecretFile,
)
HEADINGS = ("name", "role", "state", "last signed in")


@dataclass(frozen=True)
class Work:
    """The accounts; `out` shows results and `notes` everything beside them."""

    accounts: Accounts
    settings: Settings
    zone: ZoneInfo
    out: Console
    notes: Console
    now: datetime
    who: str


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit status: 0 done, 1 not done, 2 not understood."""
    options = _make_parser().parse_args(arguments)
    run: Callable[[Work, argparse.Namespace], None] = options.run
    return run_command(lambda: run(_start_work(), options), ERRORS)


def list_accounts(work: Work, options: argparse.Namespace) -> None:
    """Show everybody."""
    accounts = work.accounts.list()
    if accounts:
        print_rows(work.out, HEADINGS, [_list_cells(one, work.zone) for one in accounts])
        return
    work.out.print("No accounts yet.")
    work.notes.print(f"Make a link for the first one: {MAKE.format('link NAME')}")


def link(work: Work, options: argparse.Namespace) -> None:
    """Print a link to choose a password with, for an account that there is or for a new one."""
    name = " ".join(options.name)
    try:
        known: Optional[Account] = work.accounts.find(name)
    except UnknownAccount:
        known = None
    if known is not None:
        token = work.accounts.make_link(known.name, work.who, work.now, options.role)
    else:
        # Whoever may run this command could as well write into the database: it makes admins.
        role = options.role or (Role.ADMIN if work.accounts.is_empty() else Role.EDITOR)
        token = work.accounts.invite(name, role, work.who, work.now)
        known = work.accounts.find(name)
    work.out.print(welcome_address(work.settings, token))
    work.notes.print(
        f"For {known.name}, {(options.role or known.role).title}: works once, for 24 hours. "
        "Any earlier password and link of this account works no more."
    )


def disable(work: Work, options: argparse.Namespace) -> None:
    """Let nobody sign in with an account any more."""
    account = work.accounts.set_disabled(" ".join(options.name), True, work.who, work.now)
    work.out.print(f"{account.name} can no longer sign in.")


def enable(work: Work, options: argparse.Namespace) -> None:
    """Let its colleague sign in with an account again."""
    account = work.accounts.set_disabled(" ".join(options.name), False, work.who, work.now)
    work.out.print(f"{account.name} can sign in again.")


def _start_work() -> Work:
    settings = load_settings()
    return Work(
        accounts=open_accounts(settings).accounts,
        settings=settings,
        zone=load_clinic_profile(settings.clinic_profile).schedule.time_zone,
        out=make_console(),
        notes=make_console(is_for_notes=True),
        now=datetime.now(timezone.utc),
        who=f"{name_user()} (command line)",
    )


def _list_cells(account: Account, zone: ZoneInfo) -> Sequence[str]:
    state = "disabled" if account.is_disabled else "can sign in"
    if account.is_invited and not account.is_disabled:
        state = "no password yet"
    seen = account.signed_in_at
    last = seen.astimezone(zone).strftime("%Y-%m-%d %H:%M") if seen else "never"
    return (account.name, account.role.title, state, last)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="accounts", description="Who may sign in to the console; without a command: list."
    )
    parser.set_defaults(run=list_accounts)
    commands = parser.add_subparsers(metavar="command")

    one = commands.add_parser("list", help="everybody")
    one.set_defaults(run=list_accounts)

    one = commands.add_parser("link", help="a link to choose a password with, once")
    one.add_argument("name", nargs="+", help="of an account, or of a new one")
    one.add_argument(
        "--role",
        type=_read_role,
        metavar="ROLE",
        help=f"{', '.join(role.title for role in Role)} (a new account: editor, the first: admin)",
    )
    one.set_defaults(run=link)

    one = commands.add_parser("disable", help="nobody can sign in with it any more")
    one.add_argument("name", nargs="+")
    one.set_defaults(run=disable)

    one = commands.add_parser("enable", help="it can be signed in with again")
    one.add_argument("name", nargs="+")
    one.set_defaults(run=enable)
    return parser


def _read_role(text: str) -> Role:
    try:
        return find_role(text)
    except KeyError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no role. Use one of: {', '.join(role.title for role in Role)}."
        ) from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
