"""Sessions: who is signed in, for how long, and how that ends."""

from datetime import datetime, timedelta
from typing import Optional

import sqlalchemy as sa

from assistant.console.accounts.audit_log import add_entry
from assistant.console.accounts.records import Account, User
from assistant.console.accounts.roles import find_role
from assistant.console.accounts.tables import accounts, sessions
from assistant.console.accounts.tokens import TokenKeys, make_token
from assistant.database import Database

IDLE = timedelta(hours=2)
# Each request would otherwise write.
_SEEN_EVERY = timedelta(minutes=1)
_SESSION = "session"


class Sessions:
    """Begins, finds and ends sessions; usable from several threads. Raises UnusableDatabase."""

    def __init__(self, database: Database, keys: TokenKeys, hours: int) -> None:
        self._database = database
        self._keys = keys
        self._life = timedelta(hours=hours)

    def begin(self, account: Account, now: datetime, address: Optional[str] = None) -> str:
        """Sign in: the token of a new session, for its holder's cookie."""
        token = make_token()
        with self._database.writing() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.ends_at <= now))
            connection.execute(
                sa.insert(sessions).values(
                    token_key=self._key(token),
                    account_id=account.id,
                    begun_at=now,
                    seen_at=now,
                    ends_at=now + self._life,
                )
            )
            mine = accounts.c.id == account.id
            connection.execute(sa.update(accounts).where(mine).values(signed_in_at=now))
            add_entry(connection, now, account.name, "account.signed_in", None, address)
        return token

    def find(self, token: str, now: datetime, *, is_active: bool = True) -> Optional[User]:
        """Who holds this token; None if the session has ended.

        What a page asks for by itself is not `is_active` and does not keep the session open.
        """
        mine = sessions.c.token_key == self._key(token)
        joined = sessions.join(accounts, accounts.c.id == sessions.c.account_id)
        wanted = (
            sa.select(accounts.c.id, accounts.c.name, accounts.c.role, sessions.c.seen_at)
            .select_from(joined)
            .where(
                mine,
                sessions.c.ends_at > now,
                sessions.c.seen_at > now - IDLE,
                accounts.c.is_disabled.is_(False),
            )
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        if is_active and now - row.seen_at > _SEEN_EVERY:
            with self._database.writing() as connection:
                connection.execute(sa.update(sessions).where(mine).values(seen_at=now))
        return User(row.id, row.name, find_role(row.role))

    def end(self, token: str, user: User, now: datetime) -> None:
        """Sign out here."""
        with self._database.writing() as connection:
            mine = sessions.c.token_key == self._key(token)
            connection.execute(sa.delete(sessions).where(mine))
            add_entry(connection, now, user.name, "account.signed_out")

    def end_all(self, user: User, now: datetime) -> int:
        """Sign out everywhere; how many sessions ended."""
        with self._database.writing() as connection:
            mine = sessions.c.account_id == user.id
            ended = connection.execute(sa.delete(sessions).where(mine)).rowcount
            add_entry(connection, now, user.name, "account.signed_out_everywhere")
        return int(ended)

    def count(self, user: User, now: datetime) -> int:
        """In how many browsers this person is signed in."""
        open_ones = (
            sa.select(sa.func.count())
            .select_from(sessions)
            .where(
                sessions.c.account_id == user.id,
                sessions.c.ends_at > now,
                sessions.c.seen_at > now - IDLE,
            )
        )
        with self._database.reading() as connection:
            return int(connection.execute(open_ones).scalar_one())

    def _key(self, token: str) -> str:
        return self._keys.make_key(_SESSION, token)
