"""Conversations with one form: every turn's draft goes through the slots as JSON, as in Rasa."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional

from assistant.booking.forms.drafts import Draft, open_draft, read_slots, write_slots
from assistant.booking.forms.form import Form, Reply, Step
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.hand_off import HandOff
from assistant.booking.storage.store import BookingStore
from assistant.booking.systems.booking_system import BookingSystem
from assistant.clinic_profile import ClinicProfile
from tests.booking.slot_examples import NOW, SCHEDULE, slot_at

PROFILE = ClinicProfile(
    name="Test Clinic",
    phone="555-0100",
    is_sample=False,
    facts={"clinic_name": "Test Clinic", "clinic_phone": "555-0100", "clinic_address": "1 Street"},
    schedule=SCHEDULE,
    booking_page_fields={},
)
# What the assistant takes a message for, apart from the form.
Understood = Dict[str, Any]
FAQ: Understood = {
    "intent": "faq",
    "topic": "faq/safety",
    "decision": "answer",
    "confidence": 0.95,
}
GREETING: Understood = {"intent": "greet", "topic": "greet", "decision": "answer", "confidence": 1}
BOOK: Understood = {
    "intent": "book_appointment",
    "topic": "book_appointment",
    "decision": "answer",
    "confidence": 0.9,
}
# Tuesday before the day on which the clinic is closed, and the days around it.
TUESDAY_9 = slot_at("2026-11-24 09:00")
TUESDAY_930 = slot_at("2026-11-24 09:30")
TUESDAY_14 = slot_at("2026-11-24 14:00")
WEDNESDAY_10 = slot_at("2026-11-25 10:00")
FRIDAY_15 = slot_at("2026-11-27 15:00")
SLOTS = (TUESDAY_9, TUESDAY_930, TUESDAY_14, WEDNESDAY_10, FRIDAY_15)


def make_hand_off(store: BookingStore, system: BookingSystem) -> HandOff:
    return HandOff(store, system, SCHEDULE)


@dataclass
class FormTalk:
    """One visitor in one form, at a time that stands still unless the test moves it."""

    form: Form
    conversation: str = "visitor"
    now: datetime = NOW
    slots: Dict[str, Any] = field(default_factory=lambda: write_slots(None))
    step: Step = field(default_factory=lambda: Step(None, ()))

    @property
    def draft(self) -> Draft:
        """What the form knows; fails where it is over."""
        draft = read_slots(self.slots.get)
        assert draft is not None, "the form is over"
        return draft

    @property
    def is_over(self) -> bool:
        return read_slots(self.slots.get) is None

    @property
    def asked(self) -> Optional[str]:
        return self.draft.asked

    @property
    def replies(self) -> List[str]:
        """The names of the last responses, in order."""
        return [reply.response for reply in self.step.replies]

    @property
    def last(self) -> Reply:
        return self.step.replies[-1]

    def opens(self, text: str = "I'd like an appointment", **understood: Any) -> List[str]:
        """The message that opens the form, or opens it again."""
        message = VisitorMessage(text, **{**BOOK, **understood})
        draft = open_draft(self.form.name, read_slots(self.slots.get), self.conversation)
        return self._keep(self.form.open(draft, message, self.now))

    def says(self, text: str, **understood: Any) -> List[str]:
        """One message while the form is open; not understood as anything unless it is said."""
        message = VisitorMessage(text, **{"intent": "nlu_fallback", **understood})
        return self._keep(self.form.advance(self.draft, message, self.now))

    def answers(self, *texts: str) -> List[str]:
        """Several messages, one after the other."""
        for text in texts:
            self.says(text)
        return self.replies

    def put(self, **changes: Any) -> None:
        """Change the draft as it stands."""
        self.slots = write_slots(replace(self.draft, **changes))

    def waits(self, **time: float) -> None:
        self.now += timedelta(**time)

    def _keep(self, step: Step) -> List[str]:
        self.step = step
        self.slots = json.loads(json.dumps(write_slots(step.draft)))
        return self.replies
