"""Puts an emergency before everything, also before a form that is waiting for an answer."""

from typing import Any, Dict, List, Optional

from rasa.core.constants import POLICY_PRIORITY, RULE_POLICY_PRIORITY
from rasa.core.policies.policy import (
    Policy,
    PolicyPrediction,
    SupportedData,
    confidence_scores_for,
)
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import (
    ACTION_DEACTIVATE_LOOP_NAME,
    ACTION_LISTEN_NAME,
    ACTION_UNLIKELY_INTENT_NAME,
)
from rasa.shared.core.domain import Domain, InvalidDomain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

EMERGENCY = "emergency"
SAFETY_MESSAGE = "utter_emergency"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class EmergencyPolicy(Policy):
    """Answers an emergency, pauses the form that was active, and listens.

    RulePolicy runs an active form before any rule, and a form calls the action server; what is
    predicted here needs neither. A paused form keeps its slots. To every other message nothing is
    predicted; one that may be an emergency is answered by the form itself, which goes on.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """One priority above RulePolicy, which decides between equally certain predictions."""
        return {POLICY_PRIORITY: RULE_POLICY_PRIORITY + 1}

    @staticmethod
    def supported_data() -> SupportedData:
        """Rules, of which it learns nothing: without this Rasa would look for stories."""
        return SupportedData.RULE_DATA

    def train(
        self,
        training_trackers: List[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Check that the reply exists: nothing is learnt. Raises InvalidDomain."""
        # A model must not fail for the first time when somebody is in an emergency.
        if SAFETY_MESSAGE not in domain.action_names_or_texts:
            raise InvalidDomain(f"EmergencyPolicy says '{SAFETY_MESSAGE}', which the domain lacks.")
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The next step of answering an emergency with certainty, or zeros."""
        action = _choose_action(tracker)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        # A form that runs is predicted as one of those that look at no message. Rasa compares such
        # predictions only with each other, however certain or important the rest may be.
        return self._prediction(
            confidence_scores_for(action, 1.0, domain), is_no_user_prediction=True
        )


def _choose_action(tracker: DialogueStateTracker) -> Optional[str]:
    reply = _find_reply(tracker)
    if reply is None:
        return None
    is_form_active = tracker.active_loop_name is not None
    done = _list_actions_of_turn(tracker)
    was_form_paused = ACTION_DEACTIVATE_LOOP_NAME in done
    if reply not in done:
        return reply
    if is_form_active and not was_form_paused:
        return ACTION_DEACTIVATE_LOOP_NAME
    return ACTION_LISTEN_NAME


def _find_reply(tracker: DialogueStateTracker) -> Optional[str]:
    """What is to be said about the latest message, if that is for this policy to decide."""
    message = tracker.latest_message
    if message is None:
        return None
    return SAFETY_MESSAGE if message.intent_name == EMERGENCY else None


def _list_actions_of_turn(tracker: DialogueStateTracker) -> List[str]:
    """The actions since the latest message, newest first.

    Not whether the last action is `action_listen`: a turn that was broken off ends without it, and
    the answer to an emergency must not depend on the turn before.
    """
    done: List[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name != ACTION_UNLIKELY_INTENT_NAME:
            done.append(str(event.action_name))
    return done
