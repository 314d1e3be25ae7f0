"""The publishing side's words with assistant servers, with a small real server in their place."""

import dataclasses
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.releases.servers import (
    LARGEST_ANSWER_BYTES,
    ServedRelease,
    ServerRefused,
    ServerUnreachable,
    ask_server,
    load_release_secret,
    tell_server,
)
from assistant.settings import load_settings
from tests.conftest import free_port
from tests.small_server import Answer, Received, as_json, serve

SECRET = "a secret of the tests, which is long enough"
SHA256 = "ab" * 32


def test_server_is_told_number_model_and_digest() -> None:
    """The request carries the secret and what to serve; the answer is what is served now."""
    with serve(lambda _: as_json({"number": 7, "sha256": SHA256})) as server:
        served = tell_server(server.url + "/", SECRET, 7, "0007/model.tar.gz", SHA256)
        (request,) = server.received
    assert served == ServedRelease(7, SHA256)
    assert (request.method, request.path) == ("POST", "/webhooks/releases/")
    assert request.headers["Authorization"] == f"Bearer {SECRET}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.json == {"number": 7, "model": "0007/model.tar.gz", "sha256": SHA256}


def test_server_is_asked() -> None:
    """A server whose model belongs to no release has no number."""
    with serve(lambda _: as_json({"number": None, "sha256": SHA256})) as server:
        assert ask_server(server.url, SECRET) == ServedRelease(None, SHA256)
        assert server.received[0].method == "GET"


def test_refusal_is_said_in_the_servers_words() -> None:
    """Staff read which server it was and why; programs read the code."""
    error = {"error": {"code": "model_damaged", "message": "The model is not whole."}}
    with (
        serve(lambda _: as_json(error, 422)) as server,
        pytest.raises(ServerRefused, match=rf"{server.url} says: The model is not whole\.") as no,
    ):
        tell_server(server.url, SECRET, 7, "0007/model.tar.gz", SHA256)
    assert no.value.code == "model_damaged"


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>Welcome</html>"),
        as_json([1]),
        as_json({"number": "7"}),
        as_json({"number": True}),
        as_json({"number": 7, "sha256": 5}),
        (200, b"x" * (LARGEST_ANSWER_BYTES + 1)),
        (404, b"not here"),
        as_json({"error": "no"}, 500),
        (302, b""),
    ],
    ids=["page", "list", "text", "truth", "digest", "huge", "404", "other error", "elsewhere"],
)
def test_other_programs_are_recognised(answer: Answer) -> None:
    """Whatever else answers at the address, the setting to look at is named."""
    with (
        serve(lambda _: answer) as server,
        pytest.raises(ServerRefused, match="ASSISTANT_SERVERS") as refused,
    ):
        ask_server(server.url, SECRET)
    assert refused.value.code == "not_an_assistant"


def test_server_that_is_down_is_named() -> None:
    """The words say what to look at, and never the secret."""
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ServerUnreachable, match=f"{address} cannot be reached") as problem:
        ask_server(address, SECRET)
    assert SECRET not in str(problem.value)


def test_server_that_hangs_up_is_named() -> None:
    """A connection that ends without an answer is no answer."""
    with serve(lambda _: None) as server, pytest.raises(ServerUnreachable, match="cannot be"):
        ask_server(server.url, SECRET)


def test_server_that_is_slow_is_given_up() -> None:
    """After the allowed time; the server may have taken the release nevertheless."""
    is_over = threading.Event()

    def wait(_: Received) -> Answer:
        is_over.wait(20)
        return as_json({"number": 7, "sha256": SHA256})

    with serve(wait) as server:
        with pytest.raises(ServerUnreachable, match="did not answer in time"):
            ask_server(server.url, SECRET, timeout=0.2)
        is_over.set()


def test_surroundings_change_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither a proxy nor somebody's .netrc gets between the product's own processes."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with serve(lambda _: as_json({"number": 7, "sha256": SHA256})) as server:
        ask_server(server.url, SECRET)
        assert server.received[0].headers["Authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize("given", [None, SECRET])
def test_secret_is_given_or_kept(given: Any, tmp_path: Path) -> None:
    """Without the setting one is made, once, and kept in a file."""
    settings = dataclasses.replace(load_settings(), release_secret=given)
    file = tmp_path / "release_secret"
    secret = load_release_secret(settings, file)
    assert load_release_secret(settings, file) == secret
    assert file.exists() is (given is None)
    assert secret == (given or file.read_text(encoding="ascii"))
