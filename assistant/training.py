"""Trains and validates with Rasa in a process of its own: `make train`, `make validate`."""

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import List, Optional

from assistant.releases.errors import ReleaseError
from assistant.releases.registering import list_published_sources
from assistant.releases.trained_sources import find_sources, keep_sources, lay_out_sources
from assistant.settings import PROJECT, load_settings
from assistant.sources import hash_engineers_sources

MODELS = PROJECT / "models"
MODEL = MODELS / "assistant.tar.gz"
LOG = PROJECT / ".state" / "training.log"
WORTH_SHOWING = re.compile(
    r"Starting to train component|Finished training component|^Encoding \d|^ +\d+ of \d+$"
)


def is_model_current() -> bool:
    """Whether the trained model was made from the project's sources as they are now.

    The files of staff do not count: what they save gets into a model by a release, through the
    gate, and not by the next start of the product.
    """
    trained = find_sources(MODEL)
    return trained is not None and trained.engineers == _hash_sources()


def train() -> int:
    """Train the model, showing progress; the whole log is kept. Returns Rasa's exit status.

    Staff's files are taken as they were published, once anything was. Raises ReleaseError.
    """
    started, engineers = time.monotonic(), _hash_sources()
    sources = lay_out_sources(MODEL, list_published_sources(PROJECT, load_settings()))
    command = ["train", "--fixed-model-name", MODEL.name[: -len(".tar.gz")], "--out", str(MODELS)]
    command += ["--config", str(sources / "config.yml"), "--domain", str(sources / "domain.yml")]
    command += ["--data", str(sources / "data")]
    print(f"Training (log: {LOG.relative_to(PROJECT)}) ...", flush=True)
    status = _run_rasa(command, sources)
    if status == 0 and MODEL.exists():
        keep_sources(MODEL, engineers)
        print(f"Trained in {time.monotonic() - started:.0f} s.", flush=True)
    return status


def validate() -> int:
    """Check the training data with Rasa's validator. Returns its exit status."""
    return _run_rasa(["data", "validate", "--fail-on-warnings"])


def _hash_sources() -> str:
    return hash_engineers_sources(PROJECT, load_settings())


def _run_rasa(arguments: List[str], laid_out: Optional[Path] = None) -> int:
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
            if laid_out is not None:
                # People know the files by their places in the project.
                line = line.replace(f"{laid_out}{os.sep}", "")
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
