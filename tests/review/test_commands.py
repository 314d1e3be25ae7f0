"""The staff's commands for unclear messages, most of them in this process for speed."""

import csv
import io
import os
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Callable, Dict, List, Tuple

import pytest

from assistant.review.commands import main
from assistant.review.turn_log import open_turn_log
from assistant.settings import PROJECT, load_settings
from assistant.staff_changes.atomic_files import hold_lock
from assistant.staff_changes.teaching_lock import find_teaching_lock
from tests.review.turn_examples import COST, make_turn

# Status, results and notes of a command.
Run = Callable[..., Tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Commands on an empty database of the test's own; the clinic is the sample, in Chicago."""
    monkeypatch.setenv("REVIEW_DATABASE", str(tmp_path / "review.db"))
    monkeypatch.setenv("RELEASES_FOLDER", str(tmp_path / "releases"))
    # Nothing is encoded: these messages are not alike.
    monkeypatch.setenv("ENCODER_FOLDER", str(tmp_path / "no encoder"))

    def run_command(*arguments: str) -> Tuple[int, str, str]:
        status = main(arguments)
        said = capfd.readouterr()
        return status, said.out, said.err

    return run_command


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    """The same with three groups of messages, of which the first has two."""
    log = open_turn_log(f"sqlite:///{tmp_path / 'review.db'}")
    log.add(
        [
            make_turn(1, "do you treat dogs"),
            make_turn(2, "Do you treat dogs?"),
            make_turn(3, "gift cards", candidates=(COST,)),
            make_turn(4, "=HYPERLINK(1)\x1b[31m", candidates=()),
        ]
    )
    log.close()
    return run


def test_an_empty_inbox_is_said_kindly(run: Run) -> None:
    """It says what will appear, and is no error."""
    status, said, _ = run()
    assert status == 0
    assert "No unclear messages yet" in said


def test_the_list_shows_groups_with_what_they_may_mean(filled: Run) -> None:
    """The largest first, a line each, with the time at the clinic."""
    status, said, notes = filled()
    lines = said.splitlines()
    assert status == 0
    assert len(lines) == 4
    assert "2026-11-20 06:02" in lines[1]
    assert "faq/safety 31 %, clinic/cost 25 %" in lines[1]
    assert "declined" in lines[1]
    assert "Page 1 of 1, 3 groups." in notes
    assert 'make inbox DO="show 1"' in notes
    assert "\x1b" not in said


def test_a_missing_encoder_is_said_and_stops_nothing(filled: Run) -> None:
    """Messages are listed by their own words then."""
    assert "Look-alikes are not put together" in filled()[2]


def test_the_list_can_be_narrowed(filled: Run) -> None:
    """By words, topic, reason and state, in any order."""
    assert "gift" in filled("list", "--search", "cards")[1]
    assert filled("list", "--topic", "cost")[1].count("\n") == 2
    assert filled("list", "--sort", "oldest", "--size", "1")[1].count("\n") == 2
    assert "Nothing here" in filled("list", "--reason", "thumbs_down")[1]
    assert "Nothing here" in filled("list", "--state", "decided")[1]


def test_show_tells_all_that_is_known(filled: Run) -> None:
    """What the assistant did, what was said before, and each message."""
    status, said, notes = filled("show", "1")
    assert status == 0
    for part in ("2, 2 of them open", "declined out_of_scope", "hello", "do you treat dogs"):
        assert part in said
    assert notes == ""


def test_deciding_and_undoing(filled: Run) -> None:
    """The whole way: decide, see it gone, take it back, see it again."""
    status, said, notes = filled("decide", "1", "2", "--topic", "safety", "--by", "ana")
    assert (status, said) == (0, "Decision 1: 3 messages are about faq/safety.\n")
    assert 'make inbox DO="undo 1"' in notes
    assert "dogs" not in filled()[1]
    assert filled("undo", "--by", "ana")[1] == "Decision 1 is undone: 3 messages are open again.\n"
    assert "dogs" in filled()[1]


def test_a_decision_says_that_it_teaches_nothing(filled: Run) -> None:
    """And names the command that does; undoing one says what stays taught."""
    notes = filled("decide", "1", "--topic", "cost", "--by", "ana")[2]
    assert "teaches the assistant nothing" in notes
    assert "make phrasings DO=\"add --topic clinic/cost 'the words'\"" in " ".join(notes.split())
    assert "--topic out_of_scope" in " ".join(filled("decide", "2", "--out-of-scope")[2].split())
    assert "teaches" not in filled("decide", "3", "--ignore", "--by", "bob")[2]
    assert "stays taught" in filled("undo", "--by", "ana")[2]
    assert "stays taught" not in filled("undo", "--by", "bob")[2]


def test_a_decision_waits_for_the_staffs_pages(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is made there, the command says so after a while, and decides nothing."""
    monkeypatch.setattr(
        "assistant.review.commands.hold_lock", partial(hold_lock, longest_wait_seconds=0)
    )
    with hold_lock(find_teaching_lock(load_settings())):
        status, said, notes = filled("decide", "1", "--ignore")
    assert (status, said) == (1, "")
    assert "Try again in a minute" in notes
    assert "dogs" in filled()[1]


def test_every_kind_of_decision(filled: Run) -> None:
    """The suggestion, out of scope, to be ignored, and single messages."""
    assert "1 message is about clinic/cost" in filled("decide", "2", "--this")[1]
    assert "1 message is none of ours" in filled("decide", "--messages", "1", "--out-of-scope")[1]
    assert "1 message is to be ignored" in filled("decide", "3", "--ignore")[1]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("show", "99"), "There is no group 99."),
        (("decide", "99", "--ignore"), "There is no group 99."),
        (("decide", "1", "--topic", "saftey"), "Did you mean: faq/safety?"),
        (("decide", "3", "--this"), "Nothing is suggested for group 3."),
        (("decide", "1", "--messages", "--this"), "--this is for groups."),
        (("undo", "7"), "There is no decision 7."),
        (("undo", "--by", "ana"), "ana has decided nothing"),
        (("export", "--out", "."), "is a folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    filled: Run, arguments: Tuple[str, ...], wanted: str
) -> None:
    """Status 1, nothing on standard output, no traceback."""
    status, said, notes = filled(*arguments)
    assert (status, said) == (1, "")
    assert wanted in notes
    assert notes.count("\n") == 1


def test_the_export_is_a_safe_spreadsheet(filled: Run, tmp_path: Path) -> None:
    """Decided messages with who and when; no cell is a formula."""
    filled("decide", "1", "3", "--ignore", "--note", "spam", "--by", "ana")
    rows = read_csv(filled("export")[1])
    assert [row["message"] for row in rows] == ["1", "2", "4"]
    assert rows[0]["decided by"] == "ana"
    assert rows[0]["note"] == "spam"
    assert rows[2]["words"].startswith("'=HYPERLINK")
    assert "\x1b" not in rows[2]["words"]
    file = tmp_path / "decided.csv"
    assert "Rows written" in filled("export", "--out", str(file))[1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert filled("export", "--out", str(file))[0] == 1
    assert filled("export", "--out", str(file), "--force")[0] == 0


def test_the_history_shows_what_was_undone(filled: Run) -> None:
    """It can be exported, and nothing of it is ever changed."""
    filled("decide", "1", "--ignore", "--by", "ana")
    filled("undo", "1", "--by", "bob")
    [row] = read_csv(filled("export", "--history")[1])
    assert (row["decided by"], row["undone by"], row["messages"]) == ("ana", "bob", "1 2")


def test_topics_are_listed(run: Run) -> None:
    """With the words on their buttons."""
    assert "faq/safety" in run("topics")[1]


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 20, "²"])
def test_numbers_are_checked(run: Run, number: str, capfd: pytest.CaptureFixture[str]) -> None:
    """As every command line does, with its usage."""
    with pytest.raises(SystemExit):
        run("show", number)
    assert "not a number from 1" in capfd.readouterr().err or number == "-1"


def test_an_unusable_database_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In words, and with what to do."""
    monkeypatch.setenv("REVIEW_DATABASE", "mysql://rasa:hunter2@host/review")
    status, _, notes = run()
    assert status == 1
    assert "Use a SQLite file or a PostgreSQL database" in notes
    assert "hunter2" not in notes


def test_the_command_line_itself(filled: Run, tmp_path: Path) -> None:
    """As `make inbox` calls it: a process of its own, read by a pipe that closes early."""
    environment: Dict[str, str] = {**os.environ, "PYTHONWARNINGS": "ignore"}
    command: List[str] = [sys.executable, "-m", "assistant.review.commands", "list"]
    ended = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0
    assert "do you treat dogs" in ended.stdout.lower()


def read_csv(text: str) -> List[Dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
