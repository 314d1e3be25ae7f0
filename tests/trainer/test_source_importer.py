"""What a release's sources come to, beside what Rasa's own importers make of them."""

from multiprocessing import get_context
from pathlib import Path
from typing import Tuple

import pytest
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.trainer.source_importer import ParsedFiles, SourceImporter, read_phrasings
from tests.trainer.small_project import TAUGHT, write_phrasings, write_project, write_responses

Read = Tuple[str, str, str]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Sources in several files, one of which repeats a phrasing and one an answer."""
    write_project(tmp_path)
    nlu, responses = tmp_path / "data" / "nlu", tmp_path / "data" / "responses"
    write_phrasings(nlu / "staff_phrasings.yml", {"faq/safety": ["is it safe", "iz it saef"]})
    write_responses(responses / "staff_answers.yml", {"utter_faq/safety": "Ask our nurse."})
    return tmp_path


def fingerprint(importer: TrainingDataImporter) -> Read:
    """Everything that Rasa trains on, in short."""
    data = importer.get_nlu_data()
    stories = importer.get_stories().fingerprint()
    return TrainingData.fingerprint(data), importer.get_domain().fingerprint(), stories


def load_stock(sources: Path) -> TrainingDataImporter:
    """What `rasa train` reads by."""
    paths = (sources / "config.yml", sources / "domain.yml")
    return TrainingDataImporter.load_from_config(
        *map(str, paths), training_data_paths=[str(sources / "data")]
    )


def test_sources_are_read_as_rasa_reads_them(sources: Path) -> None:
    """Phrasings, answers, domain and rules are those of `rasa train`, duplicates left out."""
    ours = SourceImporter(sources, ParsedFiles())
    assert fingerprint(ours) == fingerprint(load_stock(sources))
    texts = [example.get("text") for example in ours.get_nlu_data().intent_examples]
    assert texts.count("is it safe") == 1
    assert ours.get_config() == load_stock(sources).get_config()


def test_the_answer_of_staff_takes_the_place_of_another(sources: Path) -> None:
    """staff_answers.yml comes after the engineers' files, in the domain and for the retrieval."""
    importer = SourceImporter(sources, ParsedFiles())
    assert importer.get_domain().responses["utter_faq/safety"] == [{"text": "Ask our nurse."}]
    assert importer.get_nlu_data().responses["utter_faq/safety"] == [{"text": "Ask our nurse."}]


def test_parsed_files_are_known_again_by_their_content(sources: Path) -> None:
    """A change is seen; what is parsed already is taken wherever the same content stands."""
    parsed = ParsedFiles()
    parsed.keep_only(sources)
    before = parsed.read(str(sources / "data" / "nlu" / "all.yml"))
    copy = sources / "data" / "nlu" / "moved.yml"
    (sources / "data" / "nlu" / "all.yml").rename(copy)
    assert parsed.read(str(copy)) is before
    write_phrasings(sources / "data" / "nlu" / "staff_phrasings.yml", {"greet": ["howdy"]})
    assert ("greet", "howdy") in read_phrasings(sources, parsed)
    assert ("faq/safety", "iz it saef") not in read_phrasings(sources, parsed)
    assert len(read_phrasings(sources, parsed)) == sum(map(len, TAUGHT.values())) + 1
    assert fingerprint(SourceImporter(sources, parsed)) == fingerprint(load_stock(sources))


def test_files_that_are_gone_are_forgotten(sources: Path) -> None:
    """The memory does not grow with every release."""
    parsed = ParsedFiles()
    staff = sources / "data" / "nlu" / "staff_phrasings.yml"
    before = parsed.read(str(staff))
    content = staff.read_bytes()
    staff.unlink()
    parsed.keep_only(sources)
    staff.write_bytes(content)
    assert parsed.read(str(staff)) is not before


def test_file_that_is_no_yaml_is_refused(sources: Path) -> None:
    """Rasa's own error names the file."""
    broken = sources / "data" / "nlu" / "staff_phrasings.yml"
    broken.write_text("version: '3.1'\nnlu:\n- intent: greet\n  examples: |\n   - a\n - [", "utf-8")
    with pytest.raises(RasaException, match=r"staff_phrasings\.yml"):
        SourceImporter(sources, ParsedFiles()).get_nlu_data()


def test_reading_in_a_fork_leaves_the_parent_as_it_was(sources: Path) -> None:
    """A training changes messages, and the next fork must get them unchanged."""
    parsed = ParsedFiles()
    file = str(sources / "data" / "nlu" / "all.yml")
    before = [dict(example.data) for example in parsed.read(file).intent_examples]

    def spoil() -> None:
        for example in SourceImporter(sources, parsed).get_nlu_data().training_examples:
            example.set("text", "spoilt")

    fork = get_context("fork").Process(target=spoil)
    fork.start()
    fork.join()
    assert fork.exitcode == 0
    assert [dict(example.data) for example in parsed.read(file).intent_examples] == before
