"""EmergencyPolicy together with RulePolicy, a form, and an action server that is down."""

import asyncio
from pathlib import Path
from typing import Any, Dict, List, Optional

import pytest
from rasa.core.actions.action import action_for_index
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain, InvalidDomain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from assistant.policies.emergency_policy import EmergencyPolicy
from tests.conftest import free_port

FORM, LISTEN, DEACTIVATE = "booking_form", "action_listen", "action_deactivate_loop"

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents:
  - emergency: {is_retrieval_intent: true}
  - medical_advice
  - book_appointment
  - nlu_fallback
slots:
  visitor_name: {type: text, mappings: [{type: custom}]}
  contact: {type: text, mappings: [{type: custom}]}
forms:
  booking_form: {required_slots: [visitor_name, contact]}
actions: [utter_emergency, validate_booking_form]
responses:
  utter_emergency/medical: [{text: "Call 911 now"}]
  utter_fallback: [{text: "Is this an emergency?"}]
  utter_medical_advice: [{text: "Please ask a physician"}]
  utter_ask_contact: [{text: "Your number?"}]
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: false}
"""
)

RULES = """
version: "3.1"
rules:
  - rule: an emergency
    steps: [{intent: emergency}, {action: utter_emergency}]
  - rule: a medical question
    steps: [{intent: medical_advice}, {action: utter_medical_advice}]
  - rule: not understood
    steps: [{intent: nlu_fallback}, {action: utter_fallback}]
  - rule: the form opens
    steps: [{intent: book_appointment}, {action: booking_form}, {active_loop: booking_form}]
"""


class Assistant:
    """Both policies under Rasa's ensemble, acting with Rasa's own actions."""

    def __init__(self, folder: Path) -> None:
        self.rules = make_policy(RulePolicy, folder, core_fallback_action_name="utter_fallback")
        self.emergencies = make_policy(EmergencyPolicy, folder)
        steps = YAMLStoryReader(DOMAIN).read_from_string(RULES)
        trackers = TrainingDataGenerator(StoryGraph(steps), DOMAIN).generate()
        self.rules.train(trackers, DOMAIN)
        self.emergencies.train(trackers, DOMAIN)
        self.no_server = EndpointConfig(f"http://127.0.0.1:{free_port()}/webhook")

    def predict(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        """What the ensemble makes of both predictions, in the order that is worse for ours."""
        predictions = [
            policy.predict_action_probabilities(tracker, DOMAIN)
            for policy in (self.rules, self.emergencies)
        ]
        return DefaultPolicyPredictionEnsemble().combine_predictions(predictions, tracker, DOMAIN)

    def answer(self, tracker: DialogueStateTracker, message: Event) -> List[str]:
        """Run a turn as Rasa's processor does; gives the names of its actions."""
        tracker.update(message, DOMAIN)
        actions: List[str] = []
        while LISTEN not in actions and len(actions) < 6:
            prediction = self.predict(tracker)
            action = action_for_index(prediction.max_confidence_index, DOMAIN, self.no_server)
            generator = TemplatedNaturalLanguageGenerator(DOMAIN.responses)
            found = action.run(CollectingOutputChannel(), generator, tracker, DOMAIN)
            events = asyncio.run(found)
            tracker.update_with_events(prediction.events, DOMAIN)
            tracker.update(action.event_for_successful_execution(prediction), DOMAIN)
            tracker.update_with_events(events, DOMAIN)
            actions.append(action.name())
        return actions


def make_policy(kind: Any, folder: Path, **options: Any) -> Policy:
    storage = LocalModelStorage.create(folder)
    config = {**kind.get_default_config(), **options}
    context = ExecutionContext(GraphSchema({}))
    policy: Policy = kind.create(config, storage, Resource(kind.__name__), context)
    return policy


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(tmp_path_factory.mktemp("policies"))


def says(intent: str, reason: Optional[str] = None) -> UserUttered:
    parsed: Dict[str, Any] = {"intent": {"name": intent, "confidence": 0.9}}
    parsed["topic_decision"] = {"decision": "clarify", "topic": "emergency/medical"}
    parsed["topic_decision"]["reason"] = reason
    answer = {"confidence": 0.9, "intent_response_key": "emergency/medical"}
    answer["utter_action"] = "utter_emergency/medical"
    parsed["response_selector"] = {"emergency": {"response": answer}}
    return UserUttered("my chest hurts", parsed["intent"], [], parsed)


def talk(*events: Event) -> DialogueStateTracker:
    beginning = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted(LISTEN)]
    return DialogueStateTracker.from_events("v_1", [*beginning, *events], DOMAIN.slots)


def opened_form() -> List[Event]:
    return [
        says("book_appointment"),
        ActionExecuted(FORM),
        ActiveLoop(FORM),
        SlotSet("visitor_name", "Ana"),
        SlotSet("requested_slot", "contact"),
        BotUttered("Your number?"),
        ActionExecuted(LISTEN),
    ]


def said(tracker: DialogueStateTracker) -> Optional[str]:
    return tracker.latest_bot_utterance.text if tracker.latest_bot_utterance else None


