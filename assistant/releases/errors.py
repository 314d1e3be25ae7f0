"""What can keep a release from being made or published, in words for staff."""


class ReleaseError(Exception):
    """Something was not done; the message says what, why, and what to do."""


class Busy(ReleaseError):
    """Somebody else is training or publishing; the message says who and since when."""


class NothingNew(ReleaseError):
    """The live release holds everything that staff have saved."""


class UnknownRelease(ReleaseError):
    """There is no release of that number."""


class ImpossibleCancel(ReleaseError):
    """The release is not being made any more."""


class NotPublishable(ReleaseError):
    """A release cannot be made the live one."""


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
