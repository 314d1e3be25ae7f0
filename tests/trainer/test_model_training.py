"""The trainer's training beside `rasa train`, and staff's answers in a trained model."""

import tarfile
from pathlib import Path
from typing import Dict

import pytest
from rasa.core.agent import Agent
from rasa.model_training import train

from assistant.trainer.model_training import train_model
from assistant.trainer.source_importer import ParsedFiles, SourceImporter
from tests.trainer.small_project import write_project, write_responses


@pytest.fixture
def sources(tmp_path: Path, embedding_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with an answer that staff have changed."""
    monkeypatch.setenv("EMBEDDING_CACHE", str(embedding_cache))
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path / "cache"))
    folder = tmp_path / "sources"
    write_project(folder)
    write_responses(
        folder / "data" / "responses" / "staff_answers.yml", {"utter_faq/safety": "Ask our nurse."}
    )
    return folder


def read_components(model: Path) -> Dict[str, bytes]:
    """Every file of a model's components, by name."""
    with tarfile.open(model) as archive:
        files = {
            member.name: archive.extractfile(member)
            for member in archive.getmembers()
            if member.isfile() and "/components/" in f"/{member.name}"
        }
        return {name: file.read() for name, file in files.items() if file is not None}


def test_model_is_the_one_of_make_train(sources: Path, tmp_path: Path) -> None:
    """Head, phrasings, rules and domain are those of `rasa train`, byte by byte."""
    ours = tmp_path / "ours.tar.gz"
    train_model(SourceImporter(sources, ParsedFiles()), ours)
    made = train(
        domain=str(sources / "domain.yml"),
        config=str(sources / "config.yml"),
        training_files=[str(sources / "data")],
        output=str(tmp_path),
        fixed_model_name="stock",
    )
    found, wanted = read_components(ours), read_components(Path(str(made.model)))
    assert set(found) == set(wanted)
    # The training data's fingerprint, kept for finetuning, is random like that of any importer.
    differing = {name for name in found if found[name] != wanted[name]}
    assert {Path(name).parent.name for name in differing} <= {"finetuning_validator"}
    assert any(name.endswith("topic_model.npz") for name in found)


def test_answer_of_staff_is_in_the_model(sources: Path, tmp_path: Path) -> None:
    """The trained model says what staff wrote, though another file has the same answer."""
    model = tmp_path / "model.tar.gz"
    train_model(SourceImporter(sources, ParsedFiles()), model)
    domain = Agent.load(model).domain
    assert domain is not None
    assert domain.responses["utter_faq/safety"] == [{"text": "Ask our nurse."}]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("tmp")]
