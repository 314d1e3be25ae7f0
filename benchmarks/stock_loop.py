"""Stock Rasa's side of `make bench-loop`: train, test, and put the model into a running server."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Sequence

import requests
import yaml

from assistant.evaluation.labelled_messages import LabelledMessage
from assistant.processes import stop_processes
from benchmarks.phrasing_sample import keep_phrasings
from benchmarks.stock import train, wait_for_answer
from benchmarks.stock_peer import make_stock_peer
from tests.conftest import free_port

# Of the model that the server starts with: the loop replaces it.
FIRST_PHRASINGS = 3


@dataclass(frozen=True)
class StockLoop:
    """Seconds from the changed file to each later step."""

    trained: float
    tested: float
    answered: float
    phrasings: int


def measure_stock_loop(
    folder: Path, messages: Sequence[LabelledMessage], phrasings: int, text: str, topic: str
) -> StockLoop:
    """The loop with `rasa init`'s configuration, on at most `phrasings` of each topic."""
    make_stock_peer(folder)
    shutil.copytree(folder / "data", folder / "all")
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    keep_phrasings(folder / "data" / "nlu", FIRST_PHRASINGS)
    print("Stock: a small model to start the server with ...", flush=True)
    train(folder, environment)
    shutil.rmtree(folder / "data")
    (folder / "all").rename(folder / "data")
    kept = keep_phrasings(folder / "data" / "nlu", phrasings)
    _write_tests(folder / "messages.yml", messages)
    port = free_port()
    server = _start_server(folder, environment, port)
    try:
        wait_for_answer(server, f"http://127.0.0.1:{port}/webhooks/rest/webhook")
        print("Stock: the loop (this is the long part) ...", flush=True)
        started = time.perf_counter()
        _teach(folder / "data" / "nlu" / "staff_phrasings.yml", text, topic)
        train(folder, environment)
        model = max((folder / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
        trained = time.perf_counter() - started
        _test(folder, environment, model)
        tested = time.perf_counter() - started
        _publish(port, model, text)
        return StockLoop(trained, tested, time.perf_counter() - started, kept)
    finally:
        stop_processes([server])


def _start_server(
    folder: Path, environment: Dict[str, str], port: int
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "rasa", "run", "--enable-api", "--interface", "127.0.0.1"]
    command += ["--port", str(port), "--credentials", "credentials.yml"]
    with (folder / "server.log").open("w") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


def _teach(file: Path, text: str, topic: str) -> None:
    block = {"intent": topic, "examples": f"- {text}\n"}
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": [block]}), encoding="utf-8")


def _write_tests(file: Path, messages: Sequence[LabelledMessage]) -> None:
    """The same messages as test data, which Rasa reads line by line."""
    blocks = [
        {"intent": message.topic, "examples": f"- {' '.join(message.text.split())}\n"}
        for message in messages
        if message.text.strip() and not set(message.text) & set("[]{}")
    ]
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}), encoding="utf-8")


def _test(folder: Path, environment: Dict[str, str], model: Path) -> None:
    command = [sys.executable, "-m", "rasa", "test", "nlu", "--nlu", "messages.yml"]
    command += ["--model", str(model), "--no-plot", "--no-errors"]
    with (folder / "test.log").open("w") as log:
        subprocess.run(command, cwd=folder, env=environment, stdout=log, stderr=log, check=True)


def _publish(port: int, model: Path, text: str) -> None:
    base = f"http://127.0.0.1:{port}"
    body = {"model_file": str(model)}
    requests.put(f"{base}/model", json=body, timeout=600).raise_for_status()
    asked = {"sender": "bench", "message": text}
    answer = requests.post(f"{base}/webhooks/rest/webhook", json=asked, timeout=60)
    if not answer.json():
        raise RuntimeError("Stock Rasa did not answer; see server.log.")
