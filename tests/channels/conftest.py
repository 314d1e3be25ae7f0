"""A real server with both channels on a free port, and hand-written turns in place of Rasa's."""

import asyncio
import dataclasses
import json
import shutil
import socket
import tempfile
import threading
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import (
    Any,
    Awaitable,
    Callable,
    ContextManager,
    Dict,
    Iterator,
    List,
    Optional,
    Sequence,
    Tuple,
)

import pytest
import rasa.server
import requests
from rasa.core.actions.action import create_bot_utterance
from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.events import Restarted, UserUttered
from sanic import Sanic
from sanic.touchup import TouchUp

from assistant.channels.rest import ClinicRestInput
from assistant.channels.static_files import WEBSITE_FILES
from assistant.channels.website import ClinicWebsiteInput
from assistant.settings import Settings, load_settings
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore

Turn = Callable[[UserMessage], Awaitable[Any]]

WEBSITE_SECRET = "a secret of the tests, which is long enough"
WIDGET = "export const words = 'H\u00f6ren';\n" * 100


class FakeAgent:
    """Stands where Rasa's agent stands, with its lock, and runs a hand-written turn.

    What was said is kept in a real tracker store, if there is one, as Rasa keeps it.
    """

    def __init__(self, turn: Turn, tracker_store: Optional[TrackerStore] = None) -> None:
        self.turn = turn
        self.has_model = True
        self.lock_store = InMemoryLockStore()
        self.tracker_store = tracker_store
        self.messages: List[UserMessage] = []
        self.finished = 0

    def is_ready(self) -> bool:
        """Say whether a model is loaded."""
        return self.has_model

    async def handle_message(self, message: UserMessage) -> None:
        """Run the turn under the conversation's lock, as Rasa's agent does."""
        async with self.lock_store.lock(message.sender_id, wait_time_in_seconds=0.05):
            self.messages.append(message)
            sent = _note_what_is_sent(message.output_channel)
            await self.turn(message)
            if self.tracker_store is not None:
                await self._keep(message, sent)
            self.finished += 1

    async def _keep(self, message: UserMessage, sent: List[Dict[str, Any]]) -> None:
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        parsed = {"text": message.text, "intent": {"name": "faq", "confidence": 0.9}}
        tracker.update(
            UserUttered(
                message.text,
                parsed["intent"],
                [],
                parsed,
                input_channel=message.input_channel,
                message_id=message.message_id,
                metadata=message.metadata,
            )
        )
        for response in sent:
            tracker.update(create_bot_utterance(response))
        if message.text == "/restart":
            tracker.update(Restarted())
        await self.tracker_store.save(tracker)


def _note_what_is_sent(channel: Any) -> List[Dict[str, Any]]:
    sent: List[Dict[str, Any]] = []
    send = channel.send_response

    async def note_and_send(recipient_id: str, message: Dict[str, Any]) -> None:
        sent.append(dict(message))
        await send(recipient_id, message)

    channel.send_response = note_and_send
    return sent


class RunningServer:
    """A server that is up, and what its turns were given."""

    def __init__(self, app: Sanic, agent: FakeAgent, port: int) -> None:
        self.app = app
        self.agent = agent
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.health = f"{self.address}/webhooks/rest/"
        self.webhook = f"{self.address}/webhooks/rest/webhook"
        self.website = f"{self.address}/webhooks/website/"

    def post(
        self, body: bytes, query: str = "", content_type: str = "application/json", **headers: str
    ) -> requests.Response:
        """Post a body as a client does; an underscore in a header's name stands for its dash."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(
            self.webhook + query,
            data=body,
            headers={"Content-Type": content_type, **named},
            timeout=30,
        )

    def send_raw(self, *parts: bytes, pause: float = 0.0) -> Tuple[int, Dict[str, str], bytes]:
        """Send bytes as they are and read until the server closes or is done with one reply."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
            received = b""
            connection.settimeout(1)
            try:
                while True:
                    more = connection.recv(65536)
                    if not more:
                        break
                    received += more
            except socket.timeout:
                pass
        head, _, body = received.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("ascii").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        return int(status_line.split()[1]), headers, body


