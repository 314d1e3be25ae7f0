"""Which sites' pages may talk to the website channel, over real HTTP."""

from typing import Any, Iterator

import pytest
import requests

from assistant.channels.origins import Origins
from tests.channels.website_visitors import Visitor, check_error, new_id

CLINIC = "https://clinic.example"
PATHS = ("clinic", "session", "messages", "restart", "conversation", "ratings", "demo", "demo.css")


@pytest.fixture(scope="module")
def strict(serve: Any) -> Iterator[Any]:
    """A server whose operator has named two sites."""
    with serve(website_origins=(CLINIC, "https://www.clinic.example:8443")) as server:
        yield server


def _preflight(address: str, origin: str, method: str = "POST") -> requests.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return requests.options(address, headers=headers, timeout=10)


@pytest.mark.parametrize(
    "origin",
    ["http://localhost", "http://localhost:8000", "https://127.0.0.1:1", "http://[::1]:65535"],
)
def test_loopback_is_allowed_where_none_is_named(origin: str) -> None:
    """Every page on this machine may talk, whatever its port."""
    assert Origins(()).allows(origin)
    assert not Origins((CLINIC,)).allows(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        CLINIC,
        "http://localhost.evil.example",
        "http://evil.example/http://localhost",
        "http://localhost@evil.example",
        "http://user@localhost",
        "http://localhost/",
        "http://localhost:",
        "http://localhost:8000\n",
        "http://127.0.0.2",
        "ftp://localhost",
        "http://localhost, http://localhost",
    ],
)
def test_no_other_is(origin: str) -> None:
    """What only looks like this machine is refused."""
    assert not Origins(()).allows(origin)


def test_named_sites_are_compared_whole() -> None:
    """Another scheme, port or subdomain is another site; letters may be large."""
    origins = Origins((CLINIC,))
    assert origins.allows("https://Clinic.Example")
    for other in ("http://clinic.example", f"{CLINIC}:8443", "https://a.clinic.example", "null"):
        assert not origins.allows(other)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost"])
def test_other_site_is_refused(path: str, origin: str, strict: Any) -> None:
    """403 on every path and method before anything else is done, and nothing to read for it."""
    for method in ("GET", "POST", "PUT", "DELETE"):
        response = requests.request(
            method, strict.website + path, headers={"Origin": origin}, timeout=10
        )
        assert check_error(response, 403, "origin_not_allowed")["field"] == "Origin"
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.headers["Vary"] == "Origin"


def test_page_of_the_server_itself_is_allowed(strict: Any) -> None:
    """The demonstration page can talk wherever it stands; browsers say so, pages cannot."""
    headers = {"Origin": strict.address, "Content-Type": "application/json"}
    address = strict.website + "session"
    refused = requests.post(address, data=b"{}", headers=headers, timeout=10)
    check_error(refused, 403, "origin_not_allowed")
    headers["Sec-Fetch-Site"] = "same-origin"
    assert requests.post(address, data=b"{}", headers=headers, timeout=10).status_code == 200


def test_other_site_uses_up_nothing(serve: Any) -> None:
    """What is refused for its origin does not count against the address."""
    with serve(address_rate_limit="1/minute", website_origins=(CLINIC,)) as server:
        for _ in range(3):
            headers = {"Origin": "https://evil.example"}
            response = requests.get(server.website + "clinic", headers=headers, timeout=10)
            assert response.status_code == 403
        assert requests.get(server.website + "clinic", timeout=10).status_code == 200


def test_two_origins_are_none(strict: Any) -> None:
    """A request with two Origin headers is refused."""
    head = f"GET /webhooks/website/clinic HTTP/1.1\r\nHost: x\r\nOrigin: {CLINIC}\r\n"
    status, _, _ = strict.send_raw(f"{head}Origin: {CLINIC}\r\n\r\n".encode())
    assert status == 403


@pytest.mark.parametrize("path", PATHS)
def test_preflight(path: str, strict: Any) -> None:
    """A browser hears which methods and headers an allowed page may send, and of no cookies."""
    response = _preflight(strict.website + path, CLINIC)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == CLINIC
    assert response.headers["Access-Control-Allow-Methods"] == "GET, POST, PUT, DELETE"
    assert response.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert response.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_preflight_of_another_site(strict: Any) -> None:
    """403, without a header that would let the page go on."""
    response = _preflight(strict.website + "messages", "https://evil.example")
    check_error(response, 403, "origin_not_allowed")
    assert not [name for name in response.headers if name.lower().startswith("access-control")]


def test_other_channels_stay_closed(strict: Any) -> None:
    """Nothing of this opens the REST channel or Rasa's own pages to any site."""
    for address in (strict.webhook, strict.address + "/"):
        for response in (
            _preflight(address, CLINIC),
            requests.get(address, headers={"Origin": CLINIC}, timeout=10),
        ):
            assert "Access-Control-Allow-Origin" not in response.headers


def test_every_reply_can_be_read(strict: Any, serve: Any, tracker_store: Any) -> None:
    """Good replies and errors alike name the page's origin, and the headers that it may read."""
    with serve(tracker_store=tracker_store, website_origins=(CLINIC,)) as server:
        visitor = Visitor(server.website, origin=CLINIC)
        responses = [
            visitor.ask("hi", "message-1"),
            visitor.ask("other", "message-1"),
            visitor.ask(""),
            visitor.get("conversation", Authorization=""),
            visitor.get("nothing"),
            visitor.get("messages"),
            visitor.post("restart", {"id": new_id()}),
            visitor.delete(),
        ]
    assert [one.status_code for one in responses] == [200, 409, 400, 401, 404, 405, 200, 200]
    for response in responses:
        assert response.headers["Access-Control-Allow-Origin"] == CLINIC
        assert response.headers["Access-Control-Expose-Headers"] == "Retry-After, X-Request-ID"
        assert response.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_no_origin_is_no_page(strict: Any) -> None:
    """A page that a browser opens itself, and programs, send none."""
    for path in ("clinic", "demo"):
        assert requests.get(strict.website + path, timeout=10).status_code == 200
