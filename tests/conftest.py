"""Shared parts of the tests: the trained model and the real product, started once a run."""

import os
import secrets
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import pytest
import requests

from assistant.processes import (
    ProcessPlan,
    make_environment,
    plan_processes,
    plan_staff_processes,
    start_process,
    stop_processes,
    wait_until_healthy,
)
from assistant.releases.live_model import find_live_model
from assistant.settings import Settings, load_settings
from assistant.training import MODEL
from tests.clock import Clock

pytest_plugins = ["tests.room_databases"]

SECRETS = ("REVIEW_SECRET", "RELEASE_SECRET", "CONSOLE_SECRET")


@dataclass(frozen=True)
class Product:
    """A running product: the address of its REST channel and its processes by name."""

    url: str
    settings: Settings
    processes: Dict[str, "subprocess.Popen[bytes]"]
    logs: Path
    environment: Dict[str, str]

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


def settings_apart(folder: Path) -> Dict[str, str]:
    """Settings of a product that shares nothing with others: free ports, and all else in a folder.

    Staff's files in data/ are those of the project: a test that writes them sets them as well.
    """
    return {
        **{name: str(free_port()) for name in ("ASSISTANT_PORT", "ACTIONS_PORT", "CONSOLE_PORT")},
        # Here nobody waits but the test, and other tests take all that is left.
        "TRAINER_NICENESS": "0",
        "TRACKER_DATABASE": str(folder / "conversations.db"),
        "BOOKING_DATABASE": str(folder / "bookings.db"),
        "REVIEW_DATABASE": str(folder / "review.db"),
        "RELEASE_DATABASE": str(folder / "releases.db"),
        "RELEASES_FOLDER": str(folder / "releases"),
        "CONSOLE_DATABASE": str(folder / "console.db"),
        **{name: secrets.token_hex(32) for name in SECRETS},
        # None: the product's one server, on its own port.
        "ASSISTANT_SERVERS": "",
    }


def load_settings_apart(folder: Path, extra: Dict[str, str]) -> Tuple[Settings, Dict[str, str]]:
    """The settings of a product that shares nothing with others, and its processes' environment."""
    environment = {
        **settings_apart(folder),
        # A test may speak faster than people do.
        "SENDER_RATE_LIMIT": "100000/minute",
        "ADDRESS_RATE_LIMIT": "100000/minute",
        **extra,
    }
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        settings = load_settings()
        return settings, make_environment(settings)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def start_product(folder: Path, extra: Dict[str, str]) -> Product:
    """Start what visitors need on free ports, with databases of their own in the folder."""
    settings, environment = load_settings_apart(folder, extra)
    plans = plan_processes(settings, find_live_model(settings) or MODEL)
    processes = {
        plan.name: start_process(plan, environment, folder / f"{plan.name}.log") for plan in plans
    }
    product = Product(
        f"http://127.0.0.1:{settings.assistant_port}/webhooks/rest/webhook",
        settings,
        processes,
        folder,
        environment,
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
    stop_processes(product.processes.values())


def start_again(product: Product, name: str) -> Tuple[ProcessPlan, Path]:
    """Start one process of the product after it was killed, with the model that is live.

    Gives its plan and its log; it may not answer yet.
    """
    model = find_live_model(product.settings) or MODEL
    plans = (*plan_processes(product.settings, model), *plan_staff_processes(product.settings))
    plan = next(one for one in plans if one.name == name)
    log = product.logs / f"{name}-{len(list(product.logs.glob(f'{name}*.log')))}.log"
    product.processes[name] = start_process(plan, product.environment, log)
    return plan, log


def restart_process(product: Product, name: str) -> None:
    """Start one process of the product again, after it was killed, and wait until it answers."""
    plan, _ = start_again(product, name)
    wait_until_healthy(plan, lambda: product.processes[name].poll() is None)


@contextmanager
def running_product(folder: Path, **extra: str) -> Iterator[Product]:
    """A product of the test's own, with its databases and logs in the folder."""
    product = start_product(folder, extra)
    try:
        yield product
    finally:
        stop_product(product)


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; `make test` trains it before the tests start."""
    assert MODEL.exists(), "There is no trained model. Run the tests by 'make test'."
    return MODEL


@pytest.fixture(scope="session")
def product(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The real product, started once for all tests that only talk to it."""
    with running_product(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until the test moves it."""
    return Clock()
