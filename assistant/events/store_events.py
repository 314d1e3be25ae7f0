"""What the tracker store publishes beside Rasa's own events: thumbs and deleted conversations."""

from typing import List, Optional

from assistant.events.turn_events import Event

REPLY_RATED = "reply_rated"
CONVERSATION_DELETED = "conversation_deleted"


def tell_rating(sender_id: str, reply_id: str, rating: Optional[str], turn: List[Event]) -> Event:
    """The event of a thumb: "up", "down" or None; `turn` are the events of the reply's turn."""
    return {
        "event": REPLY_RATED,
        "sender_id": sender_id,
        # A reply's id is that of the message which it answers, a dot and its number.
        "message_id": reply_id.rpartition(".")[0],
        "rating": rating,
        "turn": turn,
    }


def tell_deletion(sender_id: str) -> Event:
    """The event of a conversation that its visitor has deleted."""
    return {"event": CONVERSATION_DELETED, "sender_id": sender_id}
