"""Compares the assistant with stock Rasa on the same data, in one run: `make bench-stock`."""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, List, Sequence

import psutil
import requests

from assistant.evaluation.labelled_messages import LabelledMessage, read_labelled_messages
from assistant.processes import make_environment, stop_processes
from assistant.settings import PROJECT, load_settings
from assistant.topics import OUT_OF_SCOPE
from benchmarks.phrasing_sample import keep_phrasings
from benchmarks.rest_load import measure_load, measure_turns
from benchmarks.stock_peer import make_stock_peer
from tests.conftest import free_port

TURNS = (1, 50, 200)
CONVERSATIONS = 5
START_SECONDS = 600
COPIED = ("data", "knowledge", "assistant", "actions", "config.yml", "domain.yml")
COPIED += ("endpoints.yml", "credentials.yml", "requirements")


def main(arguments: List[str]) -> int:
    """Command line. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="stock", description=__doc__)
    parser.add_argument(
        "--messages", type=Path, default=PROJECT / "evaluation" / "dev_messages.jsonl"
    )
    parser.add_argument("--out", type=Path, default=PROJECT / "results" / "stock.json")
    parser.add_argument(
        "--phrasings",
        type=int,
        default=20,
        help="phrasings a topic on both sides; 0 for all, which trains stock Rasa for hours",
    )
    options = parser.parse_args(arguments)
    messages = read_labelled_messages(options.messages)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        ours = measure_ours(work / "ours", messages, options.phrasings)
        peer = measure_peer(work / "stock", messages, options.phrasings)
    rows = compare(ours, peer)
    print_table(rows)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    result = {"ours": ours, "stock": peer, "ratios": {r["figure"]: r["ratio"] for r in rows}}
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result))
    return 0


def measure_ours(
    folder: Path, messages: Sequence[LabelledMessage], phrasings: int
) -> Dict[str, Any]:
    """Train and load the assistant in a copy of the project, so that no Rasa cache helps it."""
    folder.mkdir()
    for name in COPIED:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    if phrasings:
        kept = keep_phrasings(folder / "data" / "nlu", phrasings)
        print(f"Both sides learn {kept} phrasings, at most {phrasings} a topic.", flush=True)
    port = free_port()
    settings = load_settings()
    environment = {
        **make_environment(settings),
        "PYTHONPATH": str(folder),
        "ENCODER_FOLDER": str(settings.encoder_folder),
        "TRACKER_DATABASE": str(folder / "conversations.db"),
        "SENDER_RATE_LIMIT": "1000000/minute",
        "ADDRESS_RATE_LIMIT": "1000000/minute",
    }
    cold = {**environment, "EMBEDDING_CACHE": str(folder / "embeddings.db")}
    print("Ours: first training, every phrasing encoded ...", flush=True)
    first = train(folder, cold)
    shutil.rmtree(folder / ".rasa")
    print("Ours: training again, phrasings encoded before ...", flush=True)
    again = train(folder, cold)
    serve = ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    figures = measure_server(folder, cold, port, serve, messages)
    return {"first_training": first, "training": again, **figures}


def measure_peer(
    folder: Path, messages: Sequence[LabelledMessage], phrasings: int
) -> Dict[str, Any]:
    """Train and load the stock peer."""
    make_stock_peer(folder)
    if phrasings:
        keep_phrasings(folder / "data" / "nlu", phrasings)
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    print("Stock: training (this is the long part) ...", flush=True)
    training = train(folder, environment)
    serve = ["--credentials", "credentials.yml"]
    figures = measure_server(folder, environment, free_port(), serve, messages)
    return {"first_training": training, "training": training, **figures}


def train(folder: Path, environment: Dict[str, str]) -> Dict[str, float]:
    """Seconds of `rasa train`: by the clock, and of CPU over all its threads."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with (folder / "training.log").open("w") as log:
        command = [sys.executable, "-m", "rasa", "train"]
        subprocess.run(command, cwd=folder, env=environment, stdout=log, stderr=log, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"seconds": time.perf_counter() - started, "cpu_seconds": cpu}


