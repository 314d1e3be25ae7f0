"""Visitors of the running product who book, change and leave messages, for the live tests."""

import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List

from assistant.booking.requests import BookingRequest
from assistant.booking.storage.references import ALPHABET
from assistant.booking.storage.store import open_booking_store
from tests.conftest import Product

REFERENCE = re.compile(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\b")
START = "I would like to book an appointment"
CHECK = "I want to check my appointment"
MOVE = "I need to move my appointment"
CANCEL = "I want to cancel my appointment"
PERSON = "can I talk to a person please"


@dataclass(frozen=True)
class Visitor:
    """Somebody whose every detail is found nowhere else."""

    word: str = field(default_factory=lambda: "".join(chr(97 + int(c, 16)) for c in _hex(8)))
    digits: str = field(default_factory=lambda: str(1000 + int(_hex(6), 16) % 9000))

    @property
    def name(self) -> str:
        return f"Zoe {self.word.title()}"

    @property
    def phone(self) -> str:
        return f"312 867 {self.digits}"

    @property
    def email(self) -> str:
        return f"q{self.word}@mail.example"

    @property
    def reason(self) -> str:
        return f"my r{self.word} elbow"

    @property
    def message(self) -> str:
        return f"please tell dr m{self.word} that the brace rubs"

    @property
    def traces(self) -> List[str]:
        """What may stand in no log: parts of every detail, in every way that they are written."""
        return [self.word, f"867{self.digits}", f"867-{self.digits}", f"867 {self.digits}"]


@dataclass
class Talk:
    """One visitor's conversation with the product."""

    product: Product
    visitor: Visitor = field(default_factory=Visitor)
    sender: str = field(default_factory=lambda: f"test-{uuid.uuid4()}")
    replies: List[Dict[str, Any]] = field(default_factory=list)

    def says(self, *messages: str) -> str:
        """Say one thing after the other; the text of the last replies."""
        for message in messages:
            self.replies = self.product.ask(self.sender, message)
        return "\n".join(str(reply.get("text") or "") for reply in self.replies)

    def reaches_summary(self, time: str = "any time") -> str:
        """Answer the booking form up to the question for consent."""
        visitor = self.visitor
        text = self.says(START, visitor.name, visitor.phone, visitor.reason, time)
        assert visitor.reason in text, text
        return text

    def books(self, time: str = "any time") -> str:
        """Book to the end; the reference."""
        self.reaches_summary(time)
        return self.agrees()

    def agrees(self) -> str:
        """Say yes; the reference."""
        text = self.says("yes")
        [reference] = REFERENCE.findall(text)
        return str(reference)

    def looks_up(self, reference: str, wish: str = CHECK) -> str:
        """Open the change form and give reference and phone."""
        return self.says(wish, reference, self.visitor.phone)

    @property
    def buttons(self) -> List[str]:
        return [button["title"] for reply in self.replies for button in reply.get("buttons", [])]

    @property
    def decisions(self) -> List[str]:
        return [reply["metadata"]["decision"] for reply in self.replies]


def read_requests(product: Product) -> List[BookingRequest]:
    """Every request in the product's booking database."""
    store = open_booking_store(product.settings.booking_database)
    try:
        return store.list_requests()
    finally:
        store.close()


def find_traces(files: List[Path], visitor: Visitor) -> List[str]:
    """Where something of the visitor stands: file and detail."""
    return [
        f"{file.name}: {trace}"
        for file in files
        for trace in visitor.traces
        if trace.lower().encode() in file.read_bytes().lower()
    ]


def _hex(length: int) -> str:
    return uuid.uuid4().hex[:length]
