"""Hands a visitor who wants an appointment over to the clinic's booking."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ActionHandOffBooking(Action):
    """Tells where to ask for an appointment; the assistant itself books nothing."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_hand_off_booking"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[Dict[str, Any]]:
        """Utter the way to an appointment: the booking page where there is one, the phone else."""
        dispatcher.utter_message(response="utter_book_appointment")
        return []