def measure_server(
    folder: Path,
    environment: Dict[str, str],
    port: int,
    serve: List[str],
    messages: Sequence[LabelledMessage],
) -> Dict[str, Any]:
    """Start the server, load it, stop it."""
    base = f"http://127.0.0.1:{port}"
    url = f"{base}/webhooks/rest/webhook"
    # The HTTP API is opened on both for /model/parse, by which accuracy is counted.
    command = [sys.executable, "-m", "rasa", "run", "--enable-api", "--interface", "127.0.0.1"]
    command += ["--port", str(port), *serve]
    # Only messages that need no action server, which stock Rasa has not got.
    texts = [m.text for m in messages if m.topic != "book_appointment"]
    with (folder / "server.log").open("w") as log:
        started = time.perf_counter()
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        wait_for_answer(server, url)
        cold_start = time.perf_counter() - started
        print(f"  answers after {cold_start:.1f} s; measuring ...", flush=True)
        accuracy = measure_accuracy(base, messages)
        one = measure_load(url, server.pid, texts, clients=1)
        eight = measure_load(url, server.pid, texts, clients=8)
        memory = psutil.Process(server.pid).memory_info().rss / 2**20
        turns = measure_turns(url, texts, TURNS, CONVERSATIONS)
    finally:
        stop_processes([server])
    return {
        "accuracy_in_scope": accuracy,
        "cold_start_seconds": cold_start,
        "memory_mib": memory,
        "one_client": asdict(one),
        "eight_clients": asdict(eight),
        "turn_ms": {str(turn): value for turn, value in turns.items()},
    }


def wait_for_answer(server: "subprocess.Popen[bytes]", url: str) -> None:
    """Return once a message gets a reply."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            body = {"sender": "start", "message": "what is prp"}
            answer = requests.post(url, json=body, timeout=30)
            if answer.status_code == 200 and answer.json():
                return
        except requests.RequestException:
            pass
        time.sleep(0.2)
    raise RuntimeError("the server did not answer; see server.log")


def measure_accuracy(base: str, messages: Sequence[LabelledMessage]) -> float:
    """Share of in-scope messages with the right full topic."""
    in_scope = [m for m in messages if m.topic and m.topic != OUT_OF_SCOPE]
    right = 0
    with requests.Session() as session:
        for message in in_scope:
            answer = session.post(f"{base}/model/parse", json={"text": message.text}, timeout=60)
            right += predicted_topic(answer.json()) == message.topic
    return right / len(in_scope)


def predicted_topic(parsed: Dict[str, Any]) -> str:
    """The full topic of a parse result, of ours or of stock Rasa."""
    if "topic_decision" in parsed:
        return str(parsed["topic_decision"]["topic"])
    # A message held back by the fallback still has a best intent below it.
    ranking = [i for i in parsed["intent_ranking"] if i["name"] != "nlu_fallback"]
    intent = str(ranking[0]["name"])
    if intent not in ("faq", "clinic", "emergency"):
        return intent
    ranked = parsed["response_selector"]["default"]["ranking"]
    keys = [r["intent_response_key"] for r in ranked]
    return next((key for key in keys if key.startswith(f"{intent}/")), intent)


def compare(ours: Dict[str, Any], peer: Dict[str, Any]) -> List[Dict[str, Any]]:
    """Rows of the table; a ratio is ours divided by stock's."""
    rows = [
        ("right topic, in-scope (share)", ("accuracy_in_scope",)),
        ("first training (s)", ("first_training", "seconds")),
        ("first training (CPU s)", ("first_training", "cpu_seconds")),
        ("training, phrasings encoded (s)", ("training", "seconds")),
        ("training, phrasings encoded (CPU s)", ("training", "cpu_seconds")),
        ("cold start (s)", ("cold_start_seconds",)),
        ("resident memory (MiB)", ("memory_mib",)),
        ("CPU per message (ms)", ("one_client", "cpu_ms")),
        *[
            (f"{label}, {clients.replace('_', ' ')}", (clients, key))
            for clients in ("one_client", "eight_clients")
            for label, key in (
                ("p50 (ms)", "p50_ms"),
                ("p95 (ms)", "p95_ms"),
                ("p99 (ms)", "p99_ms"),
                ("throughput (1/s)", "messages_per_second"),
            )
        ],
        *[(f"turn {turn} (ms)", ("turn_ms", str(turn))) for turn in TURNS],
    ]
    table = []
    for figure, path in rows:
        values = [_look_up(side, path) for side in (ours, peer)]
        ratio = values[0] / values[1]
        table.append({"figure": figure, "ours": values[0], "stock": values[1], "ratio": ratio})
    for side in (ours, peer):
        side["turn_200_to_turn_1"] = side["turn_ms"]["200"] / side["turn_ms"]["1"]
    return table


def print_table(rows: List[Dict[str, Any]]) -> None:
    """A table for people."""
    print(f"\n{'':<36}{'ours':>12}{'stock':>12}{'ratio':>9}")
    for row in rows:
        print(f"{row['figure']:<36}{row['ours']:>12.3f}{row['stock']:>12.3f}{row['ratio']:>9.3f}")
    print()


def _look_up(figures: Dict[str, Any], path: Sequence[str]) -> float:
    value: Any = figures
    for key in path:
        value = value[key]
    return float(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
