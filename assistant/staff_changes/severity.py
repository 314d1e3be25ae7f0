"""How much a finding about something that staff want to change weighs."""

from enum import Enum


class Severity(str, Enum):
    """What a finding means for saving: never, only with a written reason, or nothing."""

    REFUSED = "refused"
    CONFLICT = "conflict"
    NOTICE = "notice"
