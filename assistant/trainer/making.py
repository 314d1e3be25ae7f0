"""Makes a release: trains a model on its sources and measures it beside the live one."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Set, Tuple

import numpy as np

from assistant.evaluation.conversations import FOLDER, read_written_conversations
from assistant.evaluation.evaluate import silence_rasa
from assistant.nlu.embedding_cache import EmbeddingCache
from assistant.nlu.remembering_encoder import RememberingEncoder
from assistant.nlu.sentence_encoder import WIDTH, encoder_id
from assistant.releases.errors import MissingFiles
from assistant.releases.folder import CONVERSATIONS, MODEL, PREDICTIONS, SOURCES
from assistant.releases.judging import is_right
from assistant.releases.measurements import read_conversations, read_predictions
from assistant.releases.records import (
    SAFETY,
    TAUGHT_AWAY,
    ConversationResult,
    Job,
    Prediction,
    State,
)
from assistant.settings import Settings
from assistant.trainer.blame import Culprits, Phrasing
from assistant.trainer.measuring import Assignment, Measured, measure
from assistant.trainer.model_training import train_model
from assistant.trainer.progress import (
    COMPARING,
    READING,
    Tell,
    following_training,
    tell_measuring,
)
from assistant.trainer.questions import Question, list_questions, question_of
from assistant.trainer.source_importer import ParsedFiles, SourceImporter, read_phrasings

WORK = "work"


@dataclass(frozen=True)
class MeasuredModel:
    """What a model makes of every question and conversation, in their order."""

    predictions: Tuple[Prediction, ...]
    conversations: Tuple[ConversationResult, ...]


@dataclass(frozen=True)
class MadeRelease:
    """A trained and measured model; `base` is what the live release makes of the same.

    `private` are embeddings of what visitors said: for the next release, never for the disk.
    """

    model: Path
    candidate: MeasuredModel
    base: Optional[MeasuredModel]
    private: Dict[str, np.ndarray]


class ReleaseMaker:
    """Makes one release after the other. What it reads and encodes is kept for the next one."""

    def __init__(self, settings: Settings, parsed: ParsedFiles) -> None:
        self._settings = settings
        self._parsed = parsed
        self.known: Dict[str, np.ndarray] = {}

    def make(self, job: Job, tell: Tell) -> MadeRelease:
        """Train and measure; the model is left in the work folder of the release.

        Only in a fork of its own: a training changes what has been parsed. Raises RasaException
        for sources that cannot be trained on, InvalidMessageFile for ones to measure with.
        """
        silence_rasa()
        tell(*READING, State.TRAINING)
        sources = job.folder / SOURCES
        new = self._list_new_phrasings(sources, job)
        questions = self._list_questions(job.tests, job.recent, new)
        model = job.folder / WORK / MODEL
        model.parent.mkdir(exist_ok=True)
        with following_training(tell):
            train_model(SourceImporter(sources, self._parsed), model)
        before = self._read_base(job)
        conversations = tuple(read_written_conversations(self._settings.evaluation_folder / FOLDER))
        assignments = [Assignment(model, questions, conversations)]
        if job.base_model is not None:
            missing = tuple(one for one in questions if one not in before.predictions)
            unrehearsed = [one for one in conversations if one.name not in before.conversations]
            assignments.append(Assignment(job.base_model, missing, tuple(unrehearsed)))
        found = measure(
            assignments,
            self._settings,
            self.known,
            lambda done, most: tell_measuring(tell, done, most),
        )
        tell(*COMPARING, State.EVALUATING)
        candidate = _in_order(found.measured[0], questions, [one.name for one in conversations])
        base = None
        if job.base_model is not None:
            before.predictions.update(found.measured[1].predictions)
            before.conversations.update(found.measured[1].conversations)
            base = _in_order(before, questions, [one.name for one in conversations])
            candidate, base = _without_harmless(candidate, base)
            candidate = self._with_blame(candidate, base, new, found.private)
        else:
            candidate, _ = _without_harmless(candidate, candidate)
        return MadeRelease(model, candidate, base, found.private)

    def measure_live(self, folder: Path, tell: Tell) -> MeasuredModel:
        """Measure a release that never went through the trainer, on what is public."""
        silence_rasa()
        questions = self._list_questions((), ())
        conversations = tuple(read_written_conversations(self._settings.evaluation_folder / FOLDER))
        found = measure(
            [Assignment(folder / MODEL, questions, conversations)],
            self._settings,
            {},
            lambda done, most: tell_measuring(tell, done, most),
        )
        return _in_order(found.measured[0], questions, [one.name for one in conversations])

    def _list_questions(
        self,
        tests: Sequence[Tuple[str, str]],
        recent: Sequence[str],
        new_phrasings: Sequence[Phrasing] = (),
    ) -> Tuple[Question, ...]:
        folder = self._settings.evaluation_folder
        return tuple(list_questions(folder, tests, recent, new_phrasings))

    def _list_new_phrasings(self, sources: Path, job: Job) -> List[Phrasing]:
        """What the candidate learns and the live release did not."""
        base = job.base_model.parent / SOURCES if job.base_model else None
        if base is None or not base.is_dir():
            return []
        before: Set[Phrasing] = set(read_phrasings(base, self._parsed))
        after = dict.fromkeys(read_phrasings(sources, self._parsed))
        return [one for one in after if one not in before]

    def _read_base(self, job: Job) -> Measured:
        """What is known of the live release from the time when it was made."""
        folder = job.base_model.parent if job.base_model else job.folder
        try:
            predictions = read_predictions(folder / PREDICTIONS)
            conversations = read_conversations(folder / CONVERSATIONS)
        except MissingFiles:
            return Measured({}, {})
        return Measured(
            {question_of(one): replace(one, blamed=()) for one in predictions},
            {one.name: one for one in conversations},
        )

    def _with_blame(
        self,
        candidate: MeasuredModel,
        base: MeasuredModel,
        new: Sequence[Phrasing],
        private: Mapping[str, np.ndarray],
    ) -> MeasuredModel:
        """The candidate with the new phrasings named that may have made a message worse."""
        settings = self._settings
        with EmbeddingCache(
            settings.embedding_cache, encoder_id(settings.encoder_folder), WIDTH
        ) as cache:
            encoder = RememberingEncoder(settings.encoder_folder, cache, private)
            culprits = Culprits(new, encoder.encode)
            predictions = tuple(
                replace(after, blamed=culprits.blame(after.text, after.predicted))
                if after.set == TAUGHT_AWAY
                or (after.topic and is_right(before) and not is_right(after))
                else after
                for before, after in zip(base.predictions, candidate.predictions, strict=True)
            )
        return replace(candidate, predictions=predictions)


def _without_harmless(
    candidate: MeasuredModel, base: MeasuredModel
) -> Tuple[MeasuredModel, MeasuredModel]:
    """Both, without the new phrasings that lead nobody away from a safety answer."""
    kept = [
        (after, before)
        for after, before in zip(candidate.predictions, base.predictions, strict=True)
        if after.set != TAUGHT_AWAY or (before.decision == SAFETY and after.decision != SAFETY)
    ]
    return (
        replace(candidate, predictions=tuple(after for after, _ in kept)),
        replace(base, predictions=tuple(before for _, before in kept)),
    )


def _in_order(
    measured: Measured, questions: Sequence[Question], conversations: Sequence[str]
) -> MeasuredModel:
    return MeasuredModel(
        tuple(measured.predictions[one] for one in questions),
        tuple(measured.conversations[name] for name in conversations),
    )
