"""Words every reply: picks the variation that holds, fills in the clinic's facts, adds buttons."""

import random
from typing import Any, Dict, List, Mapping, Optional, Sequence

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assistant.clinic_profile import ClinicProfile, load_clinic_profile
from assistant.conditions import Condition, load_conditions
from assistant.nlg.conversation import Conversation, read_metadata
from assistant.nlu.confidence_gate import POSSIBLE_EMERGENCY
from assistant.nlu.readable_text_guard import OTHER_LANGUAGE
from assistant.nlu.topic_prediction import ANSWER, CLARIFY, SAFETY
from assistant.settings import load_settings
from assistant.topics import load_topics

PREFIX = "utter_"
BOOKING = "book_appointment"
# What a reply of a form is, beside answer, clarify, decline and safety.
BOOKING_DECISION = "booking"
# Booking is offered at most once in this many messages.
BOOKING_PAUSE = 3


class ClinicResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Rasa's template generator with the clinic's rules (see `data/responses/`).

    A variation's metadata says when it holds (`needs`: facts of the clinic profile, `when`: which
    conditions were named, `after`: what was decided before) and what belongs to it (`source`,
    `related`, `decision`, `topic`, `personal`, `passes_on`). The most demanding one that holds is
    taken. Out go `topic`, `source`, `decision`, `personal` and `passes_on`.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._profile: ClinicProfile = load_clinic_profile(load_settings().clinic_profile)

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> Optional[Dict[str, Any]]:
        """The reply to the tracker's latest message; None where no such response is known.

        `is_further` says that an action has said something before in the same turn, of which the
        tracker does not know yet; all else in `kwargs` is filled into the text.
        """
        conversation = Conversation(tracker)
        is_further = kwargs.pop("is_further", False)
        is_first = conversation.is_first_reply and not is_further
        if utter_action == "utter_repeat":
            repeated = _repeat(conversation)
            if repeated:
                return repeated
        name = _resolve(utter_action, conversation)
        conditions = _find_conditions(conversation.named_conditions)
        variation = self._pick(name, conversation, conditions)
        if variation is None:
            return None
        extra = variation.get("metadata") or {}
        facts = {**self._profile.facts, **_condition_facts(conditions), **kwargs}
        reply: Dict[str, Any] = {"text": variation["text"]}
        source = extra.get("source")
        if source:
            reply["text"] += f'\nFrom our guide: "{source}"'
        decision = extra.get("decision") or _decision_for(name, conversation)
        if is_first and decision != SAFETY:
            # Whoever is asked for a name should not read "leave out private details".
            about = "utter_booking_notice" if decision == BOOKING_DECISION else "utter_notice"
            notice = self._pick(about, conversation, [])
            if notice:
                reply["text"] += f"\n\n{notice['text']}"
        reply = self._fill_response(reply, tracker.current_slot_values(), **facts)
        topics = _topics_to_offer(name, extra, conversation)
        is_asking_back = conversation.decision.get("decision") == CLARIFY
        if decision == BOOKING_DECISION or (tracker.active_loop_name and not is_asking_back):
            # The form comes back to its open question, and nothing should lead away from that. An
            # answer that it has taken need not have been clear to the classifier.
            topics = ()
        buttons = _make_buttons(topics, conversation)
        if buttons:
            reply["buttons"] = buttons
        topic = extra.get("topic") or _topic_of(name, conversation)
        reply["metadata"] = {"topic": topic, "decision": decision}
        for key in ("source", "personal", "passes_on"):
            if extra.get(key):
                reply["metadata"][key] = extra[key]
        return reply

    def _pick(
        self, name: str, conversation: Conversation, conditions: Sequence[Condition]
    ) -> Optional[Dict[str, Any]]:
        """The most demanding variation that holds; equal ones are wordings, chosen by chance."""
        suitable = [
            variation
            for variation in self.responses.get(name, [])
            if self._is_suitable(variation.get("metadata") or {}, conversation, conditions)
        ]
        if not suitable:
            return None
        # The first of the most demanding ones: a variation without demands holds always.
        best = _demands(max(suitable, key=_count_demands))
        return random.choice([v for v in suitable if _demands(v) == best])

    def _is_suitable(
        self,
        demands: Mapping[str, Any],
        conversation: Conversation,
        conditions: Sequence[Condition],
    ) -> bool:
        if not all(fact in self._profile.facts for fact in demands.get("needs", ())):
            return False
        if "when" in demands and demands["when"] != _which_conditions(conditions):
            return False
        return "after" not in demands or demands["after"] == conversation.what_came_before


