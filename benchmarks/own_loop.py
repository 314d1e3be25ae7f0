"""Our side of `make bench-loop`: a taught phrasing until the running product answers it."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import requests

from assistant.phrasings.findings import Addition, Overrule
from assistant.phrasings.opening import open_book
from assistant.releases.folder import PREDICTIONS
from assistant.releases.records import State
from assistant.releases.releases import open_releases
from assistant.settings import PROJECT, Settings, load_settings
from assistant.training import MODEL
from benchmarks.stock import COPIED
from tests.conftest import free_port

WHO = "bench-loop"
WARM_SECONDS = 300
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Loop:
    """Seconds from "save" of a phrasing to each later step."""

    saved: float
    trained_and_judged: float
    published: float
    answered: float


@dataclass(frozen=True)
class OwnProduct:
    """The running product: the settings of its processes, and where it answers."""

    folder: Path
    settings: Settings
    url: str

    def ask(self, text: str) -> List[Dict[str, Any]]:
        """The replies to a message of somebody new, over REST."""
        body = {"sender": f"bench-{time.monotonic_ns()}", "message": text}
        answer = requests.post(self.url, json=body, timeout=60)
        answer.raise_for_status()
        replies: List[Dict[str, Any]] = answer.json()
        return replies

    def answers(self, text: str, topic: str) -> bool:
        """Whether the message is answered with the topic."""
        about = [reply["metadata"] for reply in self.ask(text)]
        return about[0]["topic"] == topic and about[0]["decision"] == "answer"


@contextmanager
def running_copy(folder: Path) -> Iterator[OwnProduct]:
    """The whole product as `make run` starts it, in a copy of the project, its trainer warm."""
    folder.mkdir(parents=True)
    for name in (*COPIED, "evaluation"):
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    (folder / "models").mkdir()
    shutil.copy(MODEL, folder / "models")
    settings, environment = _make_settings(folder)
    url = f"http://127.0.0.1:{settings.assistant_port}/webhooks/rest/webhook"
    with (folder / "product.log").open("wb") as log:
        product = subprocess.Popen(
            [sys.executable, "-m", "assistant.run"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_until_warm(product, settings, url)
        yield OwnProduct(folder, settings, url)
    finally:
        product.terminate()
        try:
            product.wait(30)
        except subprocess.TimeoutExpired:
            product.kill()
            product.wait()


def measure_loop(product: OwnProduct, text: str, topic: str) -> Loop:
    """Teach the phrasing, train, judge and publish it, until it is answered with its topic."""
    if product.answers(text, topic):
        raise RuntimeError(f"{text!r} is answered already: nothing is to be learnt.")
    book = open_book(product.settings)
    additions = [Addition(text, topic)]
    # The console, which staff save by, has the encoder loaded as well.
    book.check(additions)
    with closing(_open_releases(product)) as releases:
        started = time.perf_counter()
        reason = "Asked in these words by a visitor of the benchmark."
        outcome = book.add(additions, WHO, [Overrule(text, topic, reason)])
        if not outcome.is_saved:
            raise RuntimeError(f"{text!r} was not saved: {outcome.blocked}")
        saved = time.perf_counter() - started
        release = releases.request(WHO)
        while release.state.is_running:
            time.sleep(POLL_SECONDS)
            release = releases.show(release.number)
        trained = time.perf_counter() - started
        if release.state is not State.READY:
            raise RuntimeError(f"{release.state.value}: {release.problem} {release.verdict}")
        releases.publish(release.number, WHO)
        published = time.perf_counter() - started
        while not product.answers(text, topic):
            if time.perf_counter() - started > WARM_SECONDS:
                raise RuntimeError(f"{text!r} is not answered with {topic} after all.")
            time.sleep(POLL_SECONDS)
        return Loop(saved, trained, published, time.perf_counter() - started)


def _open_releases(product: OwnProduct) -> Any:
    return open_releases(product.settings, _restore_nothing, product.folder)


def _restore_nothing(sources: Path, who: str, why: str) -> None:
    """Nothing is rolled back here."""


def _make_settings(folder: Path) -> Tuple[Settings, Dict[str, str]]:
    """Settings of the copy, by absolute paths: this process stands in the project itself."""
    own = load_settings()
    inside = {
        "STAFF_PHRASINGS": "data/nlu/staff_phrasings.yml",
        "STAFF_PHRASINGS_HISTORY": "data/staff_phrasings_history.jsonl",
        "STAFF_ANSWERS": "data/responses/staff_answers.yml",
        "STAFF_ANSWERS_HISTORY": "data/staff_answers_history.jsonl",
        "EVALUATION_FOLDER": "evaluation",
        "RELEASES_FOLDER": "models/releases",
        "RELEASE_DATABASE": ".state/releases.db",
        "BOOKING_DATABASE": ".state/bookings.db",
        "REVIEW_DATABASE": ".state/review.db",
        "CONSOLE_DATABASE": ".state/console.db",
        "TRACKER_DATABASE": ".state/conversations.db",
    }
    changed = {name: str(folder / path) for name, path in inside.items()}
    ports = {name: str(free_port()) for name in ("ASSISTANT_PORT", "ACTIONS_PORT", "CONSOLE_PORT")}
    changed |= {
        **ports,
        "PYTHONPATH": str(folder),
        "ENCODER_FOLDER": str(own.encoder_folder),
        "EMBEDDING_CACHE": str(own.embedding_cache),
        "RELEASE_SECRET": "a secret of the benchmark, long enough",
        "ASSISTANT_SERVERS": f"http://127.0.0.1:{ports['ASSISTANT_PORT']}",
        "CONSOLE_ADDRESS": f"http://127.0.0.1:{ports['CONSOLE_PORT']}",
    }
    before = dict(os.environ)
    os.environ.update(changed)
    try:
        return load_settings(), dict(os.environ)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _wait_until_warm(product: "subprocess.Popen[bytes]", settings: Settings, url: str) -> None:
    """Until it answers, and the trainer has measured the model that it was started with."""
    deadline = time.monotonic() + WARM_SECONDS
    while time.monotonic() < deadline and product.poll() is None:
        measured = list(settings.releases_folder.glob(f"*/{PREDICTIONS}"))
        if measured and _is_answering(url):
            return
        time.sleep(0.5)
    raise RuntimeError("The product did not start; see product.log in its folder.")


def _is_answering(url: str) -> bool:
    try:
        return requests.get(url.removesuffix("webhook"), timeout=5).ok
    except requests.RequestException:
        return False


def median(values: Sequence[float]) -> float:
    """The middle one, of an odd number of them."""
    return sorted(values)[len(values) // 2]
