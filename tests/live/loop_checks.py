"""What must hold of the whole product whatever was killed, and ways to catch it in the act."""

import json
import signal
import sqlite3
import time
from contextlib import closing, contextmanager
from typing import Any, Callable, Iterator, List, Optional, Set, Tuple

import psutil
import yaml

from assistant.phrasings.opening import open_book
from assistant.releases.folder import hash_file
from assistant.releases.live_model import find_live_model, read_live_model
from assistant.releases.records import Happening
from assistant.releases.releases import Releases
from assistant.review.inbox import Inbox
from tests.staff_product import StaffProduct

PATIENCE_SECONDS = 60.0
QUESTION, TOPIC = "does the lift fit a mobility scooter", "clinic/location"


def wait_until(is_so: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Return as soon as it is so; fails after so many seconds, saying what was waited for."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"Waited too long: {what}"
        time.sleep(0.02)


def list_taught(staff: StaffProduct) -> List[Tuple[str, str]]:
    """What the staff's file holds."""
    return [(one.topic, one.text) for one in open_book(staff.settings).list_phrasings()]


def replay_history(staff: StaffProduct) -> Set[Tuple[str, str]]:
    """What the history says that the file holds; each change adds only what is not there."""
    held: Set[Tuple[str, str]] = set()
    changes = open_book(staff.settings).history()
    assert [change.number for change in changes] == list(range(1, len(changes) + 1))
    for change in changes:
        added = {(one.topic, one.text) for one in change.added}
        assert not added & held, "added twice"
        held = (held - {(one.topic, one.text) for one in change.removed}) | added
    return held


def check_whole(staff: StaffProduct) -> None:
    """No file is half written, phrasings and history agree, and the live model answers."""
    settings = staff.settings
    for file in [*settings.releases_folder.rglob("*"), *settings.staff_phrasings.parent.iterdir()]:
        if file.suffix in (".yml", ".yaml"):
            yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        elif file.suffix == ".json":
            json.loads(file.read_text(encoding="utf-8"))
        elif file.suffix == ".jsonl":
            for line in file.read_text(encoding="utf-8").splitlines():
                json.loads(line)
    taught = list_taught(staff)
    assert len(taught) == len(set(taught))
    assert set(taught) == replay_history(staff)
    check_live(staff)


def check_live(staff: StaffProduct) -> None:
    """live.json names a whole model, and the assistant answers a visitor over REST."""
    live, file = read_live_model(staff.settings.releases_folder), find_live_model(staff.settings)
    assert live is not None
    assert file is not None
    assert hash_file(file) == live.sha256
    replies = staff.product.ask(f"whole-{time.monotonic_ns()}", "is it safe?")
    assert replies[0]["metadata"]["topic"] == "faq/safety"


def find_decision(inbox: Inbox, message: int) -> Optional[int]:
    """The decision about a message that holds now."""
    (found,) = inbox.list_messages([message])
    return found.decision_id


def find_topic(staff: StaffProduct) -> str:
    """What a new visitor's odd question is taken for at this moment."""
    (reply,) = staff.product.ask(f"odd-{time.monotonic_ns()}", QUESTION)[:1]
    is_answered = reply["metadata"]["decision"] == "answer"
    return str(reply["metadata"]["topic"]) if is_answered else ""


def count_events(releases: Releases, what: Happening, number: int) -> int:
    """How often the history tells this of a release."""
    entries = releases.history(1000)
    return sum(1 for entry in entries if (entry.what, entry.number) == (what, number))


@contextmanager
def locked(database: str) -> Iterator[None]:
    """Nobody else can write to a SQLite database meanwhile."""
    with closing(sqlite3.connect(database.partition("///")[2], isolation_level=None)) as opened:
        opened.execute("BEGIN IMMEDIATE")
        yield
        opened.execute("ROLLBACK")


@contextmanager
def paused(staff: StaffProduct, name: str) -> Iterator[None]:
    """A process that does nothing, as on a machine that is too busy."""
    process = staff.product.processes[name]
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        # To one that was killed it means nothing.
        process.send_signal(signal.SIGCONT)


def is_named_live(staff: StaffProduct, number: int) -> bool:
    """Whether live.json names this release."""
    live = read_live_model(staff.settings.releases_folder)
    return live is not None and live.number == number


def list_children(staff: StaffProduct) -> List[psutil.Process]:
    """The processes of the trainer that do the work."""
    return psutil.Process(staff.product.processes["trainer"].pid).children(recursive=True)
