"""What can keep a change of staff's files from being made, in words for staff."""


class StaffChangeError(Exception):
    """Something was not done; the message says what, where, and what to do. Nothing changed."""


class UnreadableStaffFile(StaffChangeError):
    """A file of staff, its history, or one that it is checked against cannot be used."""


class UnwritableStaffFile(StaffChangeError):
    """A file of staff or its history cannot be written."""


class Busy(StaffChangeError):
    """Somebody else is saving at this moment."""


class ImpossibleChange(StaffChangeError):
    """What was asked for does not fit what is there."""
