"""Rasa's own validator accepts the training data."""

import subprocess
import sys

from assistant.settings import PROJECT


def test_training_data_is_valid() -> None:
    """`make validate` ends with status 0: no conflict, no unused or missing part."""
    run = subprocess.run(
        [sys.executable, "-m", "assistant.training", "--validate"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    assert "The training data is valid." in run.stdout