async def say_hello(message: UserMessage) -> None:
    """Answer with two messages, as Rasa sends them."""
    for text in ("Hello.\n\nHow can I help?", "Ask me anything."):
        await message.output_channel.send_response(
            message.sender_id,
            {
                "text": text,
                "buttons": None,
                "timestamp": 1.0,
                "utter_action": "utter_greet",
                "metadata": {"topic": "greet", "decision": "answer", "secret": "inside"},
            },
        )


def settings_with(**changes: Any) -> Settings:
    """The product's settings with a few changed."""
    return dataclasses.replace(load_settings(), **changes)


@contextmanager
def running_server(
    turn: Turn = say_hello,
    max_request_size: int = 100_000_000,
    tracker_store: Optional[TrackerStore] = None,
    more_channels: Sequence[InputChannel] = (),
    agent: Any = None,
    **changes: Any,
) -> Iterator[RunningServer]:
    """Serve the channels as Rasa does, on the loopback, until the block ends.

    An agent stands in the place of the fake one that runs the turn.
    """
    app = Sanic(f"rest_test_{uuid.uuid4().hex}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = max_request_size
    app.config.KEEP_ALIVE_TIMEOUT = 2
    app.config.ACCESS_LOG = False
    rasa.server.add_root_route(app)
    rasa.server.configure_cors(app, None)
    settings = settings_with(**{"website_secret": WEBSITE_SECRET, **changes})
    with tempfile.TemporaryDirectory() as folder:
        files = _make_website_files(Path(folder))
        channels = [ClinicRestInput(settings), ClinicWebsiteInput(settings, files)]
    register([*channels, *more_channels], app, "/webhooks/")
    agent = agent or FakeAgent(turn, tracker_store)
    app.ctx.agent = agent

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    started = threading.Event()
    stop = asyncio.Event()

    async def serve() -> None:
        server = await app.create_server(sock=listener, return_asyncio_server=True, debug=False)
        await server.startup()
        # Sanic rewrites its own classes when it starts, and cannot do so twice in one process.
        TouchUp._registry.clear()
        await server.before_start()
        await server.after_start()
        started.set()
        await stop.wait()
        await server.before_stop()
        server.close()
        await server.wait_closed()
        for connection in list(server.connections):
            connection.close()
        await server.after_stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert started.wait(20), "the test server did not start"
        yield RunningServer(app, agent, listener.getsockname()[1])
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.close()
        Sanic._app_registry.pop(app.name, None)


def _make_website_files(folder: Path) -> Path:
    """The product's own pages, with a widget that need not be built for these tests."""
    for name in ("demo.html", "demo.css", "demo.svg"):
        shutil.copy(WEBSITE_FILES / name, folder)
    (folder / "chat.js").write_text(WIDGET, encoding="utf-8")
    (folder / "chat.es.js").write_text("export const words = {};", encoding="utf-8")
    return folder


Serve = Callable[..., ContextManager[RunningServer]]


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Starts servers: `with serve(turn, **settings) as server`."""
    return running_server


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """One server with the product's own settings, whose turns say hello."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The product's own settings."""
    return load_settings()


@pytest.fixture(scope="session")
def body_of() -> Callable[..., bytes]:
    """Writes a body as a client sends it."""

    def write(sender: Any = "s", message: Any = "hi", **more: Any) -> bytes:
        return json.dumps({"sender": sender, "message": message, **more}).encode("ascii")

    return write


@pytest.fixture
def tracker_store(tmp_path: Path) -> Iterator[TrackerStore]:
    """A real tracker store in a file of the test's own, wrapped as Rasa wraps it."""
    store = BoundedSQLTrackerStore(db=str(tmp_path / "conversations.db"))
    yield FailSafeTrackerStore(store)
    store.engine.dispose()
