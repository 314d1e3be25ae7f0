"""Rehearses written conversations with a trained model, in this process and without forms."""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple

import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from assistant.channels.incoming_message import make_inert
from assistant.channels.replies import ReplyCollector
from assistant.nlg.clinic_response_generator import BOOKING_DECISION, ClinicResponseGenerator
from assistant.topics import load_topics

FOLDER = "conversations"
BOOKING_FAMILY = "booking"
# Turns that need the servers, a form, or somebody else cannot be rehearsed; what is said of words
# and buttons is left to the tests, since staff may change an answer's words.
_NOT_REHEARSED = {"body", "status", "field", "staff", "asks", "remember", "visitor", "outside"}


@dataclass(frozen=True)
class ExpectedTurn:
    """What a visitor says, and what the replies must be about; None where anything will do."""

    say: str
    topic: Optional[str]
    topics: Optional[Tuple[str, ...]]
    decision: Optional[str]
    source: Optional[str]
    messages: Optional[int]


@dataclass(frozen=True)
class WrittenConversation:
    """A conversation of evaluation/conversations."""

    name: str
    turns: Tuple[ExpectedTurn, ...]


@dataclass(frozen=True)
class RehearsedConversation:
    """How a conversation went; `problem` says in words what was otherwise."""

    name: str
    problem: Optional[str]


def read_written_conversations(folder: Path) -> List[WrittenConversation]:
    """Those that can be rehearsed, in the order of the files: without forms and raw requests."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            if all(_can_be_rehearsed(turn) for turn in entry["turns"]):
                turns = tuple(_read_turn(turn) for turn in entry["turns"])
                found.append(WrittenConversation(f"{file.stem}: {entry['name']}", turns))
    return found


def load_rehearsing_agent(model: Path) -> Agent:
    """The assistant with everything in memory, and no action server."""
    generator = ClinicResponseGenerator(EndpointConfig(), Domain.empty())
    store = InMemoryTrackerStore(Domain.empty())
    return Agent.load(
        model, generator=generator, tracker_store=store, lock_store=InMemoryLockStore()
    )


def rehearse(
    agent: Agent, conversations: Iterable[WrittenConversation]
) -> Iterator[RehearsedConversation]:
    """Talk each conversation through, to its first turn that goes otherwise than written."""
    with closing(asyncio.new_event_loop()) as loop:
        for number, one in enumerate(conversations):
            problem = loop.run_until_complete(_talk(agent, f"rehearsal-{number}", one.turns))
            yield RehearsedConversation(one.name, problem)


async def _talk(agent: Agent, sender: str, turns: Sequence[ExpectedTurn]) -> Optional[str]:
    for number, turn in enumerate(turns, start=1):
        replies = ReplyCollector()
        await agent.handle_message(UserMessage(make_inert(turn.say), replies, sender))
        problem = _find_problem(turn, replies.messages)
        if problem:
            return f'After "{turn.say}" (message {number}): {problem}'
    return None


def _find_problem(turn: ExpectedTurn, replies: Sequence[Dict[str, Any]]) -> Optional[str]:
    if not replies:
        return "no answer came."
    about = [reply.get("metadata", {}) for reply in replies]
    topics = tuple(str(one.get("topic")) for one in about)
    for what, wanted, found in (
        ("number of messages", turn.messages, len(replies)),
        ("topic", turn.topic, topics[0]),
        ("topics", turn.topics, topics),
        ("decision", turn.decision, about[0].get("decision")),
        ("source", turn.source, about[0].get("source")),
    ):
        if wanted is not None and wanted != found:
            return f"the {what} should be {_words(wanted)}, and is {_words(found)}."
    return None


def _words(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _can_be_rehearsed(turn: Dict[str, Any]) -> bool:
    catalogue = load_topics()
    topics = [turn["topic"]] if "topic" in turn else turn.get("topics", [])
    opens_form = any(catalogue[topic].family == BOOKING_FAMILY for topic in topics)
    is_form = opens_form or turn.get("decision") == BOOKING_DECISION
    # What stands in braces is filled in by the tests.
    return not (is_form or _NOT_REHEARSED & set(turn) or "{" in turn["say"])


def _read_turn(turn: Dict[str, Any]) -> ExpectedTurn:
    topics = turn.get("topics")
    return ExpectedTurn(
        say=turn["say"],
        topic=turn.get("topic"),
        topics=tuple(topics) if topics is not None else None,
        decision=turn.get("decision"),
        source=turn.get("source"),
        messages=turn.get("messages"),
    )
