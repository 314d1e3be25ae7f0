"""How the console is served: one process, on the loopback, HTTP only."""

import uvicorn
from starlette.applications import Starlette


def make_server(app: Starlette, port: int) -> uvicorn.Server:
    """A server of the app; `run` it until it is stopped."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            ws="none",
            # A line for each request would name visitors' groups and staff's searches.
            access_log=False,
            log_level="warning",
            server_header=False,
            # Which address asks is read by us, behind the proxies that the settings trust.
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
    )
