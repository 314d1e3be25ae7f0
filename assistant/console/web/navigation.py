"""The console's sections, and who sees which."""

from dataclasses import dataclass
from typing import Optional, Tuple

from assistant.console.accounts.records import User
from assistant.console.accounts.roles import Role

SECTIONS = (
    ("Inbox", "/inbox", Role.VIEWER),
    ("Phrasings", "/phrasings", Role.VIEWER),
    ("Releases", "/releases", Role.VIEWER),
    ("Answers", "/answers", Role.VIEWER),
    ("Dashboard", "/dashboard", Role.VIEWER),
    ("Bookings", "/bookings", Role.EDITOR),
    ("Accounts", "/accounts", Role.ADMIN),
    ("Audit", "/audit", Role.ADMIN),
)


@dataclass(frozen=True)
class NavigationLink:
    """A section's link; `is_current` on its own pages."""

    title: str
    path: str
    is_current: bool


def list_links(user: Optional[User], path: str) -> Tuple[NavigationLink, ...]:
    """The sections that this person may see."""
    if user is None:
        return ()
    return tuple(
        NavigationLink(title, start, path == start or path.startswith(f"{start}/"))
        for title, start, role in SECTIONS
        if user.role >= role
    )
