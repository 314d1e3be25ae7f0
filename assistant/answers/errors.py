"""What can keep an answer from being shown or saved, in words for staff."""

from assistant.staff_changes.errors import (
    Busy,
    ImpossibleChange,
    StaffChangeError,
    UnreadableStaffFile,
    UnwritableStaffFile,
)


class UnknownAnswer(StaffChangeError):
    """There is no answer or wording of that name."""


__all__ = [
    "Busy",
    "ImpossibleChange",
    "StaffChangeError",
    "UnknownAnswer",
    "UnreadableStaffFile",
    "UnwritableStaffFile",
]
