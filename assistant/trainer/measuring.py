"""Measures models on messages and rehearsed conversations, in two processes at once."""

from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from rasa.core.agent import Agent

from assistant.evaluation.conversations import (
    WrittenConversation,
    load_rehearsing_agent,
    rehearse,
)
from assistant.evaluation.labelled_messages import LabelledMessage
from assistant.evaluation.predicting import predict
from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.nlu.remembering_encoder import RememberingEncoder
from assistant.nlu.sentence_encoder import WIDTH, encoder_id, encoding_with
from assistant.releases.records import ConversationResult, Prediction
from assistant.settings import Settings
from assistant.trainer.lifelines import end_with_parent
from assistant.trainer.questions import Question

PROCESSES = 2
POLL_SECONDS = 0.2

# Called with how many messages and conversations are done and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Assignment:
    """What to ask one model."""

    model: Path
    questions: Tuple[Question, ...]
    conversations: Tuple[WrittenConversation, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask it."""
        return not (self.questions or self.conversations)

    def share(self, number: int) -> "Assignment":
        """The part of one of the processes; the same question is always in the same part."""
        return Assignment(
            self.model,
            tuple(one for one in self.questions if hash(one.text) % PROCESSES == number),
            tuple(self.conversations[number::PROCESSES]),
        )


@dataclass(frozen=True)
class Measured:
    """What a model made of its assignment, in no order."""

    predictions: Dict[Question, Prediction]
    conversations: Dict[str, ConversationResult]


@dataclass(frozen=True)
class Measurement:
    """What every model made of its assignment, and embeddings that are for the memory only."""

    measured: Tuple[Measured, ...]
    private: Dict[str, np.ndarray]


def measure(
    assignments: Sequence[Assignment],
    settings: Settings,
    known: Mapping[str, np.ndarray],
    on_progress: Progress,
) -> Measurement:
    """Ask every model what is assigned to it. `known` are embeddings by text.

    Raises what loading a model raises, and BrokenProcessPool where a process is killed.
    """
    most = sum(len(one.questions) + len(one.conversations) for one in assignments)
    context = get_context("fork")
    # Loaded before the fork, so that both processes have them.
    inherited = _Inherited(
        [None if one.is_empty else load_rehearsing_agent(one.model) for one in assignments],
        context.Value("i", 0),
    )
    with ProcessPoolExecutor(PROCESSES, context, _begin, (inherited,)) as pool:
        futures: List["Future[Measurement]"] = [
            pool.submit(_measure_share, [one.share(number) for one in assignments], settings, known)
            for number in range(PROCESSES)
        ]
        waiting: Any = futures
        while waiting:
            _, waiting = wait(waiting, POLL_SECONDS)
            on_progress(min(inherited.done.value, most), most)
        return _merge([future.result() for future in futures])


@dataclass(frozen=True)
class _Inherited:
    """What a process has from its parent: loaded models, and the counter that all share."""

    agents: Sequence[Optional[Agent]]
    done: "Synchronized[int]"


# What the process has inherited, set when it begins; in no other process.
_inherited: Optional[_Inherited] = None


def _begin(inherited: _Inherited) -> None:
    global _inherited
    end_with_parent()
    _inherited = inherited


def _measure_share(
    assignments: Sequence[Assignment], settings: Settings, known: Mapping[str, np.ndarray]
) -> Measurement:
    assert _inherited is not None  # noqa: S101
    questions = [question for one in assignments for question in one.questions]
    measured = [Measured({}, {}) for _ in assignments]
    tasks = list(zip(_inherited.agents, assignments, measured, strict=True))
    with EmbeddingCache(
        settings.embedding_cache, encoder_id(settings.encoder_folder), WIDTH
    ) as cache:
        encoder = RememberingEncoder(settings.encoder_folder, cache, known)
        encoder.prepare([question.text for question in questions])
        with encoding_with(encoder):
            # What is public first, by every model: only what that needed may be written.
            for agent, one, result in tasks:
                _ask(agent, [asked for asked in one.questions if not asked.is_private], result)
                _rehearse(agent, one.conversations, result)
            public = set(encoder.unsaved)
            for agent, one, result in tasks:
                _ask(agent, [asked for asked in one.questions if asked.is_private], result)
        encoder.save(public)
    private = {text: v for text, v in encoder.unsaved.items() if text not in public}
    return Measurement(tuple(measured), private)


def _ask(agent: Optional[Agent], questions: Sequence[Question], result: Measured) -> None:
    if agent is None:
        return
    messages = [LabelledMessage(question.text, question.topic) for question in questions]
    for question, found in zip(questions, predict(agent, messages), strict=True):
        result.predictions[question] = Prediction(
            set=question.set,
            text=question.text,
            topic=question.topic,
            predicted=found.predicted,
            confidence=found.confidence,
            decision=found.decision,
            candidates=tuple((one.topic, one.confidence) for one in found.candidates),
        )
        _count()


def _rehearse(agent: Agent, conversations: Sequence[WrittenConversation], result: Measured) -> None:
    for one in rehearse(agent, conversations):
        result.conversations[one.name] = ConversationResult(
            one.name, one.problem is None, one.problem
        )
        _count()


def _count() -> None:
    assert _inherited is not None  # noqa: S101
    with _inherited.done.get_lock():
        _inherited.done.value += 1


def _merge(parts: Sequence[Measurement]) -> Measurement:
    measured = []
    for same in zip(*(part.measured for part in parts), strict=True):
        whole = Measured({}, {})
        for one in same:
            whole.predictions.update(one.predictions)
            whole.conversations.update(one.conversations)
        measured.append(whole)
    private = {text: vector for part in parts for text, vector in part.private.items()}
    return Measurement(tuple(measured), private)
