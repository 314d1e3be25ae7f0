"""The gate's rule, and the component that applies it."""

import dataclasses
from pathlib import Path
from typing import Any, List, Sequence, Tuple

import pytest
from rasa.shared.exceptions import InvalidConfigException
from ruamel.yaml import YAML

from assistant.nlu.confidence_gate import (
    OFFERED,
    POSSIBLE_EMERGENCY,
    ConfidenceGate,
    Thresholds,
    Verdict,
    decide,
)
from assistant.nlu.topic_prediction import (
    ANSWER,
    CLARIFY,
    DECLINE,
    PART_SCORES,
    SAFETY,
    TOPIC_SCORES,
    TopicScore,
    write_decision,
)
from assistant.settings import PROJECT
from tests.nlu.components import decision_of, make_message, make_workbench, process

THRESHOLDS = Thresholds(
    answer=0.5,
    courtesy=0.2,
    clarify=0.1,
    emergency=0.3,
    emergency_part=0.4,
    two_topics=0.6,
    part=0.65,
    decline=0.7,
)
CONFIG = dataclasses.asdict(THRESHOLDS)
Ranking = Sequence[Tuple[str, float]]


def scores(ranking: Ranking) -> List[TopicScore]:
    return [TopicScore(topic, confidence) for topic, confidence in ranking]


def verdict(ranking: Ranking, *parts: Ranking) -> Verdict:
    return decide(scores(ranking), [scores(part) for part in parts], THRESHOLDS)


@pytest.mark.parametrize(
    ("ranking", "decision", "topics"),
    [
        # Sure enough, at the threshold itself.
        ([("faq/safety", 0.5), ("clinic/cost", 0.4)], ANSWER, ["faq/safety"]),
        ([("book_appointment", 0.9)], ANSWER, ["book_appointment"]),
        # Not sure enough: ask back with what reaches `clarify`, three at most.
        ([("faq/safety", 0.49), ("clinic/cost", 0.1)], CLARIFY, ["faq/safety", "clinic/cost"]),
        ([("faq/safety", 0.49), ("clinic/cost", 0.09)], CLARIFY, ["faq/safety"]),
        (
            [("faq/safety", 0.3), ("clinic/cost", 0.2), ("faq/regulation", 0.2), ("thanks", 0.2)],
            CLARIFY,
            ["faq/safety", "clinic/cost", "faq/regulation"],
        ),
        # Nothing worth asking about.
        ([("faq/safety", 0.09), ("clinic/cost", 0.08)], DECLINE, []),
        # A courtesy is taken early; what has no title is never offered.
        ([("greet", 0.2), ("faq/safety", 0.1)], ANSWER, ["greet"]),
        ([("greet", 0.19), ("faq/safety", 0.1)], CLARIFY, ["faq/safety"]),
        ([("greet", 0.19), ("thanks", 0.15)], DECLINE, []),
        # What the assistant is and can do is a question, no courtesy.
        ([("capabilities", 0.3), ("faq/safety", 0.2)], CLARIFY, ["capabilities", "faq/safety"]),
        # A medical judgement is declined as a matter of safety.
        ([("medical_advice", 0.5)], SAFETY, ["medical_advice"]),
        ([("medical_advice", 0.4), ("faq/safety", 0.2)], CLARIFY, ["faq/safety"]),
        ([("medical_advice", 0.1), ("faq/safety", 0.05)], SAFETY, ["medical_advice"]),
        # Out of scope: certain, uncertain, uncertain with nothing to offer.
        ([("out_of_scope", 0.7), ("faq/safety", 0.2)], DECLINE, ["out_of_scope"]),
        ([("out_of_scope", 0.69), ("faq/safety", 0.2)], CLARIFY, ["faq/safety"]),
        ([("out_of_scope", 0.5), ("greet", 0.3)], DECLINE, ["out_of_scope"]),
        # An emergency is acted on long before another topic.
        ([("emergency/medical", 0.3), ("faq/safety", 0.29)], SAFETY, ["emergency/medical"]),
    ],
)
def test_ranking_leads_to_a_decision(ranking: Ranking, decision: str, topics: List[str]) -> None:
    """Each threshold counts from its own value on."""
    found = verdict(ranking)
    assert (found.decision, list(found.topics), found.reason) == (decision, topics, None)


@pytest.mark.parametrize("ranking", [[("faq/safety", 0.2)], []])
def test_possible_emergency_is_asked_about(ranking: Ranking) -> None:
    """Below its threshold an emergency is neither raised nor passed over."""
    found = verdict([("emergency/self_harm", 0.25), *ranking])
    assert (found.decision, found.reason) == (CLARIFY, POSSIBLE_EMERGENCY)
    assert list(found.topics) == [topic for topic, _ in ranking]


