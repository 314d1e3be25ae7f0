"""What a model is made from: the project's files, and those of staff apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.settings import Settings, load_settings
from assistant.sources import (
    STAFF_ANSWERS,
    STAFF_PHRASINGS,
    hash_engineers_sources,
    list_staff_files,
    list_training_files,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a project folder with sources; staff have written nothing yet."""
    for name in (
        "config.yml",
        "domain.yml",
        "data/nlu/faq.yml",
        "data/staff_phrasings_history.jsonl",
        "data/nlu/.staff_phrasings.yml.draft.x",
        "knowledge/topics.yml",
        "knowledge/article.txt",
        "assistant/nlu/topic_model.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return replace(
        load_settings(),
        staff_phrasings=tmp_path / STAFF_PHRASINGS,
        staff_answers=tmp_path / "data/words.yml",
        encoder_folder=tmp_path / "encoder",
    )


def test_training_reads_the_projects_files(tmp_path: Path, settings: Settings) -> None:
    """No code, no history, no draft, nothing for readers only, and no file of staff."""
    settings.staff_answers.write_text("answers")
    settings.staff_phrasings.write_text("phrasings")
    assert list(list_training_files(tmp_path, settings)) == [
        "config.yml",
        "domain.yml",
        "data/nlu/faq.yml",
        "knowledge/topics.yml",
    ]


def test_staff_files_have_one_name_wherever_they_are(settings: Settings) -> None:
    """Those that are there."""
    assert list_staff_files(settings) == {}
    settings.staff_answers.write_text("answers")
    assert list_staff_files(settings) == {STAFF_ANSWERS: settings.staff_answers}


def test_digest_knows_every_source_but_those_of_staff(tmp_path: Path, settings: Settings) -> None:
    """Content, names, and what is added; staff may come and go."""
    seen = {hash_engineers_sources(tmp_path, settings)}
    for name in (STAFF_PHRASINGS, "data/words.yml", "knowledge/article.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("of no matter")
        assert hash_engineers_sources(tmp_path, settings) in seen, name
    for name in (
        "config.yml",
        "data/nlu/new.yml",
        "assistant/nlu/topic_model.py",
        "requirements/runtime.txt",
        "encoder/encoder.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("changed")
        digest = hash_engineers_sources(tmp_path, settings)
        assert digest not in seen, name
        seen.add(digest)
    (tmp_path / "data/nlu/new.yml").rename(tmp_path / "data/nlu/newer.yml")
    assert hash_engineers_sources(tmp_path, settings) not in seen
