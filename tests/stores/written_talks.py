"""Conversations as the website writes them, an id for each message, for tests of transcripts."""

from typing import Any, Dict, List, Optional

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, Restarted, UserUttered

ANSWER = {"topic": "faq/safe", "source": "Our guide", "decision": "answer"}


def writes(
    message_id: Optional[str], text: str = "is it safe?", *replies: BotUttered
) -> List[Event]:
    """A visitor's message and what the assistant says to it: without any replies one answer."""
    parsed: Dict[str, Any] = {"text": text, "intent": {"name": "faq", "confidence": 0.9}}
    user = UserUttered(text, parsed["intent"], [], parsed, None, "website", message_id)
    said = replies or (answers(f"An answer to {message_id}"),)
    return [user, ActionExecuted("utter_faq"), *said, ActionExecuted("action_listen")]


def answers(text: Optional[str], **data: Any) -> BotUttered:
    """A reply as Rasa keeps it: every kind of attachment, most of them null."""
    attachments = {"elements": None, "buttons": None, "custom": None, **data}
    metadata = {"utter_action": "utter_faq", "model_id": "m", "metadata": {**ANSWER}}
    return BotUttered(text, attachments, metadata)


def restarts(message_id: str) -> List[Event]:
    """The widget's own command."""
    parsed: Dict[str, Any] = {"text": "/restart", "intent": {"name": "restart", "confidence": 1.0}}
    user = UserUttered("/restart", parsed["intent"], [], parsed, None, "website", message_id)
    return [user, ActionExecuted("action_restart"), Restarted(), ActionExecuted("action_listen")]
