"""Tells assistant servers which release to answer with, and asks which one they answer with."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from assistant.secret_file import load_secret_file
from assistant.settings import LOOPBACK, PROJECT, Settings

SECRET_FILE = PROJECT / ".state" / "release_secret"
PATH = "/webhooks/releases/"
# A model is loaded and warmed up within seconds; a busy machine may take its time.
TELL_SECONDS = 120.0
ASK_SECONDS = 5.0
LARGEST_ANSWER_BYTES = 16 * 1024
LONGEST_PROBLEM_CHARACTERS = 500


class ServerProblem(RuntimeError):
    """A server did not do what it was told; the message says why, in words for staff."""


class ServerUnreachable(ServerProblem):
    """The server did not answer. It may have taken the release nevertheless."""


class ServerRefused(ServerProblem):
    """The server answered no. `code` is its stable word for why."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class ServedRelease:
    """What a server answers with: no number where its model belongs to no release."""

    number: Optional[int]
    sha256: Optional[str]


def load_release_secret(settings: Settings, file: Path = SECRET_FILE) -> str:
    """The secret that servers know the publishing process by. Raises UnusableSecretFile.

    It is made at first use, so that every process on one machine has the same one.
    """
    return settings.release_secret or load_secret_file(file, "RELEASE_SECRET")


def tell_server(
    address: str, secret: str, number: int, model: str, sha256: str, timeout: float = TELL_SECONDS
) -> ServedRelease:
    """Have a server answer with this release, and return once it does. Safe to repeat.

    `model` is the file's path below the folder of releases, which the server can read as well;
    `timeout` is in seconds. Raises ServerRefused and ServerUnreachable.
    """
    body = {"number": number, "model": model, "sha256": sha256}
    return _read_release(address, _send("POST", address, secret, body, timeout))


def ask_server(address: str, secret: str, timeout: float = ASK_SECONDS) -> ServedRelease:
    """Which release a server answers with. Raises ServerRefused and ServerUnreachable."""
    return _read_release(address, _send("GET", address, secret, None, timeout))


class _Bearer(AuthBase):
    """As `auth`, not as a header: a name in somebody's .netrc would replace the header."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._secret}"
        return request


def _send(
    method: str, address: str, secret: str, body: Optional[Dict[str, Any]], timeout: float
) -> Any:
    with requests.Session() as session:
        # A proxy of the surroundings knows nothing of this machine's own loopback.
        session.trust_env = urlsplit(address).hostname not in LOOPBACK
        deadline = time.monotonic() + timeout
        try:
            with session.request(
                method,
                address.rstrip("/") + PATH,
                json=body,
                auth=_Bearer(secret),
                timeout=timeout,
                # The secret goes to the server that the settings name, and to no other.
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = _read_answer(address, response, deadline)
                status = response.status_code
        except requests.Timeout as error:
            raise _too_late(address) from error
        except requests.RequestException as error:
            raise ServerUnreachable(
                f"The assistant server at {address} cannot be reached. Check that it is running."
            ) from error
    if status == 200:
        return answer
    raise _refusal(address, status, answer)


def _read_answer(address: str, response: requests.Response, deadline: float) -> Any:
    parts: List[bytes] = []
    size = 0
    for part in response.iter_content(1024):
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER_BYTES:
            return None
        if time.monotonic() > deadline:
            raise _too_late(address)
    try:
        return json.loads(b"".join(parts))
    except ValueError:
        return None


def _too_late(address: str) -> ServerUnreachable:
    return ServerUnreachable(
        f"The assistant server at {address} did not answer in time. It may be busy: look at its "
        "state again in a minute."
    )


def _refusal(address: str, status: int, answer: Any) -> ServerRefused:
    error = answer.get("error") if isinstance(answer, dict) else None
    words = error.get("message") if isinstance(error, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(words, str) or not isinstance(code, str):
        return ServerRefused(
            f"At {address} something other than this assistant answers (status {status}). Check "
            "ASSISTANT_SERVERS.",
            "not_an_assistant",
        )
    return ServerRefused(
        f"The assistant server at {address} says: {words[:LONGEST_PROBLEM_CHARACTERS]}", code
    )


def _read_release(address: str, answer: Any) -> ServedRelease:
    if isinstance(answer, dict):
        number, sha256 = answer.get("number"), answer.get("sha256")
        is_number = number is None or (isinstance(number, int) and not isinstance(number, bool))
        if is_number and (sha256 is None or isinstance(sha256, str)):
            return ServedRelease(number, sha256)
    raise ServerRefused(
        f"At {address} something other than this assistant answers. Check ASSISTANT_SERVERS.",
        "not_an_assistant",
    )
