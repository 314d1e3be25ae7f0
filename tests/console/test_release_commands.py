"""The commands for releases, over real databases and a server that can be told."""

import sys
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Callable, Iterator, Sequence

import pytest

from assistant.console import release_training
from assistant.console.release_commands import main
from assistant.console.release_training import is_trainer_running
from assistant.releases.jobs import hold_trainer_lock, open_jobs
from assistant.releases.records import Prediction
from assistant.settings import Settings, load_settings
from tests.console.release_examples import FELL, MISSED, SAFE
from tests.releases.release_examples import PHRASINGS, SECRET, StandIn, finish
from tests.small_server import serve

Run = Callable[..., str]


@pytest.fixture
def server() -> StandIn:
    """The only assistant server."""
    return StandIn()


@pytest.fixture
def settings(
    tmp_path: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Settings of the test's own, as a terminal would have them."""
    with serve(server.answer) as running:
        for name, value in {
            "RELEASE_DATABASE": f"sqlite:///{tmp_path}/releases.db",
            "RELEASES_FOLDER": str(tmp_path / "releases"),
            "REVIEW_DATABASE": f"sqlite:///{tmp_path}/review.db",
            "STAFF_PHRASINGS": str(tmp_path / "staff_phrasings.yml"),
            "STAFF_PHRASINGS_HISTORY": str(tmp_path / "phrasings.jsonl"),
            "STAFF_ANSWERS": str(tmp_path / "staff_answers.yml"),
            "STAFF_ANSWERS_HISTORY": str(tmp_path / "answers.jsonl"),
            "RELEASE_SECRET": SECRET,
            "ASSISTANT_SERVERS": running.url,
        }.items():
            monkeypatch.setenv(name, value)
        yield load_settings()


@pytest.fixture
def run(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; gives what it says, and fails on another status than expected."""

    def run_command(*arguments: str, status: int = 0) -> str:
        assert main(arguments) == status
        said = capsys.readouterr()
        return said.out + said.err

    return run_command


def teach(settings: Settings, text: str) -> None:
    """Save one phrasing, in the place of all others."""
    words = PHRASINGS.format(topic="clinic/cost", text=text)
    settings.staff_phrasings.write_text(words, encoding="utf-8")


@contextmanager
def trainer_at_work(settings: Settings, predictions: Sequence[Prediction]) -> Iterator[None]:
    """A trainer that runs already, and makes of the next job what these predictions say."""
    is_held, is_over = threading.Event(), threading.Event()

    def work() -> None:
        with hold_trainer_lock(settings), closing(open_jobs(settings)) as jobs:
            is_held.set()
            while not is_over.wait(0.05):
                job = jobs.claim()
                if job is not None:
                    finish(jobs, job, predictions=predictions)

    trainer = threading.Thread(target=work)
    trainer.start()
    try:
        assert is_held.wait(30)
        yield
    finally:
        is_over.set()
        trainer.join()


def make(run: Run, settings: Settings, text: str) -> str:
    """Teach a phrasing and train a good candidate with it."""
    teach(settings, text)
    with trainer_at_work(settings, SAFE):
        return run("train", "--who", "Kim", "--why", "prices")


def test_the_loop_goes_by_commands(run: Run, settings: Settings, server: StandIn) -> None:
    """New, train, compare, publish, and back again with the phrasings of then."""
    assert "no release yet" in run("list")
    teach(settings, "what do you charge")
    assert "what do you charge" in run("new")
    assert "Publish it" in make(run, settings, "what do you charge")
    assert "Release 1 is live." in run("publish", "1", "--who", "Ana")
    make(run, settings, "price please")
    compared = run("compare", "2")
    assert "Nothing got worse." in compared
    assert "Answered right" in compared
    run("publish", "2")
    assert server.number == 2
    assert "Was live" in run("list")
    assert "Release 1 is live." in run("roll-back", "1", "--why", "wrong prices")
    assert server.number == 1
    assert "what do you charge" in settings.staff_phrasings.read_text(encoding="utf-8")
    assert "wrong prices" in run("history")
    assert "Answers with release 1" in run("servers")


def test_a_refused_candidate_ends_with_status_1(run: Run, settings: Settings) -> None:
    """It says why, which message, and which phrasing did it."""
    make(run, settings, "what do you charge")
    run("publish", "1")
    teach(settings, "what stops my pain")
    with trainer_at_work(settings, MISSED):
        said = run("train", status=1)
    assert "Cannot be published" in said
    assert FELL in said
    assert "what stops my pain" in said
    assert FELL in run("compare", "2", status=1)
    assert "cannot be published" in run("publish", "2", status=1)


def test_a_server_that_is_down_ends_with_status_1(
    run: Run, settings: Settings, server: StandIn
) -> None:
    """The release is live all the same, and the server can be told again."""
    make(run, settings, "what do you charge")
    server.refusal = "down"
    assert "cannot be reached" in run("publish", "1", status=1)
    assert "Tell them again" in run("servers", status=1)
    server.refusal = None
    assert "Answers with release 1" in run("servers", "--tell")


def test_what_cannot_be_done_is_said_in_one_line(run: Run, settings: Settings) -> None:
    """Without a traceback, and with status 1."""
    assert run("show", "7", status=1) == "There is no release 7.\n"
    assert "nothing to cancel" in run("cancel", status=1)
    make(run, settings, "what do you charge")
    run("publish", "1")
    assert "nothing new to train" in run("train", status=1)
    assert "live one already" in run("roll-back", "1", "--why", "a try", status=1)


def test_what_is_not_understood_ends_with_status_2() -> None:
    """A number that is none, and going back without a reason."""
    for arguments in (["show", "x"], ["show", "0"], ["roll-back", "1"], ["nonsense"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2


def test_the_history_is_written_as_csv(run: Run, settings: Settings, tmp_path: Path) -> None:
    """All of it, for this user only, and not over another file."""
    make(run, settings, "what do you charge")
    file = tmp_path / "history.csv"
    assert "Entries written" in run("history", "--csv", str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbfwhen,who,what,release,why,details\r\n")
    assert file.stat().st_mode & 0o077 == 0
    assert "is there already" in run("history", "--csv", str(file), status=1)
    run("history", "--csv", str(file), "--force")


def test_a_running_trainer_is_noticed(settings: Settings) -> None:
    """By its lock, which goes with it."""
    assert not is_trainer_running(settings)
    with hold_trainer_lock(settings):
        assert is_trainer_running(settings)


def test_a_trainer_that_ends_too_early_is_told(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait ends, and the candidate stays for the next trainer."""
    monkeypatch.setattr(release_training, "TRAINER", (sys.executable, "-c", "raise SystemExit(3)"))
    teach(settings, "what do you charge")
    assert "ended with status 3" in run("train", status=1)
    assert "Waiting to be trained" in run("list")
    assert "is cancelled" in run("cancel")
    assert "was cancelled" in run("compare", "1", status=1)
