"""What the tests of graph components share: Rasa's real storage, context, data and messages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Type

from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.topic_prediction import TOPIC_DECISION

# A few phrasings of topics that lie apart, enough for a head that knows them.
PHRASINGS: Mapping[str, Sequence[str]] = {
    "faq/safety": (
        "is it safe",
        "is this treatment safe and does it work",
        "how safe is regenerative medicine",
        "are these treatments safe for me",
        "is it really safe",
    ),
    "clinic/cost": (
        "how much does it cost",
        "what is the price of a treatment",
        "cost of prp",
        "how much do i have to pay",
        "what would a session cost me",
    ),
    "greet": ("hello", "hi there", "good morning", "hey", "hello there friend"),
    "out_of_scope": (
        "what is the weather tomorrow",
        "tell me a joke",
        "who won the football game",
        "can you fix my car",
        "what is the capital of france",
    ),
}


@dataclass(frozen=True)
class Workbench:
    """Where one component of a graph is made, trained and loaded."""

    storage: ModelStorage
    resource: Resource
    context: ExecutionContext

    def create(self, component: Type[GraphComponent], config: Dict[str, Any]) -> Any:
        """Make the component as a training does, its defaults filled in."""
        full = {**component.get_default_config(), **config}
        return component.create(full, self.storage, self.resource, self.context)

    def load(self, component: Type[GraphComponent], config: Dict[str, Any]) -> Any:
        """Make the component as a server does, from what a training persisted."""
        full = {**component.get_default_config(), **config}
        return component.load(full, self.storage, self.resource, self.context)


def make_workbench(folder: Path, name: str = "component") -> Workbench:
    """A workbench with Rasa's own storage in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Workbench(
        LocalModelStorage.create(folder),
        Resource(name),
        ExecutionContext(GraphSchema({}), model_id="test"),
    )


def make_training_data(phrasings: Mapping[str, Sequence[str]] = PHRASINGS) -> TrainingData:
    """Training data with retrieval intents split as Rasa's own reader splits them."""
    return TrainingData(
        [Message.build(text, intent=topic) for topic, texts in phrasings.items() for text in texts]
    )


def make_message(text: Optional[str]) -> Message:
    """A message as it enters the pipeline of a server."""
    return Message({} if text is None else {"text": text})


def process(component: Any, *messages: Message) -> List[Message]:
    """Run the component's `process`, which must give back the very messages that it was given."""
    given = list(messages)
    found: List[Message] = component.process(given)
    assert all(a is b for a, b in zip(found, messages, strict=True))
    return found


def decision_of(message: Message) -> Dict[str, Any]:
    """What was decided on a message, empty where nothing was."""
    found: Dict[str, Any] = message.get(TOPIC_DECISION) or {}
    return found
