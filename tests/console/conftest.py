"""What every test of the console's pages can ask for."""

from pathlib import Path
from typing import Iterator

import pytest

from tests.console.running_console import RunningConsole, running_console


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    """A running console with empty databases."""
    with running_console(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def shared_console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    """A running console for all tests of a module, whose databases hold what others did."""
    with running_console(tmp_path_factory.mktemp("console")) as running:
        yield running
