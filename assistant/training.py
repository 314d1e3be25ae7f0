"""Trains and validates with Rasa in a process of its own: `make train`, `make validate`."""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, List

from assistant.settings import PROJECT, load_settings

MODELS = PROJECT / "models"
MODEL = MODELS / "assistant.tar.gz"
TRAINED_FROM = MODELS / "trained-from.txt"
LOG = PROJECT / ".state" / "training.log"
# What a model depends on. The response texts are part of it: Rasa keeps them in the model.
SOURCES = ("config.yml", "domain.yml", "requirements/runtime.txt", "assistant/phrasing_words.py")
SOURCE_FOLDERS = (("data", "*.yml"), ("knowledge", "topic*.yml"), ("assistant/nlu", "*.py"))
WORTH_SHOWING = re.compile(
    r"Starting to train component|Finished training component|^Encoding \d|^ +\d+ of \d+$"
)


def hash_sources() -> str:
    """A digest of everything that a trained model is made from."""
    encoder = load_settings().encoder_folder / "encoder.json"
    digest = hashlib.sha256()
    for path in [*_source_files(), encoder]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def is_model_current() -> bool:
    """Whether the trained model was made from the sources as they are now."""
    if not MODEL.exists() or not TRAINED_FROM.exists():
        return False
    return TRAINED_FROM.read_text(encoding="utf-8").strip() == hash_sources()


def train() -> int:
    """Train the model, showing progress; the whole log is kept. Returns Rasa's exit status."""
    started, sources = time.monotonic(), hash_sources()
    command = ["train", "--fixed-model-name", MODEL.name[: -len(".tar.gz")], "--out", str(MODELS)]
    print(f"Training (log: {LOG.relative_to(PROJECT)}) ...", flush=True)
    status = _run_rasa(command)
    if status == 0 and MODEL.exists():
        TRAINED_FROM.write_text(sources + "\n", encoding="utf-8")
        print(f"Trained in {time.monotonic() - started:.0f} s.", flush=True)
    return status


def validate() -> int:
    """Check the training data with Rasa's validator. Returns its exit status."""
    return _run_rasa(["data", "validate", "--fail-on-warnings"])


def _source_files() -> Iterator[Path]:
    for name in SOURCES:
        yield PROJECT / name
    for folder, pattern in SOURCE_FOLDERS:
        yield from sorted((PROJECT / folder).rglob(pattern))


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
    return train()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
