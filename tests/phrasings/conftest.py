"""The small training folder of each test."""

from pathlib import Path

import pytest

from tests.phrasings.books import write_training_folder


@pytest.fixture
def staff_file(tmp_path: Path) -> Path:
    """Where the staff's phrasings of this test will stand; there is no file yet."""
    return write_training_folder(tmp_path / "data")
