"""A clinic's own website on an origin of its own, whose pages carry the widget."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Dict, Iterator, Sequence, Tuple

# Chromium is told that these names are the loopback. To a browser both are sites without TLS; the
# assistant is told of the first one only.
OUTSIDE_HOST = "clinic.example"
REFUSED_HOST = "elsewhere.example"
LOOPBACK = "127.0.0.1"

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A clinic</title>
<meta name="viewport" content="width=device-width">
{scripts}</head>
<body><h1>Knee pain</h1>
<p><a id="before" href="#top">A link of the clinic's</a></p>
<clinic-chat {attributes}></clinic-chat>
<p><a id="after" href="#end">Another link of the clinic's</a></p>
</body></html>
"""


@dataclass(frozen=True)
class ClinicSite:
    """The running site. Every page that is added gets an address of its own."""

    port: int
    pages: Dict[str, Tuple[str, bytes]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def origin(self, host: str = LOOPBACK) -> str:
        return f"http://{host}:{self.port}"

    def add_page(self, scripts: Sequence[str], attributes: Dict[str, str]) -> str:
        """Publish a page with the tags of the scripts and the widget; its path.

        The page allows itself the script and what `server` answers, and nothing more: no style,
        no picture, no markup from a string.
        """
        written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
        path = f"/knee-pain-{next(self.numbers)}"
        policy = (
            f"default-src 'none'; script-src {_origin(scripts[0])}; "
            f"connect-src {_origin(attributes.get('server', scripts[0]))}; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
        )
        tags = "".join(f'<script type="module" src="{one}"></script>' for one in scripts)
        self.pages[path] = policy, PAGE.format(scripts=tags, attributes=written).encode()
        return path


@contextmanager
def serve_clinic_site() -> Iterator[ClinicSite]:
    """Serve on a free port of the loopback until the block ends."""
    pages: Dict[str, Tuple[str, bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            policy, body = pages.get(self.path.partition("?")[0], ("", b""))
            # Without an icon a browser would write an error to the console.
            self.send_response(200 if body else 204)
            if body:
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield ClinicSite(server.server_address[1], pages)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _origin(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