def test_emergency_in_one_part_comes_before_everything() -> None:
    """A cry for help inside a longer message counts, however certain the whole looks."""
    whole, cost = [("clinic/cost", 0.95)], [("clinic/cost", 0.9)]
    found = verdict(whole, cost, [("emergency/medical", 0.4)])
    assert (found.decision, list(found.topics)) == (SAFETY, ["emergency/medical"])
    assert found.score == TopicScore("emergency/medical", 0.4)
    # A part says less than the whole, so it must be surer.
    assert verdict(whole, [("emergency/medical", 0.39)], cost).decision == ANSWER


SAFE, COST = [("faq/safety", 0.7)], [("clinic/cost", 0.6)]


@pytest.mark.parametrize(
    ("whole", "parts", "topics"),
    [
        (SAFE, [SAFE, COST], ["faq/safety", "clinic/cost"]),
        (COST, [SAFE, COST], ["faq/safety", "clinic/cost"]),
        (SAFE, [SAFE, COST, SAFE], ["faq/safety", "clinic/cost"]),
        # One part unsure, not a question, or the whole about something else: one answer.
        (SAFE, [SAFE, [("clinic/cost", 0.59)]], ["faq/safety"]),
        (SAFE, [SAFE, [("thanks", 0.9)]], ["faq/safety"]),
        (SAFE, [SAFE, SAFE], ["faq/safety"]),
        (SAFE, [SAFE, COST, [("clinic/hours", 0.9)]], ["faq/safety"]),
        ([("faq/regulation", 0.9)], [SAFE, COST], ["faq/regulation"]),
    ],
)
def test_two_certain_questions_get_two_answers(
    whole: Ranking, parts: Sequence[Ranking], topics: List[str]
) -> None:
    """Both answers in the order asked, but only where every part is certain."""
    found = verdict(whole, *parts)
    assert (found.decision, list(found.topics)) == (ANSWER, topics)


UNSURE = [("faq/exosomes", 0.2), ("clinic/hours", 0.15)]


@pytest.mark.parametrize(
    ("whole", "parts", "decision", "topics"),
    [
        (UNSURE, [[("thanks", 0.9)], [("faq/safety", 0.65)]], ANSWER, ["faq/safety"]),
        (UNSURE, [SAFE, SAFE], ANSWER, ["faq/safety"]),
        ([("out_of_scope", 0.6)], [SAFE, UNSURE], ANSWER, ["faq/safety"]),
        ([("out_of_scope", 0.7)], [SAFE, UNSURE], DECLINE, ["out_of_scope"]),
        # Two certain parts of two topics, an unsure part, a part that asks for nothing.
        (UNSURE, [SAFE, [("clinic/cost", 0.7)]], CLARIFY, ["faq/exosomes", "clinic/hours"]),
        (UNSURE, [UNSURE, [("faq/safety", 0.64)]], CLARIFY, ["faq/exosomes", "clinic/hours"]),
        (UNSURE, [UNSURE, [("greet", 0.9)]], CLARIFY, ["faq/exosomes", "clinic/hours"]),
        (UNSURE, [UNSURE, [("medical_advice", 0.9)]], CLARIFY, ["faq/exosomes", "clinic/hours"]),
    ],
)
def test_clear_part_answers_an_unclear_message(
    whole: Ranking, parts: Sequence[Ranking], decision: str, topics: List[str]
) -> None:
    """Chatter about one certain question does not keep it from its answer."""
    found = verdict(whole, *parts)
    assert (found.decision, list(found.topics)) == (decision, topics)


@pytest.fixture
def gate(tmp_path: Path) -> Any:
    return make_workbench(tmp_path).create(ConfidenceGate, CONFIG)


def passed(gate: Any, ranking: Ranking, *parts: Ranking) -> Any:
    """The message after the gate, as Rasa would go on with it."""
    message = make_message("any words")
    message.set(TOPIC_SCORES, scores(ranking))
    message.set(PART_SCORES, [scores(part) for part in parts])
    return process(gate, message)[0]


