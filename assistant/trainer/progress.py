"""Says in words and shares how far a release is, from what its training really does."""

import logging
import sys
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any, Callable, Dict, Iterator, Tuple

from assistant.releases.records import State

# Called with a share from 0 to 1, words for staff, and the state that the release is in.
Tell = Callable[[float, str, State], None]

READING = (0.02, "Reading the phrasings and answers")
COMPARING = (0.98, "Comparing with the live release")
# Where each of Rasa's trainable components begins, in shares of the time that a release takes.
_BEGINNINGS: Dict[str, Tuple[float, str]] = {
    "KnownPhrasingClassifier": (0.1, "Learning the phrasings by heart"),
    "TopicClassifier": (0.14, "Learning what the phrasings have in common"),
    "RulePolicy": (0.55, "Learning the rules of conversation"),
}
_FITTING = (0.38, 0.54)
_MEASURING = (0.6, 0.97)
_FITTED = "Fitted %d of %d times"
_TRAINING_LOGS = ("rasa.engine.training.hooks", "assistant.nlu.topic_classifier")


@contextmanager
def following_training(tell: Tell) -> Iterator[None]:
    """Tell of every step that Rasa and the components log while the block runs, and print it."""
    listener = _Listener(tell)
    loggers = [logging.getLogger(name) for name in _TRAINING_LOGS]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
        logger.propagate = False
        logger.addHandler(listener)
    try:
        yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(listener)
            logger.setLevel(level)
            logger.propagate = propagate


def tell_measuring(tell: Tell, done: int, most: int) -> None:
    """Tell how many messages and conversations have been tried."""
    start, end = _MEASURING
    share = start + (end - start) * (done / most if most else 1.0)
    words = f"Trying it on messages and conversations ({done} of {most})"
    tell(share, words, State.EVALUATING)


class _Listener(logging.Handler):
    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == _FITTED and isinstance(record.args, tuple):
            self._tell_fitting(*record.args)
            return
        message = record.getMessage()
        sys.stdout.write(f"{datetime.now(timezone.utc):%H:%M:%S} {message}\n")
        for name, (share, words) in _BEGINNINGS.items():
            if message == f"Starting to train component '{name}'.":
                self._tell(share, words, State.TRAINING)

    def _tell_fitting(self, done: Any, most: Any) -> None:
        start, end = _FITTING
        words = f"Learning what the phrasings have in common ({done} of {most})"
        self._tell(start + (end - start) * done / most, words, State.TRAINING)
