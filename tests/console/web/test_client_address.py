"""Which address a request counts against."""

from typing import List

import pytest
from starlette.requests import Request

from assistant.console.web.client_address import read_client_address


def make_request(forwarded: List[str]) -> Request:
    """A request of a proxy at 10.0.0.1."""
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return Request({"type": "http", "headers": headers, "client": ("10.0.0.1", 5)})


@pytest.mark.parametrize(
    ("proxies", "forwarded", "wanted"),
    [
        (0, [], "10.0.0.1"),
        (0, ["9.9.9.9"], "10.0.0.1"),
        (1, ["9.9.9.9"], "9.9.9.9"),
        (1, ["6.6.6.6, 9.9.9.9"], "9.9.9.9"),
        (1, ["6.6.6.6", "9.9.9.9"], "9.9.9.9"),
        (2, ["6.6.6.6, 9.9.9.9, 10.0.0.2"], "9.9.9.9"),
        (2, ["9.9.9.9"], "10.0.0.1"),
        (1, [], "10.0.0.1"),
    ],
)
def test_only_what_trusted_proxies_wrote_counts(
    proxies: int, forwarded: List[str], wanted: str
) -> None:
    """What stands further left could be made up by whoever asks."""
    assert read_client_address(make_request(forwarded), proxies) == wanted