@pytest.mark.parametrize(
    ("ranking", "parts", "intent", "decision"),
    [
        (SAFE, [], "faq", ANSWER),
        (SAFE, [SAFE, COST], "two_questions", ANSWER),
        ([("faq/safety", 0.3)], [], "nlu_fallback", CLARIFY),
        ([("faq/safety", 0.01)], [], "nlu_fallback", DECLINE),
        ([("out_of_scope", 0.9)], [], "out_of_scope", DECLINE),
        ([("medical_advice", 0.9)], [], "medical_advice", SAFETY),
        ([("emergency/medical", 0.2)], [], "nlu_fallback", CLARIFY),
        (COST, [COST, [("emergency/medical", 0.9)]], "emergency", SAFETY),
        (UNSURE, [UNSURE, SAFE], "faq", ANSWER),
    ],
)
def test_decision_leads_to_its_rules_intent(
    gate: Any, ranking: Ranking, parts: Sequence[Ranking], intent: str, decision: str
) -> None:
    """Rasa's rules see the intent that answers, asks back or declines."""
    message = passed(gate, ranking, *parts)
    assert message.get("intent")["name"] == intent
    assert decision_of(message)["decision"] == decision
    assert message.get("intent_ranking")[0]["name"] == intent


def test_emergency_of_a_part_is_the_retrieval_result(gate: Any) -> None:
    """The safety answer is the emergency's, not that of the topic the whole leads with."""
    message = passed(gate, COST, COST, [("emergency/medical", 0.9)])
    assert decision_of(message)["topic"] == "emergency/medical"
    response = message.get("response_selector")["emergency"]["response"]
    assert response["intent_response_key"] == "emergency/medical"


def test_topic_of_a_clear_part_is_the_retrieval_result(gate: Any) -> None:
    """Rasa's rule for the intent finds the part's answer, with the part's confidence."""
    message = passed(gate, UNSURE, UNSURE, SAFE)
    found = decision_of(message)
    assert (found["topic"], found["confidence"]) == ("faq/safety", 0.7)
    assert message.get("intent") == {"name": "faq", "confidence": 0.7}
    response = message.get("response_selector")["faq"]["response"]
    assert response["intent_response_key"] == "faq/safety"


def test_offered_topics_stand_in_the_decision(gate: Any) -> None:
    """The topics to offer are handed on in their order, three at most."""
    ranking = [("faq/safety", 0.4), ("clinic/cost", 0.3), ("clinic/hours", 0.2), ("deny", 0.2)]
    found = decision_of(passed(gate, ranking))
    assert found["topics"] == ["faq/safety", "clinic/cost", "clinic/hours"]
    assert len(found["topics"]) == OFFERED


def test_possible_emergency_names_its_reason(gate: Any) -> None:
    """The answer to a possible emergency is chosen by the reason."""
    found = decision_of(passed(gate, [("emergency/medical", 0.2), ("faq/safety", 0.2)]))
    assert found["reason"] == POSSIBLE_EMERGENCY
    assert found["topics"] == ["faq/safety"]


def test_message_without_scores_is_declined(gate: Any) -> None:
    """Empty text, or a model that knows nothing, still gets an intent and a decision."""
    for message in process(gate, make_message(""), make_message(None)):
        assert message.get("intent") == {"name": "nlu_fallback", "confidence": 0.0}
        assert decision_of(message)["decision"] == DECLINE
        assert decision_of(message)["topic"] is None


def test_decided_message_is_left_alone(gate: Any) -> None:
    """What a guard decided stands, even if scores are there as well."""
    message = make_message("help")
    write_decision(message, SAFETY, [TopicScore("emergency/medical", 1.0)])
    message.set(TOPIC_SCORES, scores(SAFE))
    process(gate, message)
    assert decision_of(message)["topic"] == "emergency/medical"


@pytest.mark.parametrize("name", list(CONFIG))
@pytest.mark.parametrize("value", [-0.1, 1.1, "0.5", None, True, float("nan"), [0.5]])
def test_bad_threshold_is_refused(tmp_path: Path, name: str, value: Any) -> None:
    """A threshold that is no number from 0 to 1 is named, with the command that chooses one."""
    with pytest.raises(InvalidConfigException, match=rf"{name} is .* 'make thresholds' chooses"):
        make_workbench(tmp_path).create(ConfidenceGate, {**CONFIG, name: value})


def test_missing_threshold_is_refused(tmp_path: Path) -> None:
    """There are no hidden defaults: what decides stands in config.yml."""
    with pytest.raises(InvalidConfigException, match="ConfidenceGate: answer is None"):
        make_workbench(tmp_path).create(ConfidenceGate, {})


def test_thresholds_of_the_project_are_accepted(tmp_path: Path) -> None:
    """The gate in config.yml has every threshold and nothing else."""
    config = YAML(typ="safe").load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    found = next(c for c in config["pipeline"] if c["name"].endswith(".ConfidenceGate"))
    assert set(found) == {"name", *CONFIG}
    make_workbench(tmp_path).create(ConfidenceGate, found)
