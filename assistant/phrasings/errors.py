"""What can keep staff's phrasings from being read or written, in words for staff."""


class PhrasingError(Exception):
    """Something was not done; the message says what, where, and what to do. Nothing changed."""


class UnreadablePhrasings(PhrasingError):
    """A training file, the history or an evaluation file cannot be used."""


class UnreadableList(PhrasingError):
    """A list of phrasings that staff gave cannot be read."""


class UnwritablePhrasings(PhrasingError):
    """The training file or its history cannot be written."""


class Busy(PhrasingError):
    """Somebody else is saving at this moment."""


class ImpossibleChange(PhrasingError):
    """What was asked for does not fit what is there."""
