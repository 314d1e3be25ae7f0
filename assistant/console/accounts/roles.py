"""What somebody may do in the console: each role may all that those below it may."""

from enum import IntEnum


class Role(IntEnum):
    """A viewer looks, an editor decides and teaches, a publisher publishes, an admin manages."""

    VIEWER = 1
    EDITOR = 2
    PUBLISHER = 3
    ADMIN = 4

    @property
    def title(self) -> str:
        """The role as pages and commands write it: "viewer"."""
        return self.name.lower()

    @property
    def meaning(self) -> str:
        """What the role may do, for whoever chooses one."""
        return _MEANINGS[self]


_MEANINGS = {
    Role.VIEWER: "Looks at messages, phrasings, releases, answers and figures; changes nothing.",
    Role.EDITOR: "Decides messages, teaches phrasings, edits answers, works the bookings.",
    Role.PUBLISHER: "All that, and trains, publishes and rolls back releases.",
    Role.ADMIN: "All that, and manages accounts and reads the audit.",
}


def find_role(title: str) -> "Role":
    """The role with this title. Raises KeyError."""
    return Role[title.strip().upper()]
