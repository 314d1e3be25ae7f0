"""Every class that a YAML file names can be loaded and is what Rasa takes it for."""

import importlib
from typing import Any, List

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import InputChannel
from rasa.core.lock_store import LockStore
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import Policy
from rasa.core.tracker_store import TrackerStore
from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
from rasa_sdk.executor import ActionExecutor

from assistant.settings import PROJECT
from tests.house.data_files import read_yaml

BUILT_IN = {component.__name__: component for component in DEFAULT_COMPONENTS}


def named_components(part: str) -> List[str]:
    """The names in one part of config.yml."""
    return [entry["name"] for entry in read_yaml(PROJECT / "config.yml")[part]]


def load(path: str) -> Any:
    """The class that a dotted path names."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("name", named_components("pipeline"))
def test_component_of_the_pipeline_can_be_loaded(name: str) -> None:
    """It is a graph component; one of ours has no name of Rasa's, which it would replace."""
    if "." not in name:
        assert issubclass(BUILT_IN[name], GraphComponent)
        return
    component = load(name)
    assert issubclass(component, GraphComponent)
    assert component.__name__ not in BUILT_IN


@pytest.mark.parametrize("name", named_components("policies"))
def test_policy_can_be_loaded(name: str) -> None:
    """It is a policy of Rasa's, or one of ours under its own name."""
    policy = BUILT_IN[name] if "." not in name else load(name)
    assert issubclass(policy, Policy)


@pytest.mark.parametrize("name", list(read_yaml(PROJECT / "credentials.yml")))
def test_channel_can_be_loaded(name: str) -> None:
    """It is an input channel; Rasa's own ones are not safe to expose."""
    assert "." in name
    assert issubclass(load(name), InputChannel)


@pytest.mark.parametrize(
    ("entry", "base"),
    [
        ("nlg", NaturalLanguageGenerator),
        ("tracker_store", TrackerStore),
        ("lock_store", LockStore),
        ("event_broker", EventBroker),
    ],
)
def test_endpoint_can_be_loaded(entry: str, base: type) -> None:
    """It is what Rasa expects at this place; a wrong path would often be a warning only."""
    assert issubclass(load(read_yaml(PROJECT / "endpoints.yml")[entry]["type"]), base)


def test_no_endpoint_is_left_out() -> None:
    """Every entry of endpoints.yml that names a class is covered above."""
    entries = read_yaml(PROJECT / "endpoints.yml")
    typed = {name for name, entry in entries.items() if "." in str(entry.get("type", ""))}
    assert typed == {"nlg", "tracker_store", "lock_store", "event_broker"}


def test_actions_of_the_domain_are_served() -> None:
    """The action server offers exactly the custom actions that the domain names."""
    executor = ActionExecutor()
    executor.register_package("actions")
    listed = read_yaml(PROJECT / "domain.yml")["actions"]
    assert sorted(executor.actions) == sorted(listed)
