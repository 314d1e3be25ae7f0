"""A small real HTTP server for the tests of what speaks HTTP."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

Answer = Tuple[int, bytes]


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    method: str
    path: str
    headers: Dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class SmallServer:
    """A running server: its port and everything that it received, oldest first."""

    port: int
    received: List[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def posts(self) -> List[Received]:
        return [request for request in self.received if request.method == "POST"]


def as_json(value: Any, status: int = 200) -> Answer:
    """An answer with a JSON body."""
    return status, json.dumps(value).encode()


@contextmanager
def serve(answer: Callable[[Received], Optional[Answer]]) -> Iterator[SmallServer]:
    """Serve on a free port of the loopback; an answer of None hangs up without a word."""
    received: List[Received] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def _reply(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = dict(self.headers.items())
            request = Received(self.command, self.path, headers, self.rfile.read(length))
            received.append(request)
            found = answer(request)
            if found is None:
                self.close_connection = True
                return
            self.send_response(found[0])
            self.send_header("Content-Length", str(len(found[1])))
            self.end_headers()
            self.wfile.write(found[1])

        def log_message(self, *arguments: Any) -> None:
            """Say nothing: the tests look at `received`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield SmallServer(server.server_address[1], received)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
