"""How pages name what a request is, how far it has come, and what was handed on of it."""

from dataclasses import dataclass
from typing import Dict

from assistant.booking.requests import Kind, State
from assistant.booking.systems.booking_system import Event


@dataclass(frozen=True)
class StateWords:
    """A state's name, what it means, and its badge: "good", "note", "bad" or "" for none."""

    name: str
    meaning: str
    badge: str = ""


STATES: Dict[State, StateWords] = {
    State.WAITING: StateWords("Waiting", "The clinic has not answered yet.", "note"),
    State.BOOKED: StateWords(
        "Booked", "The clinic's calendar holds the time. Staff have still to confirm it.", "note"
    ),
    State.CONFIRMED: StateWords("Confirmed", "Staff have confirmed it.", "good"),
    State.DECLINED: StateWords("Declined", "Staff have declined it.", "bad"),
    State.CANCELLED: StateWords("Cancelled", "The visitor has called it off."),
}
KINDS: Dict[Kind, str] = {Kind.APPOINTMENT: "Appointment", Kind.MESSAGE: "Message to staff"}
EVENTS: Dict[Event, str] = {
    Event.REQUESTED: "The request",
    Event.CHANGED: "A change of it",
    Event.CANCELLED: "That it is called off",
}
