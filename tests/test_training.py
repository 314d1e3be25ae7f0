"""Training in a process of its own, with a small program in Rasa's place."""

from pathlib import Path
from typing import Dict

import pytest

from assistant import training
from assistant.releases.live_model import LiveModel, write_live_model
from assistant.releases.trained_sources import find_sources
from assistant.sources import STAFF_ANSWERS, STAFF_PHRASINGS

RASA = """
import pathlib, sys
pathlib.Path("called-with.txt").write_text(" ".join(sys.argv[1:]))
print("2026-01-01 10:00:00 INFO     rasa.engine  - Starting to train component 'TopicClassifier'.")
print("Encoding 3 new phrasings ...")
print("  3 of 3")
print("/somewhere/site-packages/x.py:1: one of many warnings")
print("an inner line that nobody needs")
{extra}
if sys.argv[1] == "train":
    folder = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
    folder.mkdir(exist_ok=True)
    (folder / "assistant.tar.gz").write_text("a model")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with sources, in which `python -m rasa` runs a small program."""
    for name, text in {
        "config.yml": "pipeline: []",
        "domain.yml": "intents: []",
        "requirements/runtime.txt": "rasa",
        "data/nlu/faq.yml": "nlu: []",
        "knowledge/topics.yml": "faq: {}",
        "knowledge/article.txt": "An article",
        "assistant/nlu/topic_model.py": "",
        "encoder/encoder.json": "{}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("ENCODER_FOLDER", str(tmp_path / "encoder"))
    monkeypatch.setenv("STAFF_PHRASINGS", str(tmp_path / STAFF_PHRASINGS))
    monkeypatch.setenv("STAFF_ANSWERS", str(tmp_path / STAFF_ANSWERS))
    monkeypatch.setenv("RELEASES_FOLDER", str(tmp_path / "releases"))
    models = tmp_path / "models"
    monkeypatch.setattr(training, "PROJECT", tmp_path)
    monkeypatch.setattr(training, "MODELS", models)
    monkeypatch.setattr(training, "MODEL", models / "assistant.tar.gz")
    monkeypatch.setattr(training, "LOG", tmp_path / ".state" / "training.log")
    put_rasa(tmp_path)
    return tmp_path


def put_rasa(project: Path, extra: str = "") -> None:
    (project / "rasa.py").write_text(RASA.replace("{extra}", extra), encoding="utf-8")


def test_training_makes_the_model_current(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """After a training the model is current, and progress was shown without Rasa's noise."""
    assert not training.is_model_current()
    assert training.train() == 0
    assert training.is_model_current()
    laid_out = project / "models" / "trained.draft" / "sources"
    assert (project / "called-with.txt").read_text() == (
        f"train --fixed-model-name assistant --out {project / 'models'} "
        f"--config {laid_out / 'config.yml'} --domain {laid_out / 'domain.yml'} "
        f"--data {laid_out / 'data'}"
    )
    shown = capfd.readouterr().out.splitlines()
    assert shown[:-1] == [
        "Training (log: .state/training.log) ...",
        "  Starting to train component 'TopicClassifier'.",
        "  Encoding 3 new phrasings ...",
        "    3 of 3",
    ]
    assert shown[-1].startswith("Trained in ")
    assert "nobody needs" in training.LOG.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "domain.yml",
        "requirements/runtime.txt",
        "data/nlu/faq.yml",
        "data/nlu/new.yml",
        "knowledge/topics.yml",
        "assistant/nlu/topic_model.py",
        "encoder/encoder.json",
    ],
)
def test_changed_source_asks_for_training(project: Path, name: str) -> None:
    """A model made before a source changed, or a source was added, is not current."""
    assert training.train() == 0
    (project / name).write_text("changed", encoding="utf-8")
    assert not training.is_model_current()


def test_what_the_model_does_not_hold_asks_for_no_training(project: Path) -> None:
    """The article is for readers and reviews; the model is not made from it."""
    assert training.train() == 0
    (project / "knowledge" / "article.txt").write_text("changed", encoding="utf-8")
    assert training.is_model_current()


@pytest.mark.parametrize("name", [STAFF_PHRASINGS, STAFF_ANSWERS])
def test_what_staff_save_asks_for_no_training(project: Path, name: str) -> None:
    """It gets into a model by a release, through the gate, and not by the next start."""
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    assert training.train() == 0
    (project / name).write_text("saved", encoding="utf-8")
    assert training.is_model_current()
    assert training.train() == 0
    (project / name).unlink()
    assert training.is_model_current()


def test_staff_files_are_trained_on_as_they_were_published(project: Path) -> None:
    """Once there is a live release, what was saved since waits for the gate."""
    (project / STAFF_PHRASINGS).write_text("saved and not published", encoding="utf-8")
    published = project / "releases" / "0003" / "sources" / STAFF_PHRASINGS
    published.parent.mkdir(parents=True)
    published.write_text("published", encoding="utf-8")
    write_live_model(project / "releases", LiveModel(3, "0003/model.tar.gz", "0" * 64))
    assert training.train() == 0
    assert read_trained() == {
        "config.yml": "pipeline: []",
        "domain.yml": "intents: []",
        "data/nlu/faq.yml": "nlu: []",
        "knowledge/topics.yml": "faq: {}",
        STAFF_PHRASINGS: "published",
    }


