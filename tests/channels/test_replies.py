"""What a client gets to see of the bot's messages."""

import asyncio
from typing import Any, Dict, List, Optional

from rasa.core.actions.action import create_bot_utterance
from rasa.core.channels.channel import CollectingOutputChannel

from assistant.channels.replies import ReplyCollector, ReplyStream


def _sent(*responses: Dict[str, Any]) -> List[Dict[str, Any]]:
    """Send responses of an action or of the domain the way Rasa does."""

    async def send() -> List[Dict[str, Any]]:
        collector = ReplyCollector()
        for response in responses:
            event = create_bot_utterance(response)
            await collector.send_response("v", event.message())
        return list(collector.messages)

    return asyncio.run(send())


def test_rasa_takes_it_for_its_own() -> None:
    """Rasa returns the messages of a collector of its own kind and name."""
    assert issubclass(ReplyCollector, CollectingOutputChannel)
    assert ReplyCollector.name() == ReplyStream.name() == CollectingOutputChannel.name()


def test_text_stays_whole() -> None:
    """A text with blank lines is one message, not several."""
    assert _sent({"text": " One.\n\nTwo.\n"}) == [
        {"recipient_id": "v", "text": "One.\n\nTwo.", "metadata": {}}
    ]


def test_all_parts_of_a_message_stay_together() -> None:
    """Text, buttons, picture and custom data of one utterance are one message."""
    buttons = [{"title": "Is it safe?", "payload": "Is it safe?"}]
    response = {
        "text": "Hello",
        "buttons": buttons,
        "image": "https://clinic.example/a.png",
        "custom": {"reference": "B-1"},
    }
    assert _sent(response) == [
        {
            "recipient_id": "v",
            "text": "Hello",
            "buttons": buttons,
            "image": "https://clinic.example/a.png",
            "custom": {"reference": "B-1"},
            "metadata": {},
        }
    ]


def test_attachment_and_quick_replies() -> None:
    """An attachment is kept, and quick replies are shown as buttons."""
    quick = [{"title": "Yes", "payload": "Yes"}]
    (reply,) = _sent({"text": "Sure?", "quick_replies": quick, "attachment": {"type": "file"}})
    assert reply["buttons"] == quick
    assert reply["attachment"] == {"type": "file"}


def test_only_public_metadata_leaves() -> None:
    """Topic, source, decision and whether a request was kept are shown; the rest is not."""
    metadata = {
        "topic": "faq/what_is_prp",
        "source": "What is PRP?",
        "decision": "answer",
        "passes_on": True,
        "personal": True,
        "confidence": 0.9,
    }
    (reply,) = _sent({"text": "PRP is", "utter_action": "utter_faq", "metadata": metadata})
    assert reply == {
        "recipient_id": "v",
        "text": "PRP is",
        "metadata": {
            "topic": "faq/what_is_prp",
            "source": "What is PRP?",
            "decision": "answer",
            "passes_on": True,
        },
    }


def test_metadata_without_values_or_of_another_type() -> None:
    """Metadata is always a mapping, without empty entries."""
    replies = _sent(
        {"text": "a", "metadata": {"topic": "greet", "source": None}},
        {"text": "b", "metadata": "nonsense"},
    )
    assert [reply["metadata"] for reply in replies] == [{"topic": "greet"}, {}]


def test_empty_messages_are_left_out() -> None:
    """A message with nothing to show is none."""
    assert _sent({"text": "  "}, {"text": None, "buttons": []}, {"metadata": {"topic": "x"}}) == []


def test_stream_hands_on_each_reply_at_once() -> None:
    """The streaming variant puts the same messages into a queue, as they come."""

    async def send() -> None:
        queue: "asyncio.Queue[Optional[Dict[str, Any]]]" = asyncio.Queue()
        stream = ReplyStream(queue)
        await stream.send_response("v", {"text": "One.\n\nTwo."})
        assert queue.get_nowait() == stream.messages[0]
        await stream.send_response("v", {"text": "Three."})
        assert queue.qsize() == 1

    asyncio.run(send())
