"""Tells which response of the forms a reply is: by its words, as a visitor would."""

import re
from pathlib import Path
from typing import Any, Iterable, List, Mapping, Optional, Tuple

import yaml

from assistant.booking.storage.references import ALPHABET
from assistant.settings import PROJECT

RESPONSES = PROJECT / "data" / "responses" / "booking.yml"
# The forms share wordings; a visitor of these benchmarks only asks for appointments.
PREFIXES = ("utter_booking_", "utter_form_")
VARIABLE = re.compile(r"\\\{\w+\\\}")
REFERENCE = re.compile(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\b")


class ReplyReader:
    """Knows the words of every response of the booking form."""

    def __init__(self, file: Path = RESPONSES) -> None:
        responses = yaml.safe_load(file.read_text(encoding="utf-8"))["responses"]
        self._patterns: List[Tuple[str, "re.Pattern[str]"]] = [
            (name, re.compile(VARIABLE.sub(".+?", re.escape(variation["text"].strip())), re.DOTALL))
            for name, variations in responses.items()
            if name.startswith(PREFIXES)
            for variation in variations
        ]

    def name(self, text: str) -> Optional[str]:
        """The response that a text begins with, None where it is none of the form's."""
        # More may follow: the first reply of a conversation ends with a notice.
        return next((name for name, pattern in self._patterns if pattern.match(text)), None)

    def name_last(self, replies: Iterable[Mapping[str, Any]]) -> Optional[str]:
        """The response that the last known one of several replies is."""
        names = [self.name(str(reply.get("text") or "")) for reply in replies]
        return next((name for name in reversed(names) if name), None)


def find_references(replies: Iterable[Mapping[str, Any]]) -> List[str]:
    """Every reference that the replies show."""
    return [found for reply in replies for found in REFERENCE.findall(str(reply.get("text") or ""))]


def list_buttons(replies: Iterable[Mapping[str, Any]]) -> List[str]:
    """The titles of all buttons under the replies."""
    return [str(button["title"]) for reply in replies for button in reply.get("buttons") or ()]
