"""What can keep staff's phrasings from being read or written, in words for staff."""

from assistant.staff_changes.errors import (
    Busy,
    ImpossibleChange,
    StaffChangeError,
    UnreadableStaffFile,
    UnwritableStaffFile,
)

PhrasingError = StaffChangeError
UnreadablePhrasings = UnreadableStaffFile
UnwritablePhrasings = UnwritableStaffFile


class UnreadableList(PhrasingError):
    """A list of phrasings that staff gave cannot be read."""


__all__ = [
    "Busy",
    "ImpossibleChange",
    "PhrasingError",
    "UnreadableList",
    "UnreadablePhrasings",
    "UnwritablePhrasings",
]