def read_trained() -> Dict[str, str]:
    """What the model was trained on, by the names of the files."""
    trained = find_sources(training.MODEL)
    assert trained is not None
    return {name: path.read_text(encoding="utf-8") for name, path in trained.files.items()}


def test_what_the_model_was_trained_on_is_kept_as_it_was(project: Path) -> None:
    """Whatever becomes of the files afterwards, until the next training."""
    (project / STAFF_PHRASINGS).write_text("saved", encoding="utf-8")
    assert training.train() == 0
    (project / STAFF_PHRASINGS).write_text("saved later", encoding="utf-8")
    (project / "config.yml").write_text("edited later", encoding="utf-8")
    trained = read_trained()
    assert (trained[STAFF_PHRASINGS], trained["config.yml"]) == ("saved", "pipeline: []")
    (project / STAFF_PHRASINGS).unlink()
    assert training.train() == 0
    assert STAFF_PHRASINGS not in read_trained()


def test_model_from_elsewhere_is_not_taken_for_the_trained_one(project: Path) -> None:
    """Nobody knows what `rasa train` by hand, or a training that was killed, has put there."""
    assert training.train() == 0
    training.MODEL.write_text("another model", encoding="utf-8")
    assert find_sources(training.MODEL) is None
    assert not training.is_model_current()
    assert training.main(["--if-needed"]) == 0
    assert training.is_model_current()
    training.MODEL.unlink()
    assert not training.is_model_current()


def test_words_about_a_file_name_it_as_people_know_it(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not its copy, which it would be no use to edit."""
    put_rasa(project, 'print("broken:", sys.argv[-1] + "/nlu/faq.yml"); sys.exit(1)')
    assert training.train() == 1
    assert "broken: data/nlu/faq.yml" in capfd.readouterr().err


def test_full_disk_is_told_and_leaves_the_model(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing is trained, and the model of before stays current."""
    assert training.train() == 0
    (project / "models" / "trained.draft").write_text("in the way, as a full disk would be")
    assert training.main([]) == 1
    assert "Check that the disk is not full" in capfd.readouterr().err
    assert training.is_model_current()


def test_missing_files_of_the_live_release_are_told(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing is trained in their place."""
    (project / "releases").mkdir()
    write_live_model(project / "releases", LiveModel(3, "0003/model.tar.gz", "0" * 64))
    assert training.main([]) == 1
    assert "files of release 3 were removed" in capfd.readouterr().err
    assert not (project / "called-with.txt").exists()


def test_source_changed_during_training_leaves_the_model_outdated(project: Path) -> None:
    """Who edits while a training runs is not told that the edit is in the model."""
    put_rasa(project, 'pathlib.Path("data/nlu/faq.yml").write_text("edited")')
    assert training.train() == 0
    assert not training.is_model_current()


def test_failed_training_shows_the_end_of_the_log(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The exit status is Rasa's, its last lines and the log's path are on stderr."""
    put_rasa(project, 'print("InvalidConfigException: what is wrong"); sys.exit(3)')
    assert training.train() == 3
    assert not training.is_model_current()
    errors = capfd.readouterr().err
    assert "InvalidConfigException: what is wrong" in errors
    assert f"(whole log: {training.LOG})" in errors


def test_failed_training_keeps_the_old_model_marked_as_old(project: Path) -> None:
    """The model of before stays, and is not taken for one of the new sources."""
    assert training.train() == 0
    (project / "config.yml").write_text("broken", encoding="utf-8")
    put_rasa(project, "sys.exit(1)")
    assert training.train() == 1
    assert training.MODEL.exists()
    assert not training.is_model_current()


def test_model_is_trained_only_if_needed(project: Path) -> None:
    """With --if-needed a current model costs nothing; without it training always runs."""
    assert training.main(["--if-needed"]) == 0
    (project / "called-with.txt").unlink()
    assert training.main(["--if-needed"]) == 0
    assert not (project / "called-with.txt").exists()
    assert training.main([]) == 0
    assert (project / "called-with.txt").exists()


def test_validation_fails_on_warnings(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Rasa's validator runs in its strict form, and its verdict is said and returned."""
    assert training.main(["--validate"]) == 0
    assert (project / "called-with.txt").read_text() == "data validate --fail-on-warnings"
    assert "The training data is valid." in capfd.readouterr().out
    put_rasa(project, "sys.exit(1)")
    assert training.main(["--validate"]) == 1
    assert "The training data is not valid." in capfd.readouterr().out
    assert not training.MODEL.exists()


def test_telemetry_is_off_while_training(project: Path) -> None:
    """Rasa is told not to report to anybody."""
    put_rasa(project, 'import os; assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"')
    assert training.train() == 0
