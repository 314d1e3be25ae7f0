"""Where decisions wait for each other: each reaches several rooms, which have no lock in common."""

from pathlib import Path

from assistant.settings import Settings

_NAME = ".teaching.lock"


def find_teaching_lock(settings: Settings) -> Path:
    """The file for `hold_lock` while messages are decided, here or on the command line."""
    return settings.releases_folder / _NAME
