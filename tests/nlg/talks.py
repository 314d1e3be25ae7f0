"""Conversations for the tests of the answers: events as Rasa's own code makes them."""

import asyncio
import copy
from typing import Any, Dict, List, Optional, Sequence

from rasa.core.actions.action import create_bot_utterance
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, Restarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.nlu.topic_prediction import ANSWER, TOPIC_DECISION

Reply = Dict[str, Any]


class Talk:
    """A conversation that grows: what is heard and answered becomes events of its tracker."""

    def __init__(
        self, domain: Domain, generator: Optional[NaturalLanguageGenerator] = None
    ) -> None:
        self._domain = domain
        self._generator = generator
        self.events: List[Event] = [ActionExecuted("action_listen")]

    @property
    def tracker(self) -> DialogueStateTracker:
        return DialogueStateTracker.from_events("v", self.events, self._domain.slots)

    def hears(
        self,
        text: str,
        topics: Sequence[str] = (),
        decision: str = ANSWER,
        conditions: Sequence[str] = (),
        reason: Optional[str] = None,
    ) -> "Talk":
        """Add a visitor's message with what the pipeline decided on it."""
        parsed: Dict[str, Any] = {
            TOPIC_DECISION: {
                "decision": decision,
                "topic": topics[0] if topics else None,
                "topics": list(topics),
                "confidence": 0.9,
                "reason": reason,
            }
        }
        entities = [{"entity": "condition", "value": name} for name in conditions]
        intent = {"name": topics[0].split("/")[0] if topics else None, "confidence": 0.9}
        self.events.append(UserUttered(text, intent, entities, parsed))
        return self

    def generates(self, response: str, **facts: Any) -> Optional[Reply]:
        """What the generator makes of a response at this point, without saying it."""
        assert self._generator is not None
        return asyncio.run(self._generator.generate(response, self.tracker, "rest", **facts))

    def answers(self, response: str, **facts: Any) -> Reply:
        """Say a response; gives it as it goes out."""
        reply = self.generates(response, **facts)
        assert reply is not None, response
        self.says(reply)
        return reply

    def says(self, reply: Reply) -> "Talk":
        """Add a reply to the conversation as Rasa's actions do."""
        self.events.append(create_bot_utterance(copy.deepcopy(reply)))
        return self

    def restarts(self) -> "Talk":
        """Begin anew, as Rasa does after /restart."""
        self.events.append(Restarted())
        return self


def titles(reply: Reply) -> List[str]:
    """What stands on the buttons of a reply."""
    return [button["title"] for button in reply.get("buttons", [])]
