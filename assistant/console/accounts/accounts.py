"""Colleagues' accounts: who there is, with which role, and who may sign in."""

from datetime import datetime, timedelta
from typing import Any, Optional, Tuple

import sqlalchemy as sa

from assistant.console.accounts.account_rows import (
    check_name,
    end_sessions,
    get_named,
    get_row,
    has_anybody,
    insert_row,
    keep_an_admin,
    read_account,
    select_named,
)
from assistant.console.accounts.audit_log import add_entry
from assistant.console.accounts.passwords import Passwords, check_password
from assistant.console.accounts.records import (
    Account,
    ImpossibleAccount,
    Link,
    UsedLink,
)
from assistant.console.accounts.roles import Role
from assistant.console.accounts.tables import accounts, links, sessions
from assistant.console.accounts.tokens import TokenKeys, make_token
from assistant.database import Database

LINK_LIFE = timedelta(hours=24)
_LINK = "link"


class Accounts:
    """Makes, changes and checks accounts; usable from several threads. Raises UnusableDatabase.

    Every change is written with its entry in the audit, in one transaction. `by` is who does it.
    """

    def __init__(self, database: Database, keys: TokenKeys, passwords: Passwords) -> None:
        self._database = database
        self._keys = keys
        self._passwords = passwords

    def list(self) -> Tuple[Account, ...]:
        """Every account, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(accounts).order_by(accounts.c.name_key))
            return tuple(read_account(row) for row in rows)

    def find(self, name: str) -> Account:
        """The account with this name, however it was typed. Raises UnknownAccount."""
        with self._database.reading() as connection:
            return read_account(get_named(connection, name))

    def is_empty(self) -> bool:
        """Whether nobody can sign in yet."""
        with self._database.reading() as connection:
            return not has_anybody(connection)

    def make_first_link(self, now: datetime) -> Optional[str]:
        """A token that makes the first admin; earlier ones end. None once there is an account."""
        with self._database.writing() as connection:
            if has_anybody(connection):
                return None
            connection.execute(sa.delete(links).where(links.c.account_id.is_(None)))
            return self._make_link(connection, None, now)

    def invite(self, name: str, role: Role, by: str, now: datetime) -> str:
        """Make an account and a token for its colleague. Raises ImpossibleAccount."""
        tidy = check_name(name)
        with self._database.writing() as connection:
            if connection.execute(select_named(tidy)).first() is not None:
                raise ImpossibleAccount(
                    f"There is an account '{tidy}' already. Choose another name, or make a new "
                    "link for that account."
                )
            account_id = insert_row(connection, tidy, role, None, now)
            add_entry(connection, now, by, "account.invited", f"{tidy}, {role.title}")
            return self._make_link(connection, account_id, now)

    def make_link(self, name: str, by: str, now: datetime, role: Optional[Role] = None) -> str:
        """A token to choose a (new) password with; sessions and earlier links of the account end.

        The old password works no more. With `role` the account gets that role. Raises
        UnknownAccount, ImpossibleAccount.
        """
        with self._database.writing() as connection:
            row = get_named(connection, name, is_locked=True)
            if row.is_disabled:
                raise ImpossibleAccount(f"The account '{row.name}' is disabled. Enable it first.")
            if role is not None and role.title != row.role:
                self._set_role(connection, row, role, by, now)
            is_mine = accounts.c.id == row.id
            connection.execute(sa.update(accounts).where(is_mine).values(password_hash=None))
            end_sessions(connection, row.id)
            add_entry(connection, now, by, "account.link_made", row.name)
            return self._make_link(connection, row.id, now)

    def read_link(self, token: str, now: datetime) -> Link:
        """What an open link is for. Raises UsedLink."""
        with self._database.reading() as connection:
            return self._read_link(connection, token, now)

    def use_link(
        self, token: str, name: str, password: str, now: datetime, address: Optional[str] = None
    ) -> Account:
        """Give the account of the link its password, once. `name` is for the first account only.

        Raises UsedLink, ImpossibleAccount, UnusablePassword; the link can be used again then.
        """
        link = self.read_link(token, now)
        tidy = link.account.name if link.account else check_name(name)
        check_password(password, tidy)
        hashed = self._passwords.hash(password)
        with self._database.writing() as connection:
            # Somebody may have been quicker while the password was hashed.
            link = self._read_link(connection, token, now)
            used = sa.delete(links).where(links.c.token_key == self._key(token))
            if connection.execute(used).rowcount != 1:
                raise UsedLink(_USED)
            if link.account is None:
                if has_anybody(connection):
                    raise UsedLink(_USED)
                account_id = insert_row(connection, tidy, Role.ADMIN, hashed, now)
                what = "account.first_made"
            else:
                account_id = link.account.id
                mine = accounts.c.id == account_id
                connection.execute(sa.update(accounts).where(mine).values(password_hash=hashed))
                what = "account.password_chosen"
            end_sessions(connection, account_id)
            add_entry(connection, now, tidy, what, tidy, address)
            row = connection.execute(sa.select(accounts).where(accounts.c.id == account_id)).one()
            return read_account(row)

    def check(self, name: str, password: str) -> Optional[Account]:
        """The account if name and password are right; as slow for a name that there is not."""
        with self._database.reading() as connection:
            row = connection.execute(select_named(name)).first()
        kept = row.password_hash if row is not None and not row.is_disabled else None
        if not self._passwords.verify(kept, password) or row is None:
            return None
        if self._passwords.is_outdated(row.password_hash):
            same = (accounts.c.id == row.id) & (accounts.c.password_hash == row.password_hash)
            renewed = self._passwords.hash(password)
            with self._database.writing() as connection:
                connection.execute(sa.update(accounts).where(same).values(password_hash=renewed))
        return read_account(row)

    def change_password(self, account_id: int, password: str, now: datetime) -> None:
        """Keep a new password; every session ends. Raises UnknownAccount, UnusablePassword."""
        with self._database.reading() as connection:
            row = get_row(connection, account_id)
        check_password(password, row.name)
        hashed = self._passwords.hash(password)
        with self._database.writing() as connection:
            mine = accounts.c.id == account_id
            connection.execute(sa.update(accounts).where(mine).values(password_hash=hashed))
            end_sessions(connection, account_id)
            add_entry(connection, now, row.name, "account.password_changed", row.name)

    def change_role(self, name: str, role: Role, by: str, now: datetime) -> Account:
        """Give another role; sessions end. Raises UnknownAccount, ImpossibleAccount."""
        with self._database.writing() as connection:
            row = get_named(connection, name, is_locked=True)
            if row.role != role.title:
                self._set_role(connection, row, role, by, now)
            return read_account(get_row(connection, row.id))

    def set_disabled(self, name: str, is_disabled: bool, by: str, now: datetime) -> Account:
        """Lock it, or open it again. Raises UnknownAccount, ImpossibleAccount."""
        with self._database.writing() as connection:
            row = get_named(connection, name, is_locked=True)
            if row.is_disabled != is_disabled:
                if is_disabled:
                    keep_an_admin(connection, row)
                mine = accounts.c.id == row.id
                connection.execute(sa.update(accounts).where(mine).values(is_disabled=is_disabled))
                end_sessions(connection, row.id)
                what = "account.disabled" if is_disabled else "account.enabled"
                add_entry(connection, now, by, what, row.name)
            return read_account(get_row(connection, row.id))

    def _set_role(self, connection: Any, row: Any, role: Role, by: str, now: datetime) -> None:
        if role < Role.ADMIN:
            keep_an_admin(connection, row)
        mine = accounts.c.id == row.id
        connection.execute(sa.update(accounts).where(mine).values(role=role.title))
        connection.execute(sa.delete(sessions).where(sessions.c.account_id == row.id))
        about = f"{row.name}: {row.role} to {role.title}"
        add_entry(connection, now, by, "account.role_changed", about)

    def _make_link(self, connection: Any, account_id: Optional[int], now: datetime) -> str:
        token = make_token()
        connection.execute(
            sa.insert(links).values(
                token_key=self._key(token),
                account_id=account_id,
                made_at=now,
                ends_at=now + LINK_LIFE,
            )
        )
        connection.execute(sa.delete(links).where(links.c.ends_at <= now))
        return token

    def _read_link(self, connection: Any, token: str, now: datetime) -> Link:
        found = connection.execute(
            sa.select(links).where(links.c.token_key == self._key(token), links.c.ends_at > now)
        ).first()
        if found is None:
            raise UsedLink(_USED)
        if found.account_id is None:
            return Link(None)
        row = get_row(connection, found.account_id)
        if row.is_disabled:
            raise UsedLink(_USED)
        return Link(read_account(row))

    def _key(self, token: str) -> str:
        return self._keys.make_key(_LINK, token)


_USED = (
    "This link was used already or is older than 24 hours. Ask an admin for a new one; whoever "
    "installed the console makes one with 'make accounts DO=\"link NAME\"'."
)
