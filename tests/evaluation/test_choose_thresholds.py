"""Choosing thresholds: outcomes, their costs, the search, and writing them down."""

import dataclasses
from pathlib import Path
from typing import Any, Optional, Sequence, Tuple

import pytest
from ruamel.yaml import YAML

from assistant.evaluation.choose_thresholds import (
    COSTS,
    GRID,
    ScoredMessage,
    choose_thresholds,
    name_outcome,
    score_messages,
    total_cost,
    write_thresholds,
)
from assistant.evaluation.labelled_messages import LabelledMessage
from assistant.nlu.confidence_gate import Thresholds, Verdict
from assistant.nlu.topic_prediction import ANSWER, DECLINE, SAFETY, TopicScore
from assistant.settings import PROJECT
from tests.evaluation.agents import TableAgent, decided, inner

THRESHOLDS = Thresholds(
    answer=0.4,
    courtesy=0.2,
    clarify=0.1,
    emergency=0.4,
    emergency_part=0.5,
    two_topics=0.6,
    part=0.65,
    decline=0.6,
)
Ranking = Sequence[Tuple[str, float]]


def scored(
    topic: str, ranking: Ranking, *parts: Ranking, verdict: Optional[Verdict] = None
) -> ScoredMessage:
    """A message of the topic as the model ranks it and its parts."""
    rankings = [[TopicScore(*pair) for pair in one] for one in (ranking, *parts)]
    return ScoredMessage(topic, rankings[0], rankings[1:], verdict)


SAFE, COST = [("faq/safety", 0.7)], [("clinic/cost", 0.7)]


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        (scored("faq/safety", SAFE), ""),
        (scored("clinic/cost", SAFE), "wrong answer"),
        (scored("faq/safety", SAFE, SAFE, COST), "second answer nobody asked for"),
        (scored("clinic/hours", SAFE, SAFE, COST), "wrong answer"),
        (scored("faq/safety", [("faq/safety", 0.3)]), "asked back, right topic offered"),
        (scored("clinic/cost", [("faq/safety", 0.3)]), "asked back, right topic not offered"),
        (scored("clinic/cost", [("faq/safety", 0.05)]), "in-scope message declined"),
        (scored("clinic/cost", [("out_of_scope", 0.9)]), "in-scope message declined"),
        (scored("out_of_scope", [("out_of_scope", 0.9)]), ""),
        (scored("out_of_scope", [("faq/safety", 0.05)]), ""),
        (scored("out_of_scope", [("faq/safety", 0.3)]), "out of scope asked back"),
        (scored("out_of_scope", SAFE), "out of scope answered"),
        (scored("out_of_scope", [("medical_advice", 0.9)]), "out of scope answered"),
        (scored("medical_advice", [("medical_advice", 0.9)]), ""),
        (scored("emergency/medical", [("emergency/medical", 0.4)]), ""),
        (scored("emergency/medical", [("emergency/self_harm", 0.4)]), ""),
        (scored("emergency/medical", SAFE, SAFE, [("emergency/medical", 0.5)]), ""),
        (scored("emergency/medical", SAFE), "emergency missed"),
        (scored("emergency/medical", [("medical_advice", 0.9)]), "emergency missed"),
        (
            scored("emergency/medical", [("emergency/medical", 0.39)]),
            "emergency asked back about, number given",
        ),
        (scored("faq/safety", [("emergency/medical", 0.4)]), "false emergency"),
        (scored("out_of_scope", [("emergency/medical", 0.4)]), "false emergency"),
        (
            scored("emergency/medical", SAFE, verdict=Verdict(SAFETY, ["emergency/medical"])),
            "",
        ),
        (scored("greet", [], verdict=Verdict(DECLINE, [])), "in-scope message declined"),
        (scored("out_of_scope", [], verdict=Verdict(ANSWER, [])), "out of scope answered"),
    ],
)
def test_outcome_is_named(message: ScoredMessage, outcome: str) -> None:
    """What the visitor gets has one name; an empty one where all is well."""
    assert name_outcome(message, THRESHOLDS) == outcome
    assert total_cost([message], THRESHOLDS) == COSTS.get(outcome, 0.0)


