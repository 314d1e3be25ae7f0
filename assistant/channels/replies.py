"""Collects what the assistant says in one turn, each message whole and with its public metadata."""

import asyncio
from typing import Any, Dict, List, Mapping, Optional

from rasa.core.channels.channel import CollectingOutputChannel

# What a client may know of how a reply came about; everything else stays inside.
PUBLIC_METADATA = ("topic", "source", "decision", "passes_on")


class ReplyCollector(CollectingOutputChannel):
    """Keeps each message of the bot as one reply, in order, in `messages`.

    Rasa's own collector cuts a text at its blank lines, parts text from picture, and drops the
    metadata. Its name stays "collector", so that channel-specific wordings are the same here,
    in ReplyStream and in Rasa's own `rest`.
    """

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keep one message: `message` is `BotUttered.message()`, metadata merged into it."""
        reply: Dict[str, Any] = {"recipient_id": recipient_id}
        text = message.get("text")
        if isinstance(text, str) and text.strip():
            reply["text"] = text.strip()
        buttons = _buttons(message)
        if buttons:
            reply["buttons"] = buttons
        for part in ("image", "attachment", "custom"):
            if message.get(part):
                reply[part] = message[part]
        if len(reply) == 1:
            return
        reply["metadata"] = read_public_metadata(message.get("metadata"))
        await self._persist_message(reply)


class ReplyStream(ReplyCollector):
    """Hands each reply on at once, through a queue, as well as keeping it."""

    def __init__(self, queue: "asyncio.Queue[Optional[Dict[str, Any]]]") -> None:
        super().__init__()
        self._queue = queue

    async def _persist_message(self, message: Dict[str, Any]) -> None:
        await super()._persist_message(message)
        await self._queue.put(message)


def _buttons(message: Mapping[str, Any]) -> List[Dict[str, Any]]:
    # Rasa shows quick replies as buttons wherever a channel knows no difference.
    return [*(message.get("buttons") or []), *(message.get("quick_replies") or [])]


def read_public_metadata(metadata: Any) -> Dict[str, Any]:
    """What a client may know of a reply's metadata."""
    if not isinstance(metadata, Mapping):
        return {}
    return {key: metadata[key] for key in PUBLIC_METADATA if metadata.get(key) is not None}
