"""Puts another model into a running server: loads and tries it aside, then swaps at one stroke."""

import asyncio
import copy
import ctypes
import gc
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

import structlog
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from assistant.channels.light_processor import LightProcessor
from assistant.channels.replies import ReplyCollector
from assistant.error_places import describe_error
from assistant.releases.folder import hash_file

# Said to a new model before visitors are: it must have words for each. None of them leads to a
# form, which would ask the action server. They also fill what is computed once for a model.
TRIAL_MESSAGES = (
    "hello",
    "What is regenerative medicine?",
    "is it safe",
    "my chest hurts and I cannot breathe",
    "who won the football game yesterday",
)
TRIAL_CONVERSATION = "trial"
# How long a thread may keep the interpreter while another waits for it; Python's own is 5 ms. A
# turn takes it back dozens of times, so that a load beside it would otherwise be felt.
SWITCH_SECONDS = 0.0005

log = structlog.get_logger()


class UnusableModel(RuntimeError):
    """A file is not the model that was meant or holds none that answers. `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def load_model(agent: Any, file: Path, sha256: str) -> MessageProcessor:
    """A processor with the file's model that has answered the trial messages.

    It shares the agent's stores, and has a response generator of its own: turns that run on keep
    theirs. Takes about a second, so call it in a thread. Raises UnusableModel.
    """
    try:
        if hash_file(file) != sha256:
            raise UnusableModel("model_damaged")
        with _short_switches():
            return _load(agent, file)
    except UnusableModel:
        raise
    except Exception as error:
        # A model file is foreign input, and Rasa has dozens of ways to stumble over it.
        log.error("release.model_unusable", **describe_error(error))
        raise UnusableModel("model_unusable") from error


def install_model(agent: Any, processor: MessageProcessor) -> None:
    """Let every turn that begins from now on run on this processor.

    Must be called on the event loop. Nothing in here waits, so that no turn sees half of it; turns
    that are running hold the processor that they began with.
    """
    agent.processor = processor
    agent.domain = processor.domain
    agent.nlg = processor.nlg
    agent.tracker_store.domain = processor.domain


def shorten_collections() -> None:
    """Leave what a started server keeps for ever out of the garbage collector's rounds.

    Half a million objects take it 0.3 s, during which nobody is answered, and loading a model
    makes it look at them all. A processor that is given up goes without the collector.
    """
    gc.collect()
    gc.freeze()


def give_memory_back() -> None:
    """Have the C library return what a given-up model leaves free, where it is one that can."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _load(agent: Any, file: Path) -> MessageProcessor:
    generator = copy.copy(agent.nlg)
    processor = LightProcessor(
        model_path=str(file),
        tracker_store=InMemoryTrackerStore(Domain.empty()),
        lock_store=InMemoryLockStore(),
        generator=generator,
        action_endpoint=agent.action_endpoint,
        http_interpreter=agent.http_interpreter,
    )
    if isinstance(generator, TemplatedNaturalLanguageGenerator):
        generator.responses = processor.domain.responses
    # On stores of its own, so that the trial leaves no trace in anybody's conversations.
    processor.tracker_store.domain = processor.domain
    asyncio.run(_try(processor))
    processor.tracker_store = agent.tracker_store
    processor.lock_store = agent.lock_store
    return processor


async def _try(processor: MessageProcessor) -> None:
    for text in TRIAL_MESSAGES:
        collector = ReplyCollector()
        await processor.handle_message(UserMessage(text, collector, TRIAL_CONVERSATION))
        if not collector.messages:
            raise UnusableModel("model_silent")


@contextmanager
def _short_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
