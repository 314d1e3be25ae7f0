"""Shapes replies and stored messages as the widget gets them, each with its id."""

from typing import Any, Dict, Mapping, Optional, Sequence

from assistant.channels.message_ledger import Replies
from assistant.channels.replies import ReplyCollector, read_public_metadata
from assistant.stores.transcripts import TranscriptEntry, TranscriptPage


class WebsiteReplies(ReplyCollector):
    """Keeps the replies to one message. Their ids are those they have in the stored conversation:
    the message's own, and a number from 0 that also counts messages with nothing to show.
    """

    def __init__(self, message_id: str) -> None:
        super().__init__()
        self._message_id = message_id
        self._next = 0

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keep one message of the bot, or only its number if it has nothing to show."""
        await super().send_response(recipient_id, message)
        self._next += 1

    async def _persist_message(self, message: Dict[str, Any]) -> None:
        reply_id = f"{self._message_id}.{self._next}"
        shown = _shape(reply_id, message.get("text"), message, message["metadata"])
        await super()._persist_message(shown)


def shape_stored_replies(entries: Sequence[TranscriptEntry]) -> Replies:
    """The replies of a stored turn, as they were given when it was new."""
    shaped = (_shape_entry(entry) for entry in entries if not entry.is_from_visitor)
    return tuple(reply for reply in shaped if _has_something_to_show(reply))


def shape_page(page: TranscriptPage) -> Dict[str, Any]:
    """A part of the conversation, as the widget shows it."""
    messages = []
    for entry in page.entries:
        shaped = _shape_entry(entry)
        if entry.is_from_visitor or _has_something_to_show(shaped):
            origin = "visitor" if entry.is_from_visitor else "assistant"
            messages.append({**shaped, "from": origin, "time": entry.time})
    return {"messages": messages, "before": None if page.before is None else str(page.before)}


def _shape_entry(entry: TranscriptEntry) -> Dict[str, Any]:
    if entry.is_from_visitor:
        shaped: Dict[str, Any] = {"id": entry.id}
        if entry.text:
            shaped["text"] = entry.text
    else:
        shaped = _shape(entry.id, entry.text, entry.data, entry.metadata)
    if entry.is_restart:
        shaped["kind"] = "restart"
    if entry.is_removed:
        shaped["removed"] = True
    if entry.rating is not None:
        shaped["rating"] = entry.rating
    return shaped


def _shape(
    reply_id: str, text: Optional[str], parts: Mapping[str, Any], metadata: Mapping[str, Any]
) -> Dict[str, Any]:
    reply: Dict[str, Any] = {"id": reply_id}
    if text and text.strip():
        reply["text"] = text.strip()
    # A button sends its title: there is nothing else for the widget to know.
    buttons = [
        {"title": button["title"]}
        for button in [*(parts.get("buttons") or []), *(parts.get("quick_replies") or [])]
        if button.get("title")
    ]
    if buttons:
        reply["buttons"] = buttons
    if parts.get("custom"):
        reply["custom"] = parts["custom"]
    reply["metadata"] = read_public_metadata(metadata)
    return reply


def _has_something_to_show(shaped: Mapping[str, Any]) -> bool:
    return any(part in shaped for part in ("text", "buttons", "custom", "removed"))
