"""A visitor of the website: what the widget sends, over real HTTP."""

import json
import uuid
from typing import Any, Dict, Optional

import requests

ORIGIN = "http://localhost:8000"


class Visitor:
    """A browser with a session of its own."""

    def __init__(self, address: str, token: Optional[str] = None, origin: str = ORIGIN) -> None:
        self.address = address
        self.origin = origin
        self.token = token or self.post("session", {}).json()["token"]

    def ask(self, text: str, message_id: Optional[str] = None, **more: Any) -> requests.Response:
        """Send a message."""
        return self.post("messages", {"id": message_id or new_id(), "message": text, **more})

    def post(self, path: str, body: Any, **headers: str) -> requests.Response:
        """Send JSON."""
        return self.send("POST", path, json.dumps(body), **headers)

    def get(self, path: str, **headers: str) -> requests.Response:
        """Ask for something."""
        return self.send("GET", path, **headers)

    def rate(self, reply: Any, rating: Any) -> requests.Response:
        """Send a thumb."""
        return self.send("PUT", "ratings", json.dumps({"reply": reply, "rating": rating}))

    def delete(self) -> requests.Response:
        """Have the conversation deleted."""
        return self.send("DELETE", "conversation")

    def transcript(self, query: str = "") -> Any:
        """The conversation as it is stored."""
        return self.get(f"conversation{query}").json()["messages"]

    def send(
        self, method: str, path: str, data: Optional[str] = None, **headers: str
    ) -> requests.Response:
        """Send any request as this visitor's browser does."""
        sent: Dict[str, str] = {"Origin": self.origin, "Content-Type": "application/json"}
        if getattr(self, "token", None):
            sent["Authorization"] = f"Bearer {self.token}"
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return requests.request(
            method,
            self.address + path,
            data=None if data is None else data.encode(),
            headers=sent,
            timeout=30,
        )


def new_id() -> str:
    """An id as the widget makes one."""
    return str(uuid.uuid4())


def check_error(response: requests.Response, status: int, code: str) -> Dict[str, Any]:
    """Check everything that holds for every error, and give the error."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/json"
    check_headers(response)
    assert set(response.json()) == {"error"}
    error: Dict[str, Any] = response.json()["error"]
    assert set(error) - {"field"} == {"code", "message", "request_id"}
    assert error["code"] == code
    assert error["request_id"] == response.headers["X-Request-ID"]
    return error


def check_headers(response: requests.Response) -> None:
    """Check what holds for every reply that is no file."""
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert len(response.headers["X-Request-ID"]) == 32
    assert "Set-Cookie" not in response.headers
