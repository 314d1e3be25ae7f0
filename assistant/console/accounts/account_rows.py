"""Reads and writes the rows of accounts, within the transaction of whoever changes them."""

import unicodedata
from datetime import datetime
from typing import Any, Optional

import sqlalchemy as sa

from assistant.console.accounts.records import Account, ImpossibleAccount, UnknownAccount
from assistant.console.accounts.roles import Role, find_role
from assistant.console.accounts.tables import accounts, links, sessions

LONGEST_NAME = 60


def read_account(row: Any) -> Account:
    """The account of a row."""
    return Account(
        id=row.id,
        name=row.name,
        role=find_role(row.role),
        is_invited=row.password_hash is None,
        is_disabled=row.is_disabled,
        made_at=row.made_at,
        signed_in_at=row.signed_in_at,
    )


def check_name(text: str) -> str:
    """The name, tidied. Raises ImpossibleAccount."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not name:
        raise ImpossibleAccount("The name is empty. Write how colleagues call this person.")
    if len(name) > LONGEST_NAME:
        raise ImpossibleAccount(f"The name is too long. Use {LONGEST_NAME} characters at most.")
    if not all(character.isprintable() for character in name):
        raise ImpossibleAccount("The name has a character that cannot be shown. Type it anew.")
    return name


def make_name_key(name: str) -> str:
    """How a name is compared: spaces and capitals make no other name."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(one for one in plain if one.isprintable() and not one.isspace())


def select_named(name: str) -> Any:
    """The query for the account with this name."""
    return sa.select(accounts).where(accounts.c.name_key == make_name_key(name))


def get_row(connection: Any, account_id: int) -> Any:
    """The account's row. Raises UnknownAccount."""
    row = connection.execute(sa.select(accounts).where(accounts.c.id == account_id)).first()
    if row is None:
        raise UnknownAccount("There is no such account any more.")
    return row


def get_named(connection: Any, name: str, *, is_locked: bool = False) -> Any:
    """The row of the account with this name. Raises UnknownAccount.

    When `is_locked` nobody else changes any account until the transaction ends: two admins who
    demote each other at once have to wait for one another.
    """
    if is_locked and connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"LOCK TABLE {accounts.name} IN SHARE ROW EXCLUSIVE MODE"))
    row = connection.execute(select_named(name)).first()
    if row is None:
        raise UnknownAccount(f"There is no account '{name}'. See all of them in the list.")
    return row


def insert_row(connection: Any, name: str, role: Role, hashed: Optional[str], now: datetime) -> int:
    """Add an account; its id."""
    made = connection.execute(
        sa.insert(accounts).values(
            name=name,
            name_key=make_name_key(name),
            role=role.title,
            password_hash=hashed,
            is_disabled=False,
            made_at=now,
        )
    )
    return int(made.inserted_primary_key[0])


def has_anybody(connection: Any) -> bool:
    """Whether there is an account."""
    return connection.execute(sa.select(accounts.c.id).limit(1)).first() is not None


def end_sessions(connection: Any, account_id: int) -> None:
    """Sign the account out everywhere and end its links."""
    connection.execute(sa.delete(sessions).where(sessions.c.account_id == account_id))
    connection.execute(sa.delete(links).where(links.c.account_id == account_id))


def keep_an_admin(connection: Any, row: Any) -> None:
    """Raise ImpossibleAccount if nobody else could manage accounts."""
    others = connection.execute(
        sa.select(accounts.c.id).where(
            accounts.c.role == Role.ADMIN.title,
            accounts.c.password_hash.is_not(None),
            accounts.c.is_disabled.is_(False),
        )
    )
    is_admin = row.role == Role.ADMIN.title and not row.is_disabled
    if is_admin and not {one.id for one in others} - {row.id}:
        raise ImpossibleAccount(
            f"'{row.name}' is the only admin who can sign in. Make somebody else an admin first."
        )
