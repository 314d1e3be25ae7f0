"""What the accounts hold: colleagues, their sessions, the audit, and what can go wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from assistant.console.accounts.roles import Role


class AccountError(Exception):
    """Something cannot be done with accounts; the message says why and what to do."""


class UnknownAccount(AccountError):
    """There is no such account."""


class ImpossibleAccount(AccountError):
    """A name, a role or a change cannot be."""


class UnusablePassword(AccountError):
    """A password is too easy to guess; the message says what is wanted."""


class UsedLink(AccountError):
    """A one-time link was used, is too old, or never was."""


@dataclass(frozen=True)
class User:
    """Who is signed in."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True)
class Account:
    """A colleague's account. `is_invited` until a password was chosen; times are aware."""

    id: int
    name: str
    role: Role
    is_invited: bool
    is_disabled: bool
    made_at: datetime
    signed_in_at: Optional[datetime]


@dataclass(frozen=True)
class Link:
    """What a one-time link is for: an account's password, or without one the first account."""

    account: Optional[Account]


@dataclass(frozen=True)
class Entry:
    """A line of the audit. `address` is whose browser asked, for what concerns signing in."""

    id: int
    at: datetime
    who: Optional[str]
    what: str
    about: Optional[str]
    address: Optional[str]
