"""A proxy before a real CalDAV server, where a test can stop or cut off single calls."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Iterator, List

import requests

# Gets the method and the number of the call, from 1; whether the call may go on.
Gate = Callable[[str, int], bool]
PASSED_ON = ("Authorization", "Content-Type", "Depth", "If-Match", "If-None-Match")


def let_pass(_method: str, _number: int) -> bool:
    """Every call goes on."""
    return True


@dataclass(frozen=True)
class CuttingProxy:
    """A running proxy: its address and the methods of all calls so far."""

    url: str
    methods: List[str] = field(default_factory=list)


@contextmanager
def run_proxy(
    target: str, before: Gate = let_pass, after: Gate = let_pass
) -> Iterator[CuttingProxy]:
    """Pass every call on to `target`.

    `before` and `after` are asked before the server gets a call and before the client gets the
    answer; where one says no, the client is hung up on.
    """
    methods: List[str] = []
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def _forward(self) -> None:
            self.close_connection = True
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                methods.append(self.command)
                number = len(methods)
            if not before(self.command, number):
                return
            answer = requests.request(
                self.command,
                target + self.path.lstrip("/"),
                data=body,
                headers={name: self.headers[name] for name in PASSED_ON if name in self.headers},
                timeout=30,
            )
            if not after(self.command, number):
                return
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "text/plain"))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def __getattr__(self, name: str) -> Callable[[], None]:
            # The base class looks for a method of the call's name, such as do_REPORT.
            if name.startswith("do_"):
                return self._forward
            raise AttributeError(name)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing: the tests look at `methods`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield CuttingProxy(f"http://127.0.0.1:{server.server_address[1]}/", methods)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
