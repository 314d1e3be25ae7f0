"""Tells every assistant server which release is live, all at the same time."""

from concurrent.futures import ThreadPoolExecutor
from typing import Callable, List, Sequence, Tuple, TypeVar

import structlog

from assistant.releases.live_model import LiveModel
from assistant.releases.records import ServerOutcome, ServerStatus
from assistant.releases.servers import (
    ServerProblem,
    ServerRefused,
    ask_server,
    load_release_secret,
    tell_server,
)
from assistant.settings import Settings

log = structlog.get_logger()

ResultT = TypeVar("ResultT")

# What a server answers that has tried the model, and goes on with the one that it had.
_MODEL_REFUSED = ("model_damaged", "model_unusable", "model_silent", "model_missing")


def open_servers(settings: Settings) -> "Servers":
    """The assistant servers that the settings name. Raises UnusableSecretFile."""
    return Servers(settings.assistant_servers, load_release_secret(settings))


class Servers:
    """The assistant servers at these addresses, which all know the secret."""

    def __init__(self, addresses: Sequence[str], secret: str) -> None:
        self._addresses = addresses
        self._secret = secret

    def tell(self, live: LiveModel) -> Tuple[Tuple[ServerOutcome, ...], bool]:
        """Tell all of them; what came of it, and whether the model itself is to blame.

        It is where not one of them has taken it, and one or more say that it cannot be loaded.
        """
        told = self._each(lambda address: self._tell(address, live))
        outcomes = tuple(outcome for outcome, _ in told)
        is_model_bad = not any(o.is_done for o in outcomes) and any(bad for _, bad in told)
        return outcomes, is_model_bad

    def tell_late(self, live: LiveModel) -> Tuple[ServerOutcome, ...]:
        """Tell those that do not answer with the live release yet; what is known of all."""
        return tuple(self._each(lambda address: self._tell_late(address, live)))

    def ask(self) -> Tuple[ServerStatus, ...]:
        """Which release each of them answers with."""
        return tuple(self._each(self._ask))

    def _each(self, work: Callable[[str], ResultT]) -> List[ResultT]:
        # A server that does not answer keeps nobody waiting but itself.
        with ThreadPoolExecutor(max_workers=len(self._addresses)) as pool:
            return list(pool.map(work, self._addresses))

    def _tell(self, address: str, live: LiveModel) -> Tuple[ServerOutcome, bool]:
        try:
            tell_server(address, self._secret, live.number, live.model, live.sha256)
        except ServerProblem as problem:
            code = problem.code if isinstance(problem, ServerRefused) else None
            log.warning("release.server_not_told", address=address, number=live.number, code=code)
            return ServerOutcome(address, False, str(problem)), code in _MODEL_REFUSED
        return ServerOutcome(address, True), False

    def _tell_late(self, address: str, live: LiveModel) -> ServerOutcome:
        try:
            if ask_server(address, self._secret).sha256 == live.sha256:
                return ServerOutcome(address, True)
        except ServerProblem as problem:
            return ServerOutcome(address, False, str(problem))
        return self._tell(address, live)[0]

    def _ask(self, address: str) -> ServerStatus:
        try:
            return ServerStatus(address, ask_server(address, self._secret).number)
        except ServerProblem as problem:
            return ServerStatus(address, None, str(problem))
