"""The release channel over real HTTP, with a real agent behind it."""

import asyncio
import gc
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, Iterator, Optional

import pytest
import requests
from rasa.core.agent import Agent, load_agent

from assistant.channels import releases
from assistant.channels.model_swap import UnusableModel, load_model
from assistant.channels.releases import ReleaseInput
from assistant.releases.folder import hash_file
from assistant.releases.servers import ServedRelease, ServerRefused, ask_server, tell_server
from assistant.settings import InvalidSetting
from tests.channels.conftest import FakeAgent, running_server, say_hello, settings_with

SECRET = "a secret of the tests, which is long enough"
PATH = "/webhooks/releases/"


class Served:
    """A running server, and what is told to it."""

    def __init__(self, address: str, folder: Path, agent: Any) -> None:
        self.address = address
        self.folder = folder
        self.agent = agent

    def tell(self, number: int, sha256: Optional[str] = None) -> ServedRelease:
        """Publish a release as the console does."""
        model = f"{number:04d}/model.tar.gz"
        digest = sha256 or hash_file(self.folder / model)
        return tell_server(self.address, SECRET, number, model, digest)

    def ask(self) -> ServedRelease:
        """Which release is served."""
        return ask_server(self.address, SECRET)

    def send(self, method: str = "GET", **options: Any) -> requests.Response:
        """Any request, with the secret unless other headers are given."""
        options.setdefault("headers", {"Authorization": f"Bearer {SECRET}"})
        return requests.request(method, self.address + PATH, timeout=10, **options)


@pytest.fixture(scope="module")
def folder(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Releases 1 and 2 with the trained model, and 3 with none that can be loaded."""
    folder = tmp_path_factory.mktemp("releases")
    for number in (1, 2, 3):
        (folder / f"{number:04d}").mkdir()
    for number in (1, 2):
        shutil.copy(model, folder / f"{number:04d}" / "model.tar.gz")
    (folder / "0003" / "model.tar.gz").write_bytes(b"no archive")
    return folder


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Agent:
    """Rasa's agent with the model of release 1."""
    return asyncio.run(load_agent(str(folder / "0001" / "model.tar.gz")))


@pytest.fixture
def served(loaded: Agent, folder: Path) -> Iterator[Served]:
    """A server of its own for each test, which answers with release 1."""
    processor = loaded.processor
    with _serve(folder, loaded) as running:
        yield Served(running.address, folder, loaded)
    loaded.processor = processor
    # The server has left everything that was there out of the collector's rounds.
    gc.unfreeze()


def _serve(folder: Path, agent: Any) -> Any:
    settings = settings_with(release_secret=SECRET, releases_folder=folder)
    return running_server(more_channels=[ReleaseInput(settings)], agent=agent)


def test_credentials_take_no_entries() -> None:
    """An entry that would have no effect is an error, and says where settings are."""
    with pytest.raises(InvalidSetting, match=r"secret.*RELEASE_SECRET"):
        ReleaseInput.from_credentials({"secret": "x"})


def test_server_that_has_started_knows_its_release(served: Served) -> None:
    """The number is that of the folder that the model stands in."""
    sha256 = hash_file(served.folder / "0001" / "model.tar.gz")
    assert served.ask() == ServedRelease(1, sha256)


def test_release_is_served_once_the_answer_comes(served: Served) -> None:
    """A new processor answers by then; the same release again changes nothing."""
    first = served.agent.processor
    assert served.tell(2).number == 2
    second = served.agent.processor
    assert second is not first
    assert served.ask().number == 2
    assert served.tell(2).number == 2
    assert served.agent.processor is second


@pytest.mark.parametrize(
    ("number", "sha256", "code", "words"),
    [
        (2, "0" * 64, "model_damaged", "is not the file that was trained"),
        (3, None, "model_unusable", "cannot be loaded"),
        (4, "0" * 64, "model_missing", "RELEASES_FOLDER"),
    ],
)
def test_failure_leaves_the_old_model(
    served: Served, number: int, sha256: Optional[str], code: str, words: str
) -> None:
    """The reason is said in words for staff, and the server goes on with what it had."""
    old = served.agent.processor
    with pytest.raises(ServerRefused, match=words) as refused:
        served.tell(number, sha256)
    assert refused.value.code == code
    assert served.agent.processor is old
    assert served.ask().number == 1


def test_silent_model_is_refused_in_words(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every reason that a load can fail for has words."""

    def fail(*_: Any) -> None:
        raise UnusableModel("model_silent")

    monkeypatch.setattr(releases, "load_model", fail)
    with pytest.raises(ServerRefused, match=r"no answer to one of the messages.* goes on"):
        served.tell(2)


def test_only_one_release_is_loaded_at_a_time(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for the same one waits for it as well, who asks for another comes back later."""
    is_loading, may_go_on, loads = threading.Event(), threading.Event(), []

    def load(*arguments: Any) -> Any:
        loads.append(arguments)
        is_loading.set()
        may_go_on.wait(20)
        return load_model(*arguments)

    monkeypatch.setattr(releases, "load_model", load)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(served.tell, 2)
        assert is_loading.wait(20)
        again = pool.submit(served.tell, 2)
        with pytest.raises(ServerRefused, match="just changing to release 2") as refused:
            served.tell(1)
        assert served.ask().number == 1, "questions are answered meanwhile"
        may_go_on.set()
        assert (first.result().number, again.result().number) == (2, 2)
    assert refused.value.code == "busy"
    assert len(loads) == 1
    assert served.tell(1).number == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": f"Basic {SECRET}"},
        {"Authorization": "Bearer another secret, which is long enough too"},
        {"Authorization": "Bearer \u00e9".encode()},
        {"X-API-Key": SECRET},
    ],
)
def test_nobody_publishes_without_the_secret(served: Served, headers: Dict[str, Any]) -> None:
    """Neither asked nor changed, and the body is not looked at."""
    for method in ("GET", "POST"):
        answer = served.send(method, headers=headers, data=b"{")
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_secret")
        assert SECRET not in answer.text


def test_wrong_requests_get_words(served: Served) -> None:
    """Methods, types and sizes that are not meant."""
    answer = served.send("DELETE")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert served.send("HEAD").status_code == 200
    assert served.send("POST", data=b"number=7").status_code == 415
    assert served.send("POST", json={"number": 7}).json()["error"]["code"] == "model_missing"
    assert served.send("POST", data=b"x" * 5000).status_code == 413


def test_server_without_a_model_takes_one(folder: Path) -> None:
    """A server whose model could not be loaded is healed by a release."""
    agent = Agent()
    try:
        with _serve(folder, agent) as running:
            served = Served(running.address, folder, agent)
            assert served.ask() == ServedRelease(None, None)
            assert served.tell(1).number == 1
            assert agent.is_ready()
    finally:
        gc.unfreeze()


def test_server_whose_file_has_gone_still_answers(folder: Path, tmp_path: Path) -> None:
    """Which model it has cannot be said any more; it can be given one."""
    agent = FakeAgent(say_hello)
    agent.processor = type("Processor", (), {"model_path": tmp_path / "gone.tar.gz"})()
    try:
        with _serve(folder, agent) as running:
            assert Served(running.address, folder, agent).ask() == ServedRelease(None, None)
    finally:
        gc.unfreeze()
