"""What can keep a release from being made or published, in words for staff."""

from datetime import datetime
from typing import Callable, Optional


class ReleaseError(Exception):
    """Something was not done; the message says what, why, and what to do."""


class Busy(ReleaseError):
    """Somebody else is training or publishing; the message says who and since when.

    `{since}` in the words stands for the moment, which `tell` writes in the reader's way.
    """

    def __init__(self, words: str, since: Optional[datetime] = None) -> None:
        super().__init__(words)
        self._words, self._since = words, since

    def __str__(self) -> str:
        return self.tell(lambda since: f"{since:%H:%M on %Y-%m-%d} (UTC)")

    def tell(self, write_moment: Callable[[datetime], str]) -> str:
        """The words, with the moment as the function writes it."""
        if self._since is None:
            return self._words
        return self._words.replace("{since}", write_moment(self._since))


class NothingNew(ReleaseError):
    """The live release holds everything that staff have saved."""


class UnknownRelease(ReleaseError):
    """There is no release of that number."""


class ImpossibleCancel(ReleaseError):
    """The release is not being made any more."""


class NotPublishable(ReleaseError):
    """A release cannot be made the live one."""


class StaffFilesChanged(ReleaseError):
    """Staff have saved something since somebody looked at what going back would undo."""


class NotRestored(ReleaseError):
    """The release is live again, but not the files that it was trained on."""


class MissingFiles(ReleaseError):
    """The files of an old release were removed, or are damaged."""


class UnusableFolder(ReleaseError):
    """The folder of the releases cannot be read or written."""


class UnreadableSources(ReleaseError):
    """A file that models are trained on cannot be read."""


class InvalidGates(ReleaseError):
    """evaluation/gates.yml cannot be used."""


class Cancelled(ReleaseError):
    """Somebody has cancelled the training; the trainer stops."""


class TrainerRunning(ReleaseError):
    """Another trainer is at work on this folder."""
