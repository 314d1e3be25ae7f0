"""Chooses the confidence gate's thresholds on messages never trained on: `make thresholds`."""

import argparse
import asyncio
import itertools
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, List, Optional, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.model import get_local_model
from ruamel.yaml import YAML

from assistant.channels.incoming_message import make_inert
from assistant.evaluation.evaluate import silence_rasa
from assistant.evaluation.labelled_messages import LabelledMessage, read_labelled_messages
from assistant.nlu.confidence_gate import (
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
    TOPIC_DECISION,
    TOPIC_SCORES,
    TopicScore,
)
from assistant.settings import PROJECT
from assistant.topics import OUT_OF_SCOPE, load_topics

CONFIG = PROJECT / "config.yml"
FILES = ("calibration_messages.jsonl", "safety_messages.jsonl")
GRID = {
    "answer": (0.25, 0.3, 0.35, 0.4, 0.45, 0.5),
    "courtesy": (0.1, 0.15, 0.2, 0.3),
    "clarify": (0.02, 0.03, 0.05, 0.08, 0.1, 0.15),
    "emergency": (0.3, 0.35, 0.4, 0.45, 0.5, 0.6),
    "emergency_part": (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8),
    "two_topics": (0.5, 0.6, 0.7, 0.8),
    "part": (0.55, 0.6, 0.65, 0.7, 0.8, 0.9, 1.0),
    "decline": (0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
}
# What one message costs its visitor, in steps of "asked back although it was clear". A missed
# emergency is the worst, a wrong answer given with confidence the worst of the rest.
COSTS = {
    "emergency missed": 100.0,
    "emergency asked back about, number given": 15.0,
    "false emergency": 25.0,
    "wrong answer": 20.0,
    "out of scope answered": 20.0,
    "in-scope message declined": 6.0,
    "second answer nobody asked for": 4.0,
    "asked back, right topic offered": 1.5,
    "asked back, right topic not offered": 4.0,
    "out of scope asked back": 0.5,
}


@dataclass(frozen=True)
class ScoredMessage:
    """A labelled message with everything that the gate looks at; `verdict` where it is bypassed."""

    topic: str
    scores: Sequence[TopicScore]
    part_scores: Sequence[Sequence[TopicScore]]
    verdict: Optional[Verdict]


def score_messages(agent: Agent, messages: Sequence[LabelledMessage]) -> List[ScoredMessage]:
    """Run the pipeline once; the gate's decision is replayed afterwards for each threshold."""
    assert agent.processor is not None
    scored = []
    for message in messages:
        user_message = UserMessage(make_inert(message.text))
        parsed = asyncio.run(
            agent.processor.parse_message(user_message, only_output_properties=False)
        )
        decided, scores = parsed[TOPIC_DECISION], parsed.get(TOPIC_SCORES) or []
        bypassed = None if scores else Verdict(decided["decision"], decided["topics"])
        scored.append(
            ScoredMessage(str(message.topic), scores, parsed.get(PART_SCORES) or [], bypassed)
        )
    return scored


def name_outcome(message: ScoredMessage, thresholds: Thresholds) -> str:
    """The entry of COSTS that the gate's decision comes to; empty where all is well."""
    verdict = message.verdict or decide(message.scores, message.part_scores, thresholds)
    decision, topics = verdict.decision, verdict.topics
    catalogue = load_topics()
    is_emergency = catalogue[message.topic].is_emergency
    raised = decision == SAFETY and catalogue[topics[0]].is_emergency
    if raised:
        return "" if is_emergency else "false emergency"
    if is_emergency:
        seen = verdict.reason == POSSIBLE_EMERGENCY
        return "emergency asked back about, number given" if seen else "emergency missed"
    if message.topic == OUT_OF_SCOPE:
        held_back = {DECLINE: "", CLARIFY: "out of scope asked back"}
        return held_back.get(decision, "out of scope answered")
    if decision == DECLINE:
        return "in-scope message declined"
    if decision == CLARIFY:
        offered = "offered" if message.topic in topics else "not offered"
        return f"asked back, right topic {offered}"
    if message.topic not in topics:
        return "wrong answer"
    return "second answer nobody asked for" if decision == ANSWER and len(topics) > 1 else ""


def total_cost(messages: Sequence[ScoredMessage], thresholds: Thresholds) -> float:
    """Sum of COSTS over the messages."""
    return sum(COSTS.get(name_outcome(message, thresholds), 0.0) for message in messages)


def choose_thresholds(messages: Sequence[ScoredMessage], start: Thresholds) -> Thresholds:
    """The cheapest thresholds of GRID: one threshold at a time until none gets cheaper."""
    best, cost = start, total_cost(messages, start)
    for name in itertools.chain.from_iterable(itertools.repeat(list(GRID), len(GRID))):
        for value in GRID[name]:
            candidate = Thresholds(**{**asdict(best), name: value})
            candidate_cost = total_cost(messages, candidate)
            if candidate_cost < cost:
                best, cost = candidate, candidate_cost
    return best


def write_thresholds(config_file: Path, thresholds: Thresholds) -> None:
    """Put the thresholds into the pipeline of a Rasa configuration; the rest stays as it is."""
    yaml = YAML()
    yaml.width = 100  # type: ignore[assignment]
    yaml.indent(mapping=2, sequence=4, offset=2)
    config: Any = yaml.load(config_file.read_text(encoding="utf-8"))
    gate = next(c for c in config["pipeline"] if c["name"].endswith(ConfidenceGate.__name__))
    gate.update(asdict(thresholds))
    with config_file.open("w", encoding="utf-8") as file:
        yaml.dump(config, file)


def main(arguments: List[str]) -> int:
    """Command line. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="choose_thresholds", description=__doc__)
    parser.add_argument("--model", type=Path, default=PROJECT / "models")
    options = parser.parse_args(arguments)
    messages = [
        message
        for name in FILES
        for message in read_labelled_messages(PROJECT / "evaluation" / name)
        if message.topic
    ]
    silence_rasa()
    scored = score_messages(Agent.load(get_local_model(str(options.model))), messages)
    # Where two values cost the same, the start stays: the middle, and for emergencies the lowest.
    start = Thresholds(
        **{n: v[0] if n.startswith("emergency") else v[len(v) // 2] for n, v in GRID.items()}
    )
    chosen = choose_thresholds(scored, start)
    print(f"Thresholds of least cost on {len(scored)} messages never trained on:")
    for name, value in asdict(chosen).items():
        others = {
            v: total_cost(scored, Thresholds(**{**asdict(chosen), name: v})) for v in GRID[name]
        }
        row = "  ".join(f"{v}: {cost:g}" for v, cost in others.items())
        print(f"  {name:<11} {value:<5} (cost at {row})")
    outcomes = [name_outcome(message, chosen) for message in scored]
    print("What is left at these thresholds:")
    for name, each in COSTS.items():
        print(f"  {outcomes.count(name):>4} x {name} (cost {each:g} each)")
    write_thresholds(CONFIG, chosen)
    print("Written to config.yml. Train again to use them: make train")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
