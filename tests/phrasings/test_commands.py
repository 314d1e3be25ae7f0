"""The staff's commands, with the assistant's own encoder and the real masking."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Tuple

import pytest
import structlog

from assistant.phrasings.commands import main
from assistant.settings import PROJECT
from tests.phrasings.books import COST, EVALUATION, HOURS, history_of

GOOD = "how many dollars for one injection into my knee"


@pytest.fixture(scope="module")
def embedding_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests, so that each phrasing is encoded once."""
    return tmp_path_factory.mktemp("cache") / "embeddings.db"


@pytest.fixture(autouse=True)
def environment(
    monkeypatch: pytest.MonkeyPatch, staff_file: Path, embedding_cache: Path
) -> Iterator[None]:
    """Commands work on the small training folder, and leave the log as other tests want it."""
    monkeypatch.setenv("STAFF_PHRASINGS", str(staff_file))
    monkeypatch.setenv("STAFF_PHRASINGS_HISTORY", str(history_of(staff_file)))
    monkeypatch.setenv("EVALUATION_FOLDER", str(staff_file.parent.parent / "evaluation"))
    monkeypatch.setenv("EMBEDDING_CACHE", str(embedding_cache))
    yield
    structlog.reset_defaults()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Tuple[int, str, str]:
    """Exit status, output and notes of one command."""
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_phrasings_are_added_listed_removed_and_taken_back(
    capsys: pytest.CaptureFixture[str], staff_file: Path
) -> None:
    """Every change says what it did and that the assistant has to be trained."""
    title = "How much does it cost?"
    status, out, notes = run(capsys, "add", "--topic", title, GOOD, "--who", "Jo Doe")
    assert (status, out) == (0, "Added: 1 (change 1).\n")
    assert "Now run make releases DO=train" in notes
    status, out, _ = run(capsys, "list")
    assert status == 0
    assert GOOD in out
    assert "Jo Doe" in out
    assert run(capsys, "remove", GOOD.upper())[:2] == (0, "Removed: 1 (change 2).\n")
    assert run(capsys, "undo")[:2] == (0, "Added: 1 (change 3).\n")
    assert run(capsys, "list", "--topic", HOURS)[1] == ""
    assert f"      - {GOOD}\n" in staff_file.read_text(encoding="utf-8")


def test_list_from_a_spreadsheet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`check` saves nothing; `add` saves all or, when told, what nothing speaks against."""
    file = tmp_path / "list.csv"
    rows = [
        ("phrasing", "topic"),
        (GOOD, COST),
        ("what does it cost", HOURS),
        ("how dangerous is the treatment for me", HOURS),
        (EVALUATION[0], HOURS),
        ("my name is Ana Silva, 512-555-0134, when are you open", HOURS),
        ("i have crushing chest pain, are you open", HOURS),
        ("When are you open", HOURS),
    ]
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    status, out, _ = run(capsys, "check", str(file))
    assert status == 1
    assert "Can be saved: 1, taught already: 1, conflicts: 1, refused: 4." in out
    assert "line 4:" in out
    assert "Silva" not in out
    assert "0134" not in out
    assert EVALUATION[0] not in out.replace(f'"{EVALUATION[0]}" ->', "")
    status, out, notes = run(capsys, "add", "--file", str(file))
    assert status == 1
    assert "Added" not in out
    assert "Refused: 4, conflicts: 1; in the way, so that nothing was saved." in notes
    assert "--leave-out" in notes
    assert run(capsys, "list")[1] == ""
    status, out, notes = run(capsys, "add", "--file", str(file), "--leave-out")
    assert (status, out.splitlines()[-1]) == (1, "Added: 1 (change 1).")
    assert "left out" in notes


def test_conflict_is_overruled_with_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """Without one it is in the way; a word is no reason; the history shows it."""
    wanted = ("add", "--topic", HOURS, "how dangerous is the treatment for me")
    status, out, notes = run(capsys, *wanted)
    assert status == 1
    assert "conflict: It is nearer to" in out or "conflict: Nearly the same" in out
    assert "--because" in notes
    assert "written reason" in run(capsys, *wanted, "--because", "ok")[2]
    reason = "said by people who ask for our hours"
    assert run(capsys, *wanted, "--because", reason)[0] == 0
    assert reason in run(capsys, "history")[1]


def test_history_is_written_for_a_spreadsheet(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With every change, no formulas, and never over another file."""
    file = tmp_path / "history.csv"
    assert "Nothing has been changed yet" in run(capsys, "history")[2]
    run(capsys, "add", "--topic", COST, GOOD, "--who", "=Jo")
    run(capsys, "undo", "--who", "Kim")
    assert run(capsys, "history", "--out", str(file))[0] == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["who"], row["command"], row["phrasing was"]) for row in rows] == [
        ("'=Jo", "add", "added"),
        ("Kim", "undo", "removed"),
    ]
    status, _, notes = run(capsys, "history", "--out", str(file))
    assert status == 1
    assert "--force" in notes
    assert run(capsys, "history", "--out", str(file), "--force")[0] == 0


def test_topics_are_found_by_words(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them without words; a word that no topic has is said."""
    assert len(run(capsys, "topics")[1].splitlines()) == 50
    out = run(capsys, "topics", "insurance")[1]
    assert out.splitlines()[1].startswith("clinic/insurance")
    status, out, notes = run(capsys, "topics", "zzz")
    assert (status, out) == (1, "")
    assert "No topic" in notes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "a price"), "Say which topic"),
        (("add", "--topic", COST), "Say which topic"),
        (("add", "--topic", COST, "a price", "--file", "x.csv"), "not both"),
        (("add", "--topic", COST, "--file", "missing.csv"), "cannot be read"),
        (("remove", "call 512-555-0134"), 'Staff have not taught "call [phone]"'),
        (("undo",), "nothing to take back"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: Tuple[str, ...], words: str
) -> None:
    """The status is 1, and nothing is printed to standard output."""
    status, out, notes = run(capsys, *arguments)
    assert (status, out) == (1, "")
    assert words in notes
    assert len(notes.splitlines()) == 1


def test_encoder_that_is_missing_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Staff are told which command sets it up."""
    monkeypatch.setenv("ENCODER_FOLDER", str(tmp_path))
    status, _, notes = run(capsys, "add", "--topic", COST, GOOD)
    assert status == 1
    assert "make encoder" in notes


def test_command_line_in_a_pipe() -> None:
    """Exit status 2 for what is not understood; a reader that stops early disturbs nothing."""
    command = [sys.executable, "-m", "assistant.phrasings.commands"]
    options = {"cwd": PROJECT, "env": {**os.environ, "PYTHONWARNINGS": "ignore"}, "timeout": 60}
    wrong = subprocess.run([*command, "teach"], capture_output=True, text=True, **options)
    assert wrong.returncode == 2
    assert "invalid choice" in wrong.stderr
    shown = subprocess.run(  # noqa: S602 (our own words)
        f"{sys.executable} -m assistant.phrasings.commands topics | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        **options,
    )
    assert shown.stdout.startswith("Topic")
    assert shown.stderr == ""
