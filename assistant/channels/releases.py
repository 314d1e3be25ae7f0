"""The release channel: here the publishing process says which model this server answers with."""

import asyncio
import hashlib
import hmac
import time
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Tuple, TypeVar

import structlog
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.http_replies import (
    answer_server_errors,
    json_reply,
    method_not_allowed,
    request_id_of,
)
from assistant.channels.incoming_message import RejectedMessage
from assistant.channels.model_swap import (
    UnusableModel,
    give_memory_back,
    install_model,
    load_model,
    shorten_collections,
)
from assistant.channels.refusals import METHODS, Refusals, find_agent
from assistant.channels.release_requests import (
    MAX_BODY_BYTES,
    ReleaseRequest,
    find_model,
    read_number_of,
    read_release_request,
)
from assistant.channels.request_bodies import bound_body, read_body
from assistant.channels.running_tasks import RunningTasks
from assistant.channels.turns import OnNewMessage
from assistant.clinic_profile import load_clinic_profile
from assistant.releases.folder import hash_file
from assistant.releases.servers import ServedRelease, load_release_secret
from assistant.settings import InvalidSetting, Settings, load_settings

NAME = "releases"
ALLOWED = "GET, HEAD, POST"
STOP_SECONDS = 5.0

_PROBLEMS = {
    "model_damaged": (
        "The model of release {number} is not the file that was trained: it was changed or cut off."
        " Train a new release."
    ),
    "model_unusable": (
        "The model of release {number} cannot be loaded. Train a new release; if that cannot be "
        "loaded either, this server may run another version of the assistant."
    ),
    "model_silent": (
        "The model of release {number} has no answer to one of the messages that every release is "
        "tried with. Train a new release."
    ),
}
_STILL_SERVING = " This server goes on answering with the model that it had."

Result = TypeVar("Result")

log = structlog.get_logger()


class ReleaseInput(InputChannel):
    """Answers at /webhooks/releases/ to those who know the secret.

    GET says which release answers visitors, POST changes it, and is answered once the new model
    answers them. One that fails changes nothing.
    """

    def __init__(self, settings: Settings) -> None:
        """Read the secret. Raises UnusableSecretFile."""
        self._folder = settings.releases_folder
        self._digest = _digest(load_release_secret(settings))
        self._refusals = Refusals(NAME, load_clinic_profile(settings.clinic_profile))
        self._tasks = RunningTasks()
        self._served = ServedRelease(None, None)
        self._loading: Optional[Tuple[ReleaseRequest, "asyncio.Task[None]"]] = None

    @classmethod
    def name(cls) -> str:
        """The channel's name, which Rasa makes the path of."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Build the channel from the product's settings. Raises InvalidSetting."""
        if credentials:
            raise InvalidSetting(
                f"credentials.yml gives the release channel {sorted(credentials)}. "
                "It takes no entries: set environment variables such as RELEASE_SECRET."
            )
        return cls(load_settings())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The one route. Nobody speaks to the assistant here."""
        blueprint = Blueprint("clinic_releases")

        # stream=True: the handler reads the body itself, after the checks that do not need it.
        @blueprint.route("/", methods=METHODS, stream=True)
        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(request)

        @blueprint.listener("before_server_start")
        async def give_errors_one_shape(app: Sanic, _: Any) -> None:
            methods = {f"/{route.path}": ALLOWED for route in blueprint.routes}
            answer_server_errors(app, methods, self._refusals.unavailable_words)

        @blueprint.listener("after_server_start")
        async def note_first_model(app: Sanic, _: Any) -> None:
            await self._note_first_model(app)
            shorten_collections()

        @blueprint.listener("after_server_stop")
        async def stop_loading(app: Sanic, _: Any) -> None:
            await self._tasks.stop(STOP_SECONDS)

        return blueprint

    async def _note_first_model(self, app: Sanic) -> None:
        agent = find_agent(app)
        if agent is None:
            return
        file = Path(agent.processor.model_path)
        try:
            sha256 = await _in_thread(partial(hash_file, file))
        except OSError:
            # Loaded, and gone since. Which release it was cannot be said.
            return
        self._served = ServedRelease(read_number_of(self._folder, file), sha256)

    async def _receive(self, request: Request) -> HTTPResponse:
        request_id = request_id_of(request)
        # First, because it bounds what is read of a body that any other check refuses.
        refused_size = bound_body(request, MAX_BODY_BYTES)
        if request.method not in ("GET", "HEAD", "POST"):
            return method_not_allowed(request_id, ALLOWED)
        try:
            self._check_secret(request)
            if request.method == "POST":
                if refused_size is not None:
                    raise refused_size
                body = await read_body(request, MAX_BODY_BYTES)
                content_type = request.headers.getone("content-type", None)
                await self._serve(request.app, read_release_request(content_type, body))
        except RejectedMessage as refusal:
            return self._refusals.refuse(request_id, refusal)
        served = {"number": self._served.number, "sha256": self._served.sha256}
        return json_reply(request_id, 200, served)

    def _check_secret(self, request: Request) -> None:
        scheme, _, offered = request.headers.getone("authorization", "").partition(" ")
        # In constant time, so that time tells nothing about the secret.
        is_known = hmac.compare_digest(_digest(offered.strip()), self._digest)
        if scheme.lower() != "bearer" or not is_known:
            raise RejectedMessage(
                401,
                "invalid_secret",
                "Authorization",
                "RELEASE_SECRET is not the same for the console and this server, or each keeps "
                "one of its own. Set the same one for both.",
            )

    async def _serve(self, app: Sanic, wanted: ReleaseRequest) -> None:
        """Return once this server answers with the release. Raises RejectedMessage."""
        if self._loading is None:
            if self._is_served(app, wanted):
                return
            task = self._tasks.start(self._load(app, wanted))
            self._loading = (wanted, task)
            task.add_done_callback(self._end_loading)
        running, task = self._loading
        if running != wanted:
            raise RejectedMessage(
                409,
                "busy",
                None,
                f"This server is just changing to release {running.number}. Try again in a minute.",
            )
        # Shielded: whoever gives up waiting does not stop a load half-way, and may ask again.
        await asyncio.shield(task)

    def _is_served(self, app: Sanic, wanted: ReleaseRequest) -> bool:
        return find_agent(app) is not None and self._served == ServedRelease(
            wanted.number, wanted.sha256
        )

    async def _load(self, app: Sanic, wanted: ReleaseRequest) -> None:
        started = time.monotonic()
        agent = getattr(app.ctx, "agent", None)
        if agent is None:
            raise RejectedMessage(
                503, "starting", None, "This server is still starting. Try again in a minute."
            )
        file = find_model(self._folder, wanted)
        try:
            processor = await _in_thread(partial(load_model, agent, file, wanted.sha256))
        except UnusableModel as problem:
            log.error("release.refused", number=wanted.number, code=problem.code)
            words = _PROBLEMS[problem.code].format(number=wanted.number) + _STILL_SERVING
            raise RejectedMessage(422, problem.code, "model", words) from problem
        install_model(agent, processor)
        self._served = ServedRelease(wanted.number, wanted.sha256)
        seconds = round(time.monotonic() - started, 3)
        log.info("release.served", number=wanted.number, seconds=seconds)
        await _in_thread(give_memory_back)

    def _end_loading(self, _: "asyncio.Task[None]") -> None:
        self._loading = None


async def _in_thread(work: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(None, work)


def _digest(secret: str) -> bytes:
    # Digests are of one length, so that comparing them does not tell the secret's.
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
