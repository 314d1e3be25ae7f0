"""Which address a request counts against, over real HTTP."""

from typing import Any

import requests


def test_header_counts_only_behind_trusted_proxies(serve: Any) -> None:
    """Forwarding headers are believed as far as the operator's proxies go, on every channel."""
    for proxies, status in ((None, 429), (1, 200)):
        with serve(address_rate_limit="1/minute") as server:
            server.app.config.PROXIES_COUNT = proxies
            for path in ("clinic", "session"):
                address = server.website + path
                statuses = []
                for number in range(2):
                    # The client makes up the first one; the proxy adds what it has seen.
                    forwarded = f"9.9.9.9, 10.0.{len(path)}.{number}"
                    headers = {"X-Forwarded-For": forwarded, "Content-Type": "application/json"}
                    method = "GET" if path == "clinic" else "POST"
                    response = requests.request(
                        method, address, data=b"{}", headers=headers, timeout=10
                    )
                    statuses.append(response.status_code)
                assert statuses[1] == status
            made_up = [
                requests.post(
                    server.webhook,
                    data=b"{}",
                    headers={"X-Forwarded-For": f"{number}.1.1.1, 10.9.9.9"},
                    timeout=10,
                ).status_code
                for number in range(2)
            ]
            assert made_up[1] == 429
