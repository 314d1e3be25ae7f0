"""Trains and validates with Rasa in a process of its own: `make train`, `make validate`."""

import argparse
import os
import re
import subprocess
import sys
import time
from typing import List

from assistant.releases.errors import ReleaseError
from assistant.releases.live_model import read_live_model
from assistant.releases.registering import list_published_sources
from assistant.settings import PROJECT, load_settings
from assistant.sources import hash_engineers_sources

MODELS = PROJECT / "models"
MODEL = MODELS / "assistant.tar.gz"
TRAINED_FROM = MODELS / "trained-from.txt"
LOG = PROJECT / ".state" / "training.log"
WORTH_SHOWING = re.compile(
    r"Starting to train component|Finished training component|^Encoding \d|^ +\d+ of \d+$"
)


def is_model_current() -> bool:
    """Whether the trained model was made from the project's sources as they are now.

    The files of staff do not count: what they save gets into a model by a release, through the
    gate, and not by the next start of the product.
    """
    if not MODEL.exists() or not TRAINED_FROM.exists():
        return False
    return TRAINED_FROM.read_text(encoding="utf-8").strip() == _hash_sources()


def train() -> int:
    """Train the model, showing progress; the whole log is kept. Returns Rasa's exit status."""
    started, sources = time.monotonic(), _hash_sources()
    command = ["train", "--fixed-model-name", MODEL.name[: -len(".tar.gz")], "--out", str(MODELS)]
    command += _published_data()
    print(f"Training (log: {LOG.relative_to(PROJECT)}) ...", flush=True)
    status = _run_rasa(command)
    if status == 0 and MODEL.exists():
        TRAINED_FROM.write_text(sources + "\n", encoding="utf-8")
        print(f"Trained in {time.monotonic() - started:.0f} s.", flush=True)
    return status


def validate() -> int:
    """Check the training data with Rasa's validator. Returns its exit status."""
    return _run_rasa(["data", "validate", "--fail-on-warnings"])


def _hash_sources() -> str:
    return hash_engineers_sources(PROJECT, load_settings())


def _published_data() -> List[str]:
    """Has Rasa read staff's files as they were published, once anything was."""
    settings = load_settings()
    if read_live_model(settings.releases_folder) is None:
        return []
    files = list_published_sources(PROJECT, settings)
    data = sorted((name, path) for name, path in files.items() if name.startswith("data/"))
    return ["--data", *(str(path) for _, path in data)]


def _run_rasa(arguments: List[str]) -> int:
    LOG.parent.mkdir(exist_ok=True)
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1"}
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasa", *arguments],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            log.write(line)
            if WORTH_SHOWING.search(line):
                print("  " + line.rstrip().split("  - ")[-1], flush=True)
        status = process.wait()
    if status != 0:
        print("".join(_last_lines()), file=sys.stderr)
        print(f"Rasa stopped with an error (whole log: {LOG}).", file=sys.stderr)
    return status


def _last_lines() -> List[str]:
    return LOG.read_text(encoding="utf-8").splitlines(keepends=True)[-15:]


def main(arguments: List[str]) -> int:
    """Command line. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    parser.add_argument("--if-needed", action="store_true", help="only if the model is not current")
    parser.add_argument("--validate", action="store_true", help="validate instead of training")
    options = parser.parse_args(arguments)
    if options.validate:
        status = validate()
        print("The training data is valid." if status == 0 else "The training data is not valid.")
        return status
    if options.if_needed and is_model_current():
        return 0
    try:
        return train()
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
