"""A tracker store that forgets what forms were told, in a file of the test's own."""

from pathlib import Path
from typing import Iterator

import pytest

from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from tests.stores.form_talks import open_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "talk.db"


@pytest.fixture
def store(file: Path) -> Iterator[BoundedSQLTrackerStore]:
    store = open_store(file)
    yield store
    store.engine.dispose()
