"""Accounts over an empty database, with a hash that takes no time."""

from datetime import datetime, timedelta, timezone
from typing import Iterator

import pytest

from assistant.console.accounts.accounts import Accounts
from assistant.console.accounts.audit_log import AuditLog
from assistant.console.accounts.database import open_console_database
from assistant.console.accounts.opening import AccountsRoom
from assistant.console.accounts.passwords import Passwords
from assistant.console.accounts.sessions import Sessions
from assistant.console.accounts.tokens import TokenKeys
from tests.console.running_console import QUICK

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


@pytest.fixture
def room(room_url: str) -> Iterator[AccountsRoom]:
    """On SQLite and on PostgreSQL."""
    database = open_console_database(room_url)
    keys = TokenKeys("the secret of the tests of accounts")
    yield AccountsRoom(
        accounts=Accounts(database, keys, Passwords(QUICK)),
        sessions=Sessions(database, keys, hours=12),
        audit=AuditLog(database),
        keys=keys,
        database=database,
    )
    database.close()
