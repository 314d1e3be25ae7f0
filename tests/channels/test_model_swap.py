"""Another model in a running server: loaded and tried aside, then swapped at one stroke."""

import asyncio
import sys
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from assistant.channels.light_processor import LightProcessor
from assistant.channels.model_swap import (
    TRIAL_CONVERSATION,
    UnusableModel,
    install_model,
    load_model,
)
from assistant.channels.replies import ReplyCollector
from assistant.releases.folder import hash_file
from tests.changed_models import sign_answer, write_changed_model

GENERATOR = "assistant.nlg.clinic_response_generator.ClinicResponseGenerator"
SAFETY = "utter_faq/safety"
MARK = "Second release."


@pytest.fixture(scope="module")
def changed(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained model with other words about safety."""
    target = tmp_path_factory.mktemp("models") / "changed.tar.gz"
    write_changed_model(model, target, sign_answer(SAFETY, MARK))
    return target


@pytest.fixture(scope="module")
def loaded(model: Path) -> Agent:
    """Rasa's own agent, as its server loads it."""
    endpoints = AvailableEndpoints(nlg=EndpointConfig.from_dict({"type": GENERATOR}))
    return asyncio.run(load_agent(str(model), endpoints=endpoints))


@pytest.fixture
def agent(loaded: Agent, tracker_store: TrackerStore) -> Iterator[Agent]:
    """The agent with an empty store of its own; its model is put back afterwards."""
    processor, loaded.tracker_store = loaded.processor, tracker_store
    processor.tracker_store = tracker_store
    install_model(loaded, processor)
    yield loaded
    install_model(loaded, processor)


def say(agent: Any, text: str, sender: str = "v") -> List[str]:
    """The texts that the agent answers."""
    collector = ReplyCollector()
    asyncio.run(agent.handle_message(UserMessage(text, collector, sender)))
    return [message["text"] for message in collector.messages]


def swap(agent: Agent, file: Path) -> None:
    install_model(agent, load_model(agent, file, hash_file(file)))


def test_swapped_model_answers_in_its_words(agent: Agent, changed: Path) -> None:
    """The conversation goes on: the second answer is not the first of a conversation."""
    before = say(agent, "is it safe?")
    swap(agent, changed)
    after = say(agent, "is it safe?")
    assert not before[0].startswith(MARK)
    assert after[0].startswith(MARK)
    tracker = asyncio.run(agent.tracker_store.retrieve("v"))
    assert [e.text for e in tracker.events if e.type_name == "user"] == ["is it safe?"] * 2


def test_trial_leaves_no_trace(agent: Agent, changed: Path) -> None:
    """The trial's conversation is in no store of the server."""
    load_model(agent, changed, hash_file(changed))
    assert asyncio.run(agent.tracker_store.retrieve(TRIAL_CONVERSATION)) is None


def test_turn_that_runs_keeps_its_model(agent: Agent, changed: Path) -> None:
    """Rules and words of one turn come from one model, wherever the swap falls."""
    new = load_model(agent, changed, hash_file(changed))
    old = agent.processor
    parse = old.parse_message

    async def parse_and_swap(*arguments: Any, **options: Any) -> Any:
        parsed = await parse(*arguments, **options)
        install_model(agent, new)
        return parsed

    old.parse_message = parse_and_swap
    try:
        assert not say(agent, "is it safe?")[0].startswith(MARK)
    finally:
        del old.parse_message
    assert say(agent, "is it safe?")[0].startswith(MARK)


def test_light_processor_has_the_domain_that_rasa_reads(agent: Agent, model: Path) -> None:
    """The domain in an archive's metadata is the one in its YAML, so reading one is enough."""
    ways = (MessageProcessor, LightProcessor)
    usual, light = (_domain_of_policies(way, agent, model) for way in ways)
    assert light.as_dict() == usual.as_dict()
    assert light.fingerprint() == usual.fingerprint()
    assert light.action_names_or_texts == usual.action_names_or_texts


def _domain_of_policies(way: "type[MessageProcessor]", agent: Agent, model: Path) -> Domain:
    processor = way(str(model), agent.tracker_store, agent.lock_store, agent.nlg)
    (name,) = (
        name
        for name, node in processor.graph_runner._graph_schema.nodes.items()
        if issubclass(node.uses, DomainProvider)
    )
    domain: Domain = processor.graph_runner.run({}, [name])[name]
    return domain


def test_changed_file_is_not_loaded(agent: Agent, changed: Path) -> None:
    """The digest is that of the file that was trained."""
    old = agent.processor
    with pytest.raises(UnusableModel, match="model_damaged"):
        load_model(agent, changed, "0" * 64)
    assert agent.processor is old


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b broken"])
def test_file_that_is_no_model_is_refused(agent: Agent, tmp_path: Path, content: bytes) -> None:
    """Whatever Rasa stumbles over, the reason is the same, and the interpreter as before."""
    file = tmp_path / "model.tar.gz"
    file.write_bytes(content)
    before = sys.getswitchinterval()
    with pytest.raises(UnusableModel, match="model_unusable"):
        load_model(agent, file, hash_file(file))
    assert sys.getswitchinterval() == before


def test_model_without_words_is_refused(agent: Agent, model: Path, tmp_path: Path) -> None:
    """A model that has nothing to say in an emergency never meets a visitor."""
    file = tmp_path / "model.tar.gz"
    write_changed_model(model, file, lambda responses: responses["utter_emergency/medical"].clear())
    with pytest.raises(UnusableModel, match="model_silent"):
        load_model(agent, file, hash_file(file))
