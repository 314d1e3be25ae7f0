"""Opens the accounts that the settings name, for the console, its command and `make run`."""

from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Optional

from assistant.console.accounts.accounts import Accounts
from assistant.console.accounts.audit_log import AuditLog
from assistant.console.accounts.database import open_console_database
from assistant.console.accounts.passwords import Passwords
from assistant.console.accounts.sessions import Sessions
from assistant.console.accounts.tokens import TokenKeys
from assistant.database import Database
from assistant.secret_file import load_secret_file
from assistant.settings import PROJECT, Settings

SECRET_FILE = PROJECT / ".state" / "console_secret"


@dataclass(frozen=True)
class AccountsRoom:
    """All that concerns who may do what, over one database."""

    accounts: Accounts
    sessions: Sessions
    audit: AuditLog
    keys: TokenKeys
    database: Database


def open_accounts(settings: Settings, secret_file: Path = SECRET_FILE) -> AccountsRoom:
    """Open the database. Raises UnusableDatabase, UnusableSecretFile."""
    secret = settings.console_secret or load_secret_file(secret_file, "CONSOLE_SECRET")
    keys = TokenKeys(secret)
    database = open_console_database(settings.console_database)
    return AccountsRoom(
        accounts=Accounts(database, keys, Passwords()),
        sessions=Sessions(database, keys, settings.console_session_hours),
        audit=AuditLog(database),
        keys=keys,
        database=database,
    )


def first_link(settings: Settings) -> Optional[str]:
    """The address that makes the first account, good for a day; None once there is an account.

    Earlier ones end. Raises UnusableDatabase, UnusableSecretFile.
    """
    room = open_accounts(settings)
    try:
        token = room.accounts.make_first_link(datetime.now(timezone.utc))
    finally:
        room.database.close()
    return None if token is None else welcome_address(settings, token)


def welcome_address(settings: Settings, token: str) -> str:
    """Where a one-time link leads to."""
    return f"{settings.console_address}/welcome/{token}"
