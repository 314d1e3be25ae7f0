"""The published contract of both channels holds for a running server."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Optional

import pytest
import schemathesis
import yaml

from assistant.settings import PROJECT, load_settings
from tests.channels.website_visitors import Visitor

CONTRACT = PROJECT / "docs" / "openapi.yaml"
RATE = "100000/minute"
LIMITS = {"sender_rate_limit": RATE, "address_rate_limit": RATE, "session_rate_limit": RATE}


def test_contract_loads() -> None:
    """schemathesis reads it, with every route that the two channels have."""
    schema = schemathesis.openapi.from_path(str(CONTRACT))
    labels = {f"{method.upper()} {path}" for path in schema for method in schema[path]}
    assert labels == {
        "GET /webhooks/rest/",
        "POST /webhooks/rest/webhook",
        "GET /chat.js",
        "GET /chat.es.js",
        "GET /webhooks/website/demo",
        "GET /webhooks/website/demo.css",
        "GET /webhooks/website/demo.svg",
        "GET /webhooks/website/clinic",
        "POST /webhooks/website/session",
        "POST /webhooks/website/messages",
        "POST /webhooks/website/restart",
        "GET /webhooks/website/conversation",
        "DELETE /webhooks/website/conversation",
        "PUT /webhooks/website/ratings",
    }


def test_contract_states_the_settings() -> None:
    """The limits in the contract are the defaults of the settings."""
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    schemas = contract["components"]["schemas"]
    properties = schemas["IncomingMessage"]["properties"]
    settings = load_settings()
    assert properties["message"]["maxLength"] == settings.max_message_characters
    assert (
        schemas["VisitorMessage"]["properties"]["message"]["maxLength"]
        == settings.max_message_characters
    )
    assert properties["sender"]["maxLength"] == settings.max_sender_characters
    assert settings.max_body_bytes == 64 * 1024
    assert "64 KiB" in CONTRACT.read_text(encoding="utf-8")


def _check(address: str, folder: Path, *options: str) -> None:
    """Have schemathesis make good and bad requests from the contract."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", str(CONTRACT)]
    command += ["--checks", "all", "--seed", "1", "--no-color", "--url", address, *options]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]


@pytest.mark.parametrize("api_key", [None, "key-1"])
def test_rest_channel_keeps_the_contract(
    api_key: Optional[str], serve: Any, tmp_path: Path
) -> None:
    """Hundreds of requests to the REST channel get what it promises."""
    options = ["--include-path-regex", "^/webhooks/rest/", "--max-examples", "100"]
    if api_key:
        options += ["-H", f"X-API-Key: {api_key}"]
    with serve(api_key=api_key, **LIMITS) as server:
        _check(server.address, tmp_path, *options)
        assert server.agent.finished > 20, "good requests are answered"


def test_website_channel_keeps_the_contract(serve: Any, tmp_path: Path, tracker_store: Any) -> None:
    """Hundreds of requests to the website channel get what it promises, also of its end."""
    with serve(tracker_store=tracker_store, **LIMITS) as server:
        for chosen, examples in (
            (["--exclude-path-regex", "^/webhooks/rest/", "--exclude-method", "DELETE"], "40"),
            (["--include-method", "DELETE"], "5"),
        ):
            token = Visitor(server.website).token
            options = ["-H", f"Authorization: Bearer {token}", "--max-examples", examples]
            _check(server.address, tmp_path, *options, *chosen)
        assert server.agent.finished > 10, "good requests are answered"