def test_every_cost_belongs_to_an_outcome() -> None:
    """A renamed outcome would silently cost nothing."""
    parameters = test_outcome_is_named.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {outcome for _, outcome in parameters} - {""} == set(COSTS)


def test_costs_are_added() -> None:
    """The sum over the messages, zero for none."""
    messages = [scored("clinic/cost", SAFE), scored("faq/safety", SAFE)] * 3
    assert total_cost(messages, THRESHOLDS) == 3 * COSTS["wrong answer"]
    assert total_cost([], THRESHOLDS) == 0.0


def test_cheapest_thresholds_are_found() -> None:
    """Wrong below 0.42 and right above it: `answer` goes between them, the rest stays."""
    messages = [scored("clinic/cost", [("faq/safety", 0.41), ("clinic/cost", 0.3)])] * 3
    messages += [scored("faq/safety", [("faq/safety", 0.46)])] * 3
    start = dataclasses.replace(THRESHOLDS, answer=0.25)
    chosen = choose_thresholds(messages, start)
    assert chosen == dataclasses.replace(start, answer=0.45)
    assert total_cost(messages, chosen) < total_cost(messages, start)


def test_thresholds_that_cost_the_same_stay() -> None:
    """Without messages, or where nothing gets cheaper, the start is the choice."""
    assert choose_thresholds([], THRESHOLDS) == THRESHOLDS
    assert choose_thresholds([scored("faq/safety", SAFE)], THRESHOLDS) == THRESHOLDS


def test_grid_has_every_threshold() -> None:
    """Each threshold of the gate is searched, over rising confidences from 0 to 1."""
    assert set(GRID) == {field.name for field in dataclasses.fields(Thresholds)}
    for values in GRID.values():
        assert list(values) == sorted(set(values))
        assert all(0 <= value <= 1 for value in values)


def test_scores_are_taken_from_the_pipeline() -> None:
    """What the gate looked at is kept; where it was bypassed, its decision is."""
    whole, parts = [TopicScore("faq/safety", 0.5)], [[TopicScore("clinic/cost", 0.9)]]
    emergency = decided(SAFETY, ("emergency/medical", 1.0))
    agent: Any = TableAgent(
        {
            "is it safe": (decided(ANSWER, ("faq/safety", 0.5)), inner(whole, parts)),
            "help": (emergency, {}),
        }
    )
    messages = [LabelledMessage("is it safe", "faq/safety"), LabelledMessage("help", "deny")]
    first, second = score_messages(agent, messages)
    assert first == ScoredMessage("faq/safety", whole, parts, None)
    assert second.verdict is not None
    assert (second.verdict.decision, list(second.verdict.topics)) == (
        SAFETY,
        ["emergency/medical"],
    )
    assert name_outcome(second, THRESHOLDS) == "false emergency"


def test_only_the_thresholds_of_the_configuration_change(tmp_path: Path) -> None:
    """Comments, order and every other line of config.yml stay; written twice is the same."""
    before = (PROJECT / "config.yml").read_text(encoding="utf-8")
    file = tmp_path / "config.yml"
    file.write_text(before, encoding="utf-8")
    wanted = Thresholds(**dict.fromkeys(GRID, 0.123))
    write_thresholds(file, wanted)
    after = file.read_text(encoding="utf-8")
    pairs = list(zip(before.splitlines(), after.splitlines(), strict=True))
    changed = {new.strip() for old, new in pairs if old != new}
    assert changed == {f"{name}: 0.123" for name in GRID}
    config = YAML(typ="safe").load(after)
    gate = next(c for c in config["pipeline"] if c["name"].endswith("ConfidenceGate"))
    assert {name: gate[name] for name in GRID} == dataclasses.asdict(wanted)
    write_thresholds(file, wanted)
    assert file.read_text(encoding="utf-8") == after
