"""What Rasa demands of every component of ours, whatever it does."""

from typing import Type, get_type_hints

import pytest
from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from assistant.nlu.confidence_gate import ConfidenceGate
from assistant.nlu.emergency_guard import EmergencyGuard
from assistant.nlu.known_phrasing_classifier import KnownPhrasingClassifier
from assistant.nlu.readable_text_guard import ReadableTextGuard
from assistant.nlu.sentence_encoder_featurizer import SentenceEncoderFeaturizer
from assistant.nlu.topic_classifier import TopicClassifier

TRAINABLE = (KnownPhrasingClassifier, TopicClassifier)
COMPONENTS = (
    EmergencyGuard,
    ReadableTextGuard,
    SentenceEncoderFeaturizer,
    ConfidenceGate,
    *TRAINABLE,
)


@pytest.mark.parametrize("component", COMPONENTS)
def test_annotations_can_be_read_at_run_time(component: Type[GraphComponent]) -> None:
    """Rasa resolves the annotations when it builds the graph; all of them must be importable."""
    for name in ("create", "load", "process", "train", "process_training_data"):
        method = getattr(component, name, None)
        if method is not None:
            assert "return" in get_type_hints(method), name


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_is_registered_under_a_name_of_its_own(component: Type[GraphComponent]) -> None:
    """Rasa registers by class name: one of its own must not be replaced silently."""
    registered = DefaultV1Recipe._registered_components[component.__name__]
    assert registered.clazz is component
    assert registered.is_trainable == (component in TRAINABLE)
    assert component.__name__ not in {clazz.__name__ for clazz in DEFAULT_COMPONENTS}
