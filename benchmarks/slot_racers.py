"""A visitor who wants one certain slot, holds it up to the summary and then says yes."""

import time
from dataclasses import dataclass
from enum import Enum
from typing import Any, Dict, List, Optional, Tuple

from assistant.booking.requests import Slot
from benchmarks.booking_visitors import CONSENT, START, make_people, open_field
from benchmarks.form_replies import ReplyReader, find_references, list_buttons
from benchmarks.patient_talk import NoPatience, PatientTalk

PATIENCE = 60
# Enough to tell everything question by question, and to be misunderstood a few times.
MESSAGES_TO_SUMMARY = 10
SUMMARIES = ("utter_booking_summary", "utter_booking_summary_closed")
OFFERS = ("utter_booking_slots", "utter_booking_slots_then", "utter_booking_no_slot_then")
# Buttons under an offer that are no slot.
NO_SLOTS = ("Another time", "Let the clinic call me")


class ResultKind(str, Enum):
    """How the race ended for a visitor."""

    BOOKED = "booked"
    REFUSED = "refused"
    KEPT = "kept without a slot"
    OTHER = "anything else"


KINDS = {
    "utter_booking_booked": ResultKind.BOOKED,
    "utter_booking_slot_taken": ResultKind.REFUSED,
    "utter_booking_no_slot_left": ResultKind.REFUSED,
    "utter_booking_no_slot_then": ResultKind.REFUSED,
    "utter_booking_kept": ResultKind.KEPT,
}


@dataclass(frozen=True)
class RacedSlot:
    """A slot and how it is read to visitors."""

    slot: Slot
    title: str


@dataclass(frozen=True)
class Result:
    """What a visitor was told. `offered` are the other slots; moments are of one clock, seconds."""

    wanted: RacedSlot
    kind: ResultKind
    reply: str
    reference: str
    offered: Tuple[str, ...]
    asked_at: float
    answered_at: float


class Racer:
    """One visitor of the race."""

    def __init__(self, url: str, number: int, wanted: RacedSlot, reader: ReplyReader) -> None:
        self._talk = PatientTalk(url, PATIENCE)
        self._person = make_people(number + 1)[number]
        self._wanted = wanted
        self._reader = reader
        self._was_offered = False
        self._lost_at: Optional[str] = "the first message"
        # Messages that were taken for something else than a booking.
        self.misread = 0

    @property
    def unanswered(self) -> int:
        """How many messages came to nothing."""
        return self._talk.unanswered

    def reach_summary(self) -> None:
        """Talk until the summary names the wanted slot; whoever does not get there is out."""
        person = self._person
        # Whoever does not see the slot among the buttons says it.
        answers = {**person.answers, "time": self._wanted.title}
        message = f"book me, {person.name}, {person.phone}, {person.reason}"
        for _ in range(MESSAGES_TO_SUMMARY):
            replies = self._say(message)
            name = self._reader.name_last(replies)
            self._lost_at = name or f"an unknown reply to '{message}'"
            titles = list_buttons(replies)
            self._was_offered |= name in OFFERS and bool(set(titles) - set(NO_SLOTS))
            if name in SUMMARIES:
                if self._was_offered and self._wanted.title in str(replies[-1].get("text")):
                    self._lost_at = None
                return
            field = open_field(name)
            self.misread += field is None
            # A first message that was not understood is put more plainly.
            message = answers[field] if field else START

    def consent(self) -> Result:
        """Say yes at the summary; the first answer ends the race."""
        asked_at = time.monotonic()
        replies = [] if self._lost_at else self._say(CONSENT)
        answered_at = time.monotonic()
        self._talk.close()
        names = [self._reader.name(str(reply.get("text") or "")) for reply in replies]
        name = next((n for n in names if n in KINDS), None)
        references = find_references(replies)
        return Result(
            wanted=self._wanted,
            kind=KINDS[name] if name else ResultKind.OTHER,
            reply=name or f"out at {self._lost_at or names}",
            reference=references[0] if references else "",
            offered=tuple(title for title in list_buttons(replies) if title not in NO_SLOTS),
            asked_at=asked_at,
            answered_at=answered_at,
        )

    def _say(self, message: str) -> List[Dict[str, Any]]:
        try:
            return self._talk.say(message)
        except NoPatience:
            return []
