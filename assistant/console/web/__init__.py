"""What the pages of the console share; each name is explained in its module."""

from assistant.console.accounts.records import User
from assistant.console.accounts.roles import Role
from assistant.console.web.auditing import audit
from assistant.console.web.errors import PageError
from assistant.console.web.forms import read_form
from assistant.console.web.guards import requires
from assistant.console.web.rendering import redirect, render
from assistant.console.web.threads import call
from assistant.console.web.visits import flash, get_rooms, get_user, is_partial

__all__ = [
    "PageError",
    "Role",
    "User",
    "audit",
    "call",
    "flash",
    "get_rooms",
    "get_user",
    "is_partial",
    "read_form",
    "redirect",
    "render",
    "requires",
]