def test_an_emergency_is_answered_before_an_active_form(assistant: Assistant) -> None:
    """With the action server down; the form is paused and what was told to it is kept."""
    tracker = talk(*opened_form())
    actions = assistant.answer(tracker, says("emergency"))
    assert actions == ["utter_emergency", DEACTIVATE, LISTEN]
    assert said(tracker) == "Call 911 now"
    assert tracker.active_loop_name is None
    assert tracker.get_slot("requested_slot") is None
    assert tracker.get_slot("visitor_name") == "Ana"


def test_rules_alone_would_run_the_form(assistant: Assistant) -> None:
    """What the policy is for: RulePolicy runs the form whatever was said, which needs the server.

    If this fails after an update of Rasa, EmergencyPolicy may have become needless.
    """
    tracker = talk(*opened_form(), says("emergency"))
    prediction = assistant.rules.predict_action_probabilities(tracker, DOMAIN)
    assert DOMAIN.action_names_or_texts[prediction.max_confidence_index] == FORM
    assert prediction.is_no_user_prediction
    with pytest.raises(RasaException, match="Failed to execute custom action"):
        assistant.answer(talk(*opened_form()), says("book_appointment"))


def test_its_priority_is_above_that_of_the_rules(assistant: Assistant) -> None:
    """Both are certain while a form is active, and priority decides."""
    assert assistant.emergencies.priority > assistant.rules.priority


def test_an_emergency_without_a_form_is_what_the_rule_says(assistant: Assistant) -> None:
    """In a fresh conversation, after an answer, and after a form that was paused."""
    paused = [*opened_form(), ActiveLoop(None), SlotSet("requested_slot", None)]
    answered = [says("medical_advice"), ActionExecuted("utter_medical_advice")]
    for before in ([], [*answered, ActionExecuted(LISTEN)], [*paused, ActionExecuted(LISTEN)]):
        tracker = talk(*before)
        assert assistant.answer(tracker, says("emergency")) == ["utter_emergency", LISTEN]
        assert said(tracker) == "Call 911 now"


def test_two_emergencies_in_a_row_are_both_answered(assistant: Assistant) -> None:
    """What was done in the turn before does not count for this one."""
    tracker = talk(*opened_form())
    assistant.answer(tracker, says("emergency"))
    assert assistant.answer(tracker, says("emergency")) == ["utter_emergency", LISTEN]


@pytest.mark.parametrize(
    ("intent", "reason"),
    [
        ("medical_advice", None),
        ("book_appointment", None),
        ("nlu_fallback", None),
        ("nlu_fallback", "other_language"),
        ("medical_advice", "possible_emergency"),
        ("nlu_fallback", "possible_emergency"),
    ],
)
def test_every_other_message_is_left_to_the_form(
    assistant: Assistant, intent: str, reason: Optional[str]
) -> None:
    """A medical question, too: it is no emergency."""
    tracker = talk(*opened_form(), says(intent, reason))
    prediction = assistant.emergencies.predict_action_probabilities(tracker, DOMAIN)
    assert prediction.max_confidence == 0
    assert not prediction.is_no_user_prediction
    final = assistant.predict(tracker)
    assert DOMAIN.action_names_or_texts[final.max_confidence_index] == FORM


def test_a_rejected_form_goes_its_own_way(assistant: Assistant) -> None:
    """A question in the middle of the form is answered by its rule, and the form resumes."""
    tracker = talk(*opened_form(), says("medical_advice"), ActionExecutionRejected(FORM))
    final = assistant.predict(tracker)
    name = DOMAIN.action_names_or_texts[final.max_confidence_index]
    assert (name, final.policy_name) == ("utter_medical_advice", "RulePolicy")


def test_an_emergency_is_answered_after_a_turn_that_was_broken_off(assistant: Assistant) -> None:
    """The turn before need not have ended with listening, nor the form have run to its end."""
    broken_off = [*opened_form()[:-1], ActionExecutionRejected(FORM)]
    actions = assistant.answer(talk(*broken_off), says("emergency"))
    assert actions == ["utter_emergency", DEACTIVATE, LISTEN]


def test_messages_without_a_decision_are_no_error(assistant: Assistant) -> None:
    """Stories and other channels bring an intent only; a session may begin without a message."""
    for tracker in (talk(), talk(*opened_form(), UserUttered("hm", {"name": "nlu_fallback"}))):
        prediction = assistant.emergencies.predict_action_probabilities(tracker, DOMAIN)
        assert prediction.max_confidence == 0


def test_a_domain_without_the_safety_message_is_refused(tmp_path: Path) -> None:
    """When the model is trained, not in an emergency."""
    domain = Domain.from_dict({"intents": ["emergency"], "actions": ["utter_fallback"]})
    with pytest.raises(InvalidDomain, match="'utter_emergency'"):
        make_policy(EmergencyPolicy, tmp_path).train([], domain)


def test_it_is_loaded_without_anything_stored(tmp_path: Path) -> None:
    """As at the start of the server: it has learnt nothing, so there is no file of it."""
    storage = LocalModelStorage.create(tmp_path)
    context = ExecutionContext(GraphSchema({}))
    config = EmergencyPolicy.get_default_config()
    policy = EmergencyPolicy.load(config, storage, Resource("emergency"), context)
    tracker = talk(*opened_form(), says("emergency"))
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    names = DOMAIN.action_names_or_texts
    assert names[prediction.max_confidence_index] == "utter_emergency"