def _demands(variation: Mapping[str, Any]) -> List[Any]:
    extra = variation.get("metadata") or {}
    return [extra.get(key) for key in ("needs", "when", "after")]


def _count_demands(variation: Mapping[str, Any]) -> int:
    needs, when, after = _demands(variation)
    return len(needs or ()) + bool(when) + bool(after)


def _resolve(utter_action: str, conversation: Conversation) -> str:
    """The response that a general one stands for in this conversation."""
    decision = conversation.decision
    if utter_action in ("utter_first_answer", "utter_second_answer"):
        topics = decision.get("topics") or []
        position = 0 if utter_action == "utter_first_answer" else 1
        return f"{PREFIX}{topics[position]}" if len(topics) > position else "utter_fallback"
    if utter_action == "utter_fallback":
        if decision.get("reason") == POSSIBLE_EMERGENCY:
            return f"{PREFIX}{POSSIBLE_EMERGENCY}"
        if decision.get("reason") == OTHER_LANGUAGE:
            # However often: who reads no English needs the number in it more than a menu.
            return f"{PREFIX}{OTHER_LANGUAGE}"
        if conversation.is_unclear_again:
            return "utter_offer_person"
        if decision.get("reason"):
            return f"{PREFIX}{decision['reason']}"
        return "utter_clarify" if decision.get("decision") == CLARIFY else utter_action
    if utter_action == "utter_out_of_scope" and conversation.is_unclear_again:
        return "utter_offer_person"
    return utter_action


def _repeat(conversation: Conversation) -> Optional[Dict[str, Any]]:
    """The last turn's messages once more, as one; None where nothing was said yet.

    What reads a visitor's details back is left out: after a form nothing of it is kept.
    """
    said = [event for event in conversation.last_reply() if event.text]
    messages = [event for event in said if not read_metadata(event).get("personal")]
    if not messages:
        return None
    last = messages[-1].message()
    reply: Dict[str, Any] = {"text": "\n\n".join(str(event.text) for event in messages)}
    for key in ("buttons", "metadata"):
        if last.get(key):
            reply[key] = last[key]
    return reply


def _find_conditions(names: Sequence[str]) -> List[Condition]:
    known = load_conditions()
    return [known[name] for name in names if name in known]


def _which_conditions(conditions: Sequence[Condition]) -> str:
    listed = {condition.listed_as is not None for condition in conditions}
    if not listed:
        return "unnamed"
    return "mixed" if len(listed) == 2 else ("listed" if True in listed else "unlisted")


def _condition_facts(conditions: Sequence[Condition]) -> Dict[str, str]:
    listed = [condition for condition in conditions if condition.listed_as]
    wordings = dict.fromkeys(str(condition.listed_as) for condition in listed)
    return {
        "listed": _join([condition.name for condition in listed]),
        "unlisted": _join([c.name for c in conditions if not c.listed_as], "or"),
        # The answer puts the wording in quotation marks, so several are quoted one by one.
        "listed_as": '" and "'.join(wordings),
    }


def _join(names: Sequence[str], word: str = "and") -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _topic_of(name: str, conversation: Conversation) -> Optional[str]:
    topic = name[len(PREFIX) :]
    if topic in load_topics():
        return topic
    decided: Optional[str] = conversation.decision.get("topic")
    return decided


def _decision_for(name: str, conversation: Conversation) -> str:
    return str(conversation.decision.get("decision") or ANSWER)


def _topics_to_offer(
    name: str, extra: Mapping[str, Any], conversation: Conversation
) -> Sequence[str]:
    decision = conversation.decision
    if decision.get("decision") == CLARIFY:
        topics: Sequence[str] = decision.get("topics", ())
        return topics
    if extra.get("after") == CLARIFY and name != f"{PREFIX}deny":
        # "Yes" to several topics: which one? After "no" none of them is worth offering again.
        previous: Sequence[str] = conversation.previous_decision.get("topics", ())
        return previous
    related: Sequence[str] = extra.get("related", ())
    return related


def _make_buttons(topics: Sequence[str], conversation: Conversation) -> List[Dict[str, str]]:
    catalogue = load_topics()
    buttons = []
    for topic in topics:
        title = catalogue[topic].title
        if title is None:
            continue
        asked_for = topic in conversation.previous_decision.get("topics", ())
        if topic == BOOKING and not asked_for and conversation.decision.get("decision") == ANSWER:
            # Who is only asking should not be pressed to book.
            pause = conversation.has_offered(title, BOOKING_PAUSE - 1)
            if pause or conversation.follows_safety_message():
                continue
        # The payload is the visitor's own words: a button can do nothing that typing cannot.
        buttons.append({"title": title, "payload": title})
    return buttons
