"""Asks a trained model what it makes of messages, as it would in a conversation."""

import asyncio
from contextlib import closing
from typing import Any, Dict, Iterator, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from assistant.channels.incoming_message import make_inert
from assistant.evaluation.evaluation_report import Prediction
from assistant.evaluation.labelled_messages import LabelledMessage
from assistant.nlu.topic_prediction import TOPIC_DECISION, TopicScore
from assistant.topics import OUT_OF_SCOPE


def predict(agent: Agent, messages: Sequence[LabelledMessage]) -> Iterator[Prediction]:
    """What the trained pipeline decides on each message, as it would in a conversation."""
    assert agent.processor is not None
    # One loop for all of them: to make one costs as much as the message.
    with closing(asyncio.new_event_loop()) as loop:
        for message in messages:
            user_message = UserMessage(make_inert(message.text))
            parsed = loop.run_until_complete(agent.processor.parse_message(user_message))
            yield _read_prediction(message, parsed[TOPIC_DECISION])


def _read_prediction(message: LabelledMessage, decided: Dict[str, Any]) -> Prediction:
    return Prediction(
        text=message.text,
        topic=message.topic,
        # What no topic was found for is treated as out of scope, so it is predicted as such.
        predicted=decided["topic"] or OUT_OF_SCOPE,
        confidence=round(decided["confidence"], 4),
        decision=decided["decision"],
        candidates=tuple(
            TopicScore(c["topic"], round(c["confidence"], 4)) for c in decided["candidates"]
        ),
    )
