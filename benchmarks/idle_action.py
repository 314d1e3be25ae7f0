"""The action that the booking action is measured against: it has the same name and does nothing."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class IdleAction(Action):
    """Costs what every custom action costs: the call, the tracker, the answer."""

    def name(self) -> str:
        """The name of the booking form's own action, so that both get the same call."""
        return "validate_booking_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[Dict[str, Any]]:
        """Do nothing."""
        return []
