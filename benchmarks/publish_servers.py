"""The two servers that releases are published to: the product, and stock Rasa by `PUT /model`."""

import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Callable, Dict, Iterator

import requests

from assistant.processes import (
    HOST,
    ProcessPlan,
    start_process,
    stop_processes,
    wait_until_healthy,
)
from assistant.releases.folder import hash_file
from assistant.releases.servers import tell_server
from assistant.training import MODEL
from tests.conftest import Product, free_port, running_product

PUBLISH_SECONDS = 120


@dataclass(frozen=True)
class Contestant:
    """A running server: where visitors ask, how a release is published, where talks are kept."""

    name: str
    url: str
    process_id: int
    tracker_database: Path
    publish: Callable[[int], None]
    environment: Dict[str, str]


@contextmanager
def running_product_server(folder: Path) -> Iterator[Contestant]:
    """The product, with two releases of the same model."""
    folder.mkdir()
    with running_product(folder) as product:
        settings = product.settings
        for number in (1, 2):
            release = settings.releases_folder / f"{number:04d}"
            release.mkdir(parents=True)
            shutil.copy(MODEL, release / "model.tar.gz")
        yield Contestant(
            "this assistant",
            product.url,
            product.processes["assistant"].pid,
            Path(settings.tracker_database),
            partial(_publish, product, hash_file(MODEL)),
            product.environment,
        )


@contextmanager
def running_stock_server(folder: Path, product: Contestant) -> Iterator[Contestant]:
    """Rasa's own server with its own `rest` channel and API, on the same model and stores."""
    folder.mkdir()
    credentials = folder / "credentials.yml"
    credentials.write_text("rest:\n", encoding="utf-8")
    port, database = free_port(), folder / "conversations.db"
    command = (
        *(sys.executable, "-m", "rasa", "run", "--enable-api", "--interface", HOST),
        *("--port", str(port), "--model", str(MODEL), "--endpoints", "endpoints.yml"),
        *("--credentials", str(credentials)),
    )
    address = f"http://{HOST}:{port}"
    plan = ProcessPlan("stock", command, f"{address}/webhooks/rest/")
    environment = {**product.environment, "TRACKER_DATABASE": str(database)}
    process = start_process(plan, environment, folder / "stock.log")
    try:
        wait_until_healthy(plan, partial(_is_alive, process))
        url = f"{address}/webhooks/rest/webhook"
        put = partial(_put_model, f"{address}/model")
        yield Contestant("stock Rasa, PUT /model", url, process.pid, database, put, environment)
    finally:
        stop_processes([process])


def _publish(product: Product, sha256: str, publish: int) -> None:
    number = publish % 2 + 1
    address = f"http://{HOST}:{product.settings.assistant_port}"
    secret = product.settings.release_secret
    assert secret is not None
    tell_server(address, secret, number, f"{number:04d}/model.tar.gz", sha256, PUBLISH_SECONDS)


def _put_model(url: str, publish: int) -> None:
    body = {"model_file": str(MODEL)}
    requests.put(url, json=body, timeout=PUBLISH_SECONDS).raise_for_status()


def _is_alive(process: "subprocess.Popen[bytes]") -> bool:
    return process.poll() is None
