"""How commands for staff end: status, one line for an error, nobody quoted."""

import subprocess
import sys

import pytest

from assistant.settings import PROJECT
from assistant.staff_commands import run_command


class ExpectedError(Exception):
    """What a command may say to staff."""


def fail(error: BaseException) -> int:
    """A command that ends with this error."""
    raise error


@pytest.mark.parametrize(("ended", "status"), [(None, 0), (0, 0), (1, 1), (2, 2)])
def test_the_status_is_the_works_own(
    ended: "int | None", status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Work without a status has succeeded; nothing is added to what it said."""
    assert run_command(lambda: ended, (ExpectedError,)) == status
    assert capsys.readouterr() == ("", "")


def test_an_expected_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Its words stand on standard error alone, however many lines they had."""
    error = ExpectedError("'x' is no topic.\n\n  Try\tanother.")
    assert run_command(lambda: fail(error), (ExpectedError,)) == 1
    assert capsys.readouterr() == ("", "'x' is no topic. Try another.\n")


def test_an_unexpected_error_quotes_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """Its type and a line of ours are said, never its words or a traceback."""
    assert run_command(lambda: fail(ValueError("Ana Silva")), (ExpectedError,)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("This went wrong unexpectedly: ValueError at staff_commands.py:")
    assert said.err.count("\n") == 1
    assert "Ana" not in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), EOFError()])
def test_stopped_by_staff(error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C, and Ctrl-D at a question, end with the status that shells know."""
    assert run_command(lambda: fail(error), (ExpectedError,)) == 130
    assert capsys.readouterr() == ("", "\nStopped.\n")


def test_a_reader_that_stops_early_is_no_error() -> None:
    """Status 0 and no word, also for what Python writes at its end."""
    code = (
        "import sys; from assistant.staff_commands import run_command;"
        "sys.exit(run_command(lambda: print('word ' * 100_000), ()))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert process.stdout.read(10) == b"word word "
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.wait(60) == 0
