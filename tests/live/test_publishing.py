"""Publishing on the real product: nobody's question, answer or open form is lost."""

import json
import shutil
import sqlite3
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Dict, Iterator, List

import pytest

from assistant.releases.folder import hash_file
from assistant.releases.servers import (
    ServedRelease,
    ServerRefused,
    ask_server,
    tell_server,
)
from tests.changed_models import sign_answer, write_changed_model
from tests.conftest import Product

CLIENTS = 8
PUBLISHES = 3
MARK = "Second release."
QUESTION = "is it safe?"


class Releases:
    """Two releases of the product: the trained model, and one with a mark before one answer."""

    def __init__(self, product: Product) -> None:
        settings = product.settings
        assert settings.release_secret is not None
        self._secret = settings.release_secret
        self._folder = settings.releases_folder
        self._address = f"http://127.0.0.1:{settings.assistant_port}"

    def publish(self, number: int) -> ServedRelease:
        """Have the server answer with a release."""
        model = f"{number:04d}/model.tar.gz"
        sha256 = hash_file(self._folder / model)
        return tell_server(self._address, self._secret, number, model, sha256)

    def ask(self) -> ServedRelease:
        """Which release the server answers with."""
        return ask_server(self._address, self._secret)

    def file(self, number: int) -> Path:
        """Where the model of a release stands."""
        file = self._folder / f"{number:04d}" / "model.tar.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        return file


@pytest.fixture(scope="module")
def releases(product: Product, model: Path) -> Iterator[Releases]:
    """The releases, of which the first is served again in the end: others use this product."""
    releases = Releases(product)
    shutil.copy(model, releases.file(1))
    write_changed_model(model, releases.file(2), sign_answer("utter_faq/safety", MARK))
    yield releases
    releases.publish(1)


def new_visitor() -> str:
    """A conversation of its own."""
    return f"publishing-{uuid.uuid4()}"


def test_question_asked_again_gets_the_new_answer(product: Product, releases: Releases) -> None:
    """Within one conversation, and back again after a roll-back."""
    visitor = new_visitor()
    for number, is_marked in ((1, False), (2, True), (1, False)):
        assert releases.publish(number).number == number
        (reply,) = product.ask(visitor, QUESTION)
        assert reply["text"].startswith(MARK) is is_marked
        assert reply["metadata"]["topic"] == "faq/safety"


def test_no_message_is_lost_or_doubled_while_releases_are_published(
    product: Product, releases: Releases
) -> None:
    """Each message gets one answer, to itself, and stands in its conversation once."""
    releases.publish(1)
    is_over = threading.Event()
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(_ask_until, product, is_over) for _ in range(CLIENTS)]
        try:
            for publish in range(PUBLISHES):
                releases.publish(2 - publish % 2)
        finally:
            is_over.set()
        asked = {visitor: texts for client in clients for visitor, texts in client.result().items()}
    assert len(asked) >= CLIENTS
    kept = _read_messages(product)
    assert {visitor: kept.get(visitor) for visitor in asked} == asked


def test_open_form_goes_on_after_a_release(product: Product, releases: Releases) -> None:
    """What a visitor has told the form is still known, and the next question follows."""
    visitor = new_visitor()
    releases.publish(1)
    (asked,) = product.ask(visitor, "I want to book an appointment")[-1:]
    product.ask(visitor, "Maria Lindqvist")
    assert releases.publish(2).number == 2
    replies = product.ask(visitor, "maria.lindqvist@example.org")
    assert replies[-1]["metadata"]["decision"] == "booking"
    assert replies[-1]["text"] != asked["text"], "the form does not begin anew"
    answered = product.ask(visitor, QUESTION)
    assert any(reply["text"].startswith(MARK) for reply in answered), "the new model answers"


def test_broken_release_changes_nothing(product: Product, releases: Releases) -> None:
    """The server says why, and answers as before."""
    releases.publish(2)
    releases.file(3).write_bytes(releases.file(1).read_bytes()[:100_000])
    with pytest.raises(ServerRefused, match="release 3 cannot be loaded"):
        releases.publish(3)
    assert releases.ask().number == 2
    assert product.ask(new_visitor(), QUESTION)[0]["text"].startswith(MARK)


def _ask_until(product: Product, is_over: threading.Event) -> Dict[str, List[str]]:
    """Short conversations, until it is over; what was said in each."""
    asked: Dict[str, List[str]] = {}
    while not is_over.is_set():
        visitor = new_visitor()
        for text, topic in ((QUESTION, "faq/safety"), ("what is PRP?", "faq/platelet_rich_plasma")):
            (reply,) = product.ask(visitor, text)
            assert reply["recipient_id"] == visitor
            assert reply["metadata"]["topic"] == topic
            asked.setdefault(visitor, []).append(text)
    return asked


def _read_messages(product: Product) -> Dict[str, List[str]]:
    """What visitors said, by conversation, as it is stored."""
    messages: Dict[str, List[str]] = {}
    with closing(sqlite3.connect(product.settings.tracker_database)) as database:
        rows = database.execute("SELECT sender_id, data FROM events WHERE type_name='user'")
        for visitor, data in rows:
            messages.setdefault(visitor, []).append(json.loads(data)["text"])
    return messages
