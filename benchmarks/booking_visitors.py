"""Visitors who ask for an appointment over REST and do not let go until they have a reference."""

import time
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Dict, List, Optional, Set, Tuple

from benchmarks.form_replies import ReplyReader, find_references
from benchmarks.patient_talk import NoPatience, PatientTalk

PATIENCE = 60
# Every so many visitors one answers question by question.
STEP_BY_STEP = 5
START = "I would like to book an appointment"
CONSENT = "yes"
FIRST_NAMES = (
    *("Ana", "Bruno", "Carla", "Daniel", "Elena", "Felix", "Gloria", "Henry"),
    *("Irene", "James", "Karen", "Louis", "Maria", "Nathan", "Olivia", "Peter"),
    *("Rachel", "Samuel", "Teresa", "Victor", "Wendy", "Oscar", "Paula", "Simon"),
    *("Laura", "George", "Helen", "Martin", "Nora", "Diana"),
)
LAST_NAMES = (
    *("Silva", "Anderson", "Baker", "Castillo", "Dawson", "Evans", "Fischer", "Garcia"),
    *("Hughes", "Ivanov", "Jensen", "Keller", "Lopez", "Murphy", "Nelson", "Ortega"),
    *("Peterson", "Quinn", "Ramirez", "Sanders", "Thompson", "Vasquez", "Walker", "Zimmerman"),
    *("Brennan", "Coleman", "Delgado", "Ferrari", "Goldberg", "Hansen", "Kowalski", "Lindgren"),
    *("Moretti", "Novak", "Olsen", "Petrov"),
)
TIMES = ("thursday morning", "tuesday afternoon", "next monday at 10 am", "wednesday at 2 pm")
REASONS = ("knee pain", "back pain", "shoulder pain", "knee pain", "hip pain")
# The field that a response of the form leaves open.
FIELDS = ("name", "contact", "reason", "time")
OPEN_TIMES = ("slots", "slots_then", "no_slot_then", "other_time", "slot_taken", "no_slot_left")


@dataclass(frozen=True)
class Person:
    """Who books; no two have the same name or phone number."""

    name: str
    phone: str
    time: str
    reason: str
    is_brief: bool

    @property
    def opening(self) -> str:
        """The first message: with everything in it from those who are brief."""
        if not self.is_brief:
            return START
        return f"book me, {self.name}, {self.phone}, {self.time}, {self.reason}"

    @property
    def answers(self) -> Dict[str, str]:
        """What is answered to each field's question."""
        return {
            "name": self.name,
            "contact": self.phone,
            "reason": self.reason,
            "time": self.time,
            "consent": CONSENT,
        }


@dataclass(frozen=True)
class Visit:
    """What a visitor has seen. `asked_again` counts questions for what had been told already.

    `uncertain_since` is when the consent was first left without an answer, None where it never was.
    """

    person: Person
    references: Tuple[str, ...]
    messages: int
    unanswered: int
    asked_again: int
    surprises: Tuple[str, ...]
    uncertain_since: Optional[datetime]
    has_given_up: bool
    seconds: float


def make_people(count: int) -> List[Person]:
    """So many people, the same ones each time."""
    # Column by column, so that neighbours share neither the first nor the last name.
    names = [f"{first} {last}" for last, first in product(LAST_NAMES, FIRST_NAMES)]
    if count > len(names):
        raise ValueError(f"There are names for {len(names)} visitors, not for {count}.")
    return [
        Person(
            name=names[number],
            phone=f"555-010-{number:04d}",
            time=TIMES[number % len(TIMES)],
            reason=REASONS[number % len(REASONS)],
            is_brief=number % STEP_BY_STEP != STEP_BY_STEP - 1,
        )
        for number in range(count)
    ]


def open_field(response: Optional[str]) -> Optional[str]:
    """The field that a response of the form asks for, None where it asks for none."""
    words = (response or "").removeprefix("utter_booking_")
    if words in ("summary", "summary_closed", "consent", "not_sent"):
        return "consent"
    if words in OPEN_TIMES:
        return "time"
    return next((field for field in FIELDS if words.split("_")[0] == field), None)


def book(url: str, person: Person, reader: ReplyReader) -> Visit:
    """Ask for an appointment until a reference is seen or patience is at an end."""
    talk = PatientTalk(url, PATIENCE)
    started = time.perf_counter()
    told: Set[str] = set(FIELDS) if person.is_brief else set()
    message, asked_again = person.opening, 0
    references: List[str] = []
    surprises: List[str] = []
    uncertain_since: Optional[datetime] = None
    try:
        while not references:
            replies = talk.say(message)
            if message == CONSENT:
                uncertain_since = uncertain_since or talk.unanswered_at
            references = find_references(replies)
            response = reader.name_last(replies)
            field = open_field(response)
            if field:
                asked_again += field in told
                told |= {field} - {"consent"}
                message = person.answers[field]
            elif not references:
                # Not one of the form's questions: say what was said last, or begin anew.
                surprises.append(response or str(replies[-1].get("metadata")))
                message = START if message == person.opening else message
    except NoPatience:
        pass
    finally:
        talk.close()
    return Visit(
        person=person,
        references=tuple(references),
        messages=talk.sent,
        unanswered=talk.unanswered,
        asked_again=asked_again,
        surprises=tuple(surprises),
        uncertain_since=uncertain_since,
        has_given_up=not references,
        seconds=time.perf_counter() - started,
    )
