"""The custom actions of the forms: each takes one message to the booking room's reception.

Rasa calls `validate_<form>` once for every message while a form is open. What the visitor gave is
read there, the next question is asked there, and after consent the request is handed off there, in
the same call: if it fails the whole turn does, and the visitor's next try begins where they were.
"""

import asyncio
from abc import ABC, abstractmethod
from typing import Any, Dict, List

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionNotFoundException

from actions.visits import SLOT_OF_FIELD, read_visit
from assistant.booking.forms.drafts import write_slots
from assistant.booking.forms.form import Step
from assistant.booking.reception import current_time, open_reception
from assistant.clinic_schedule import InvalidClinicProfile
from assistant.error_places import describe_error
from assistant.settings import InvalidSetting
from assistant.sqlite_database import UnusableDatabase

log = structlog.get_logger()


class FormAction(Action, ABC):
    """Takes one message of a form to the reception."""

    def __init__(self) -> None:
        # At the start of the action server, so that it is the start that fails if anything does.
        try:
            open_reception()
        except (InvalidSetting, InvalidClinicProfile, UnusableDatabase) as error:
            # One line for whoever starts it, where Rasa's server would print a traceback.
            raise SystemExit(f"The action server cannot start: {error}") from None

    @property
    @abstractmethod
    def form(self) -> str:
        """The form's name in the domain."""

    def name(self) -> str:
        """The action's name in the domain, by which Rasa finds it."""
        return f"validate_{self.form}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[Dict[str, Any]]:
        """Take one message of the form."""
        return await receive(self.form, dispatcher, tracker)


class ValidateBookingForm(FormAction):
    """Asks for an appointment and hands it off to the clinic's booking."""

    form = "booking_form"


class ValidateChangeForm(FormAction):
    """Checks, moves or cancels an appointment that was asked for here."""

    form = "change_form"


class ValidateMessageForm(FormAction):
    """Takes a message for the clinic's staff."""

    form = "message_form"


class TurnFailed(ActionNotFoundException):
    """A message could not be taken, and the whole turn fails.

    rasa_sdk answers any error but its own with everything that Rasa sent, the visitor's details
    among it, and Rasa writes the answer to its log. This one is answered with its words only.
    """

    def __init__(self, form: str) -> None:
        super().__init__(f"validate_{form}", "The turn failed: see actions.turn_failed above.")


async def receive(
    form: str, dispatcher: CollectingDispatcher, tracker: Tracker
) -> List[Dict[str, Any]]:
    """Take a message to the reception, say its replies, and keep its draft in the slots."""
    try:
        return await _receive(form, dispatcher, tracker)
    except Exception as error:
        # What the error says may quote the visitor, unless it is the database's; its kind and
        # place do not.
        reason = str(error) if isinstance(error, UnusableDatabase) else None
        log.error("actions.turn_failed", form=form, reason=reason, **describe_error(error))
        raise TurnFailed(form) from None


async def _receive(
    form: str, dispatcher: CollectingDispatcher, tracker: Tracker
) -> List[Dict[str, Any]]:
    visit = read_visit(form, tracker)
    # In a thread: a calendar that is slow must not hold up other visitors.
    step = await asyncio.to_thread(open_reception().receive, visit, current_time())
    utter(dispatcher, step)
    asked = SLOT_OF_FIELD[step.draft.asked] if step.draft and step.draft.asked else None
    slots = {**write_slots(step.draft), "requested_slot": asked}
    return [SlotSet(name, value) for name, value in slots.items()]


def utter(dispatcher: CollectingDispatcher, step: Step) -> None:
    """Say the replies of a step: named responses, filled in by the response generator."""
    for position, reply in enumerate(step.replies):
        # A button says what the visitor could have typed.
        buttons = [{"title": title, "payload": title} for title in reply.buttons]
        file = {"file": dict(reply.file)} if reply.file else None
        dispatcher.utter_message(
            response=reply.response,
            buttons=buttons,
            json_message=file,
            is_further=position > 0,
            **reply.values,
        )
