"""Which messages a model is measured on."""

from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Sequence, Tuple

from assistant.evaluation.labelled_messages import read_labelled_messages
from assistant.releases.records import (
    CALIBRATION_MESSAGES,
    DEV_MESSAGES,
    RECENT_MESSAGES,
    SAFETY_MESSAGES,
    STAFF_TESTS,
    TAUGHT_AWAY,
    Prediction,
)
from assistant.topics import load_topics

LABELLED_FILES = (DEV_MESSAGES, CALIBRATION_MESSAGES, SAFETY_MESSAGES)
# What visitors have said: its embeddings are kept in memory only.
SAID_BY_VISITORS = (STAFF_TESTS, RECENT_MESSAGES)


@dataclass(frozen=True)
class Question:
    """A message of one of the sets, and its right topic where it is known."""

    set: str
    text: str
    topic: Optional[str]

    @property
    def is_private(self) -> bool:
        """Whether it comes from a visitor."""
        return self.set in SAID_BY_VISITORS


def list_questions(
    evaluation_folder: Path,
    tests: Sequence[Tuple[str, str]],
    recent: Sequence[str],
    new_phrasings: Sequence[Tuple[str, str]] = (),
) -> List[Question]:
    """Every message of every set, each once a set. Raises InvalidMessageFile.

    Tests and new phrasings are (text, topic) and (topic, text).
    """
    questions = [
        Question(name, message.text, message.topic)
        for name in LABELLED_FILES
        for message in read_labelled_messages(evaluation_folder / f"{name}.jsonl")
    ]
    questions += [Question(STAFF_TESTS, text, topic) for text, topic in tests]
    questions += [Question(RECENT_MESSAGES, text, None) for text in recent]
    topics = load_topics()
    questions += [
        Question(TAUGHT_AWAY, text, None)
        for topic, text in new_phrasings
        if topic not in topics or not topics[topic].is_about_safety
    ]
    return list(dict.fromkeys(questions))


def question_of(prediction: Prediction) -> Question:
    """The message that a prediction is about."""
    return Question(prediction.set, prediction.text, prediction.topic)
