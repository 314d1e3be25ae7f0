"""A PostgreSQL server of the tests' own; a test that asks for it is skipped where none is."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Optional

import pytest

from tests.conftest import free_port

# PostgreSQL refuses to run as root.
SERVER_USER: Optional[str] = "nobody" if os.geteuid() == 0 else None


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The URL of a server on a free port, stopped at the end."""
    if not shutil.which("initdb") or not shutil.which("pg_ctl"):
        pytest.skip("PostgreSQL is not installed")
    port = free_port()
    # Not in tmp_path: its parents are closed to another user, and socket paths must be short.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if SERVER_USER:
            shutil.chown(folder, SERVER_USER)
        data = str(folder / "data")
        _run("initdb", "-D", data, "-U", "rasa", "--auth", "trust", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        _run("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://rasa@127.0.0.1:{port}/postgres"
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, user=SERVER_USER, stdout=subprocess.DEVNULL, timeout=60)
