"""Shared parts of the tests: the trained model and the real product, started once a run."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import pytest
import requests

from assistant.processes import make_environment, plan_processes, wait_until_healthy
from assistant.settings import PROJECT, Settings, load_settings
from assistant.training import MODEL

STOP_SECONDS = 10


@dataclass(frozen=True)
class Product:
    """A running product: the address of its REST channel and its processes by name."""

    url: str
    settings: Settings
    processes: Dict[str, "subprocess.Popen[bytes]"]
    logs: Path

    def ask(self, sender: str, message: str) -> List[Dict[str, Any]]:
        """Send one message and give the replies; fails on any status but 200."""
        answer = self.post({"sender": sender, "message": message})
        assert answer.status_code == 200, (answer.status_code, answer.text)
        replies: List[Dict[str, Any]] = answer.json()
        return replies

    def post(self, body: Any, headers: Optional[Dict[str, str]] = None) -> requests.Response:
        """Send any body as JSON."""
        return requests.post(self.url, json=body, headers=headers, timeout=60)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_product(folder: Path, extra: Dict[str, str]) -> Product:
    """Start the action server and the Rasa server on free ports, with their own database."""
    environment = {
        "ASSISTANT_PORT": str(free_port()),
        "ACTIONS_PORT": str(free_port()),
        "TRACKER_DATABASE": str(folder / "conversations.db"),
        # A test may speak faster than people do.
        "SENDER_RATE_LIMIT": "100000/minute",
        "ADDRESS_RATE_LIMIT": "100000/minute",
        **extra,
    }
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        settings = load_settings()
        child_environment = make_environment(settings)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    plans = plan_processes(settings, MODEL)
    processes = {}
    for plan in plans:
        log = (folder / f"{plan.name}.log").open("wb")
        with log:
            processes[plan.name] = subprocess.Popen(
                plan.command, cwd=PROJECT, env=child_environment, stdout=log, stderr=log
            )
    product = Product(
        f"http://127.0.0.1:{settings.assistant_port}/webhooks/rest/webhook",
        settings,
        processes,
        folder,
    )
    try:
        for plan in plans:
            process = processes[plan.name]
            wait_until_healthy(plan, lambda process=process: process.poll() is None)
    except Exception:
        stop_product(product)
        raise
    return product


def stop_product(product: Product) -> None:
    """Stop every process by its id."""
    for process in product.processes.values():
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in product.processes.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; `make test` trains it before the tests start."""
    assert MODEL.exists(), "There is no trained model. Run the tests by 'make test'."
    return MODEL


@pytest.fixture(scope="session")
def product(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The real product, started once for all tests that only talk to it."""
    running = start_product(tmp_path_factory.mktemp("product"), {})
    yield running
    stop_product(running)
