"""Reads a release's sources for Rasa: each file once, merged once, as `rasa train` would."""

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.data import get_data_files, is_nlu_file
from rasa.shared.importers.importer import (
    E2EImporter,
    ResponsesSyncImporter,
    TrainingDataImporter,
)
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import random_string

CONFIG, DOMAIN, DATA = "config.yml", "domain.yml", "data"


class ParsedFiles:
    """Training files by their content: what has been parsed once is not parsed again.

    A training changes the messages that it is given, so it must run in a fork of its own.
    """

    def __init__(self) -> None:
        self._parsed: Dict[str, TrainingData] = {}

    def read(self, file: str) -> TrainingData:
        """The training data of one file. Raises RasaException where Rasa cannot read it."""
        digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        if digest not in self._parsed:
            # Rasa tells duplicates by fingerprints, and each message remembers its own from here.
            self._parsed[digest] = load_data(file)
        return self._parsed[digest]

    def keep_only(self, sources: Path) -> None:
        """Read the files of `sources` and forget all others."""
        files = _nlu_files(sources)
        parsed = [self.read(file) for file in files]
        kept = {id(data) for data in parsed}
        self._parsed = {key: data for key, data in self._parsed.items() if id(data) in kept}


class UncachedTrainingData(TrainingData):
    """Training data without a lasting fingerprint, as the importers of Rasa have none either.

    A release is trained as a whole, so that fingerprints of it would be worked out for nothing.
    """

    def fingerprint(self) -> Text:
        """A random text."""
        return random_string(25)

    @staticmethod
    def sanitize_examples(examples: List[Message]) -> List[Message]:
        """Each example once. They are trimmed already, and to do it again costs as much as once."""
        return list(dict.fromkeys(examples))


class SourceImporter(TrainingDataImporter):
    """The sources of a release as Rasa's own importers would give them, without their copies.

    Rasa merges file by file, importer by importer, and copies all messages at each step.
    """

    def __init__(self, sources: Path, parsed: ParsedFiles) -> None:
        self._files = _SourceFiles(sources, parsed)
        # What Rasa adds to the files: actions, what stories say, responses of retrieval intents.
        self._whole = E2EImporter(ResponsesSyncImporter(self._files))
        self._rest = E2EImporter(ResponsesSyncImporter(_WithoutExamples(self._files)))

    def get_config(self) -> Dict[Text, Any]:
        """The configuration (see Rasa's importers)."""
        return self._files.get_config()

    def get_config_file_for_auto_config(self) -> Optional[Text]:
        """None: the sources of a release are never written to."""
        return None

    def get_domain(self) -> Domain:
        """The domain with every response of the data (see Rasa's importers)."""
        return self._whole.get_domain()

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """Rules and stories (see Rasa's importers)."""
        return self._whole.get_stories(exclusion_percentage)

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        """Every phrasing (see Rasa's importers)."""
        return self._nlu_data

    @cached_property
    def _nlu_data(self) -> TrainingData:
        rest, files = self._rest.get_nlu_data(), self._files.get_nlu_data()
        return UncachedTrainingData(
            [*rest.training_examples, *files.training_examples],
            rest.entity_synonyms,
            rest.regex_features,
            rest.lookup_tables,
            rest.responses,
        )


def read_phrasings(sources: Path, parsed: ParsedFiles) -> List[Tuple[str, str]]:
    """Every phrasing of the sources as (topic, text)."""
    examples: List[Message] = []
    for file in _nlu_files(sources):
        examples += parsed.read(file).intent_examples
    return [(str(one.get_full_intent()), str(one.get("text"))) for one in examples]


class _SourceFiles(RasaFileImporter):
    """Rasa's reader of files, with files that are parsed already; each thing is read once."""

    def __init__(self, sources: Path, parsed: ParsedFiles) -> None:
        super().__init__(str(sources / CONFIG), str(sources / DOMAIN), [str(sources / DATA)])
        self._parsed = parsed

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        return self._nlu_data

    def get_domain(self) -> Domain:
        return self._domain

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        return self._stories

    @cached_property
    def _domain(self) -> Domain:
        return super().get_domain()

    @cached_property
    def _stories(self) -> StoryGraph:
        return super().get_stories()

    @cached_property
    def _nlu_data(self) -> TrainingData:
        examples: List[Message] = []
        merged = TrainingData()
        # In the order of their paths: the response of a later file takes the place of an earlier
        # one, and so staff_answers.yml comes before what engineers have written.
        for file in self._nlu_files:
            data = self._parsed.read(file)
            examples += data.training_examples
            merged = merged.merge(_without_examples(data))
        # Not through the constructor, which would go through all of them: it is done once, at last.
        merged.training_examples = examples
        return merged


class _WithoutExamples(TrainingDataImporter):
    """Everything of another importer but its phrasings."""

    def __init__(self, importer: TrainingDataImporter) -> None:
        self._importer = importer

    def get_config(self) -> Dict[Text, Any]:
        return self._importer.get_config()

    def get_config_file_for_auto_config(self) -> Optional[Text]:
        return self._importer.get_config_file_for_auto_config()

    def get_domain(self) -> Domain:
        return self._importer.get_domain()

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        return self._importer.get_stories(exclusion_percentage)

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        return _without_examples(self._importer.get_nlu_data(language))


def _without_examples(data: TrainingData) -> TrainingData:
    return TrainingData(
        [], data.entity_synonyms, data.regex_features, data.lookup_tables, data.responses
    )


def _nlu_files(sources: Path) -> List[str]:
    files: List[str] = get_data_files([str(sources / DATA)], is_nlu_file)
    return files
