"""Processes that start again, in a real keeper with small programs of its own."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, List

import psutil
import pytest

from assistant.settings import PROJECT

WAIT_SECONDS = 30
# Each program appends its id to a file of its name, and runs until it is ended, or ends at once.
KEEPER = """
import sys
from assistant import process_keeper

folder, state, *programs = sys.argv[1:]
process_keeper.FIRST_PAUSE_SECONDS = 0.05
keeper = process_keeper.ProcessKeeper()
for entry in programs:
    name, kind, rest = entry.split("|")
    program = f"import os, time; open({folder + '/' + name!r}, 'a').write('%d ' % os.getpid())"
    command = (sys.executable, "-c", f"{program}; {rest}")
    keeper.keep(name, lambda command=command: command, {}, is_needed=kind == "needed")
if state == "up":
    keeper.note_up()
keeper.loop()
sys.exit(keeper.returncode or 0)
"""
STAY = "time.sleep(120)"
FALL = "raise SystemExit(3)"


def wait_for(file: Path, count: int) -> List[int]:
    """The ids in a program's file, once there are so many."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        ids = file.read_text().split() if file.exists() else []
        if len(ids) >= count:
            return [int(one) for one in ids]
        time.sleep(0.02)
    raise AssertionError(f"{file.name} has not started {count} times")


@contextmanager
def keeping(folder: Path, state: str, *programs: str) -> "Iterator[subprocess.Popen[str]]":
    """A keeper of programs, each "name|needed or spare|what it does"."""
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder), state, *programs],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield keeper
    finally:
        family = [psutil.Process(keeper.pid)] if keeper.poll() is None else []
        for member in [*family, *(child for one in family for child in one.children(True))]:
            member.kill()
        keeper.communicate()


def end(keeper: "subprocess.Popen[str]") -> str:
    """Press Ctrl-C; what the keeper has printed."""
    keeper.send_signal(signal.SIGINT)
    output, _ = keeper.communicate(timeout=WAIT_SECONDS)
    return output


@pytest.mark.parametrize("killed", ["server", "helper"])
def test_killed_process_starts_again_and_the_others_stay(tmp_path: Path, killed: str) -> None:
    """Once the product is up it outlives each of its processes, and Ctrl-C ends all."""
    programs = (f"server|needed|{STAY}", f"helper|spare|{STAY}")
    with keeping(tmp_path, "up", *programs) as keeper:
        ids = {name: wait_for(tmp_path / name, 1)[0] for name in ("server", "helper")}
        os.kill(ids[killed], signal.SIGKILL)
        again = wait_for(tmp_path / killed, 2)[1]
        other = "helper" if killed == "server" else "server"
        assert _is_running(ids[other])
        output = end(keeper)
        assert keeper.returncode == 130
    assert "It has stopped and starts again in" in output
    assert not any(_is_running(one) for one in (again, ids[other]))
    assert len(wait_for(tmp_path / other, 1)) == 1


def test_needed_process_that_fails_while_starting_ends_all(tmp_path: Path) -> None:
    """Somebody is there to read why."""
    with keeping(tmp_path, "starting", f"server|needed|{FALL}", f"helper|spare|{STAY}") as keeper:
        output, _ = keeper.communicate(timeout=WAIT_SECONDS)
    assert keeper.returncode == 3
    assert "server stopped (rc=3)" in output
    assert len(wait_for(tmp_path / "server", 1)) == 1


def test_spare_process_that_fails_goes_on_trying(tmp_path: Path) -> None:
    """From the first moment on, with pauses that grow; what is needed is not touched."""
    with keeping(tmp_path, "starting", f"server|needed|{STAY}", f"helper|spare|{FALL}") as keeper:
        wait_for(tmp_path / "helper", 4)
        assert len(wait_for(tmp_path / "server", 1)) == 1
        end(keeper)


def test_keeper_ends_while_a_process_waits_to_start_again(tmp_path: Path) -> None:
    """Nothing is started after Ctrl-C."""
    with keeping(tmp_path, "up", f"helper|spare|{FALL}") as keeper:
        wait_for(tmp_path / "helper", 5)
        end(keeper)
        count = len(wait_for(tmp_path / "helper", 5))
    assert len(wait_for(tmp_path / "helper", 5)) == count


def _is_running(process_id: int) -> bool:
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_programs_end_with_a_killed_keeper(tmp_path: Path) -> None:
    """kill -9 of the keeper leaves nobody behind who would hold the ports, and start again."""
    with keeping(tmp_path, "up", f"server|needed|{STAY}", f"helper|spare|{STAY}") as keeper:
        programs = [
            psutil.Process(wait_for(tmp_path / name, 1)[0]) for name in ("server", "helper")
        ]
        keeper.kill()
        _, left = psutil.wait_procs(programs, timeout=WAIT_SECONDS)
        assert not left
    assert [len(wait_for(tmp_path / name, 1)) for name in ("server", "helper")] == [1, 1]
