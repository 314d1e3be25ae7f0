"""The published contract of the REST channel holds for a running server."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Optional

import pytest
import schemathesis
import yaml

from assistant.settings import PROJECT, load_settings

CONTRACT = PROJECT / "docs" / "openapi.yaml"


def test_contract_loads() -> None:
    """schemathesis reads it, with both routes."""
    schema = schemathesis.openapi.from_path(str(CONTRACT))
    labels = {f"{method.upper()} {path}" for path in schema for method in schema[path]}
    assert labels == {"GET /webhooks/rest/", "POST /webhooks/rest/webhook"}


def test_contract_states_the_settings() -> None:
    """The limits in the contract are the defaults of the settings."""
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    properties = contract["components"]["schemas"]["IncomingMessage"]["properties"]
    settings = load_settings()
    assert properties["message"]["maxLength"] == settings.max_message_characters
    assert properties["sender"]["maxLength"] == settings.max_sender_characters
    assert settings.max_body_bytes == 64 * 1024
    assert "64 KiB" in CONTRACT.read_text(encoding="utf-8")


@pytest.mark.parametrize("api_key", [None, "key-1"])
def test_server_keeps_the_contract(api_key: Optional[str], serve: Any, tmp_path: Path) -> None:
    """Hundreds of good and bad requests made from the contract get what it promises."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", str(CONTRACT)]
    command += ["--checks", "all", "--max-examples", "100", "--seed", "1", "--no-color"]
    if api_key:
        command += ["-H", f"X-API-Key: {api_key}"]
    rate = "100000/minute"
    with serve(api_key=api_key, sender_rate_limit=rate, address_rate_limit=rate) as server:
        run = subprocess.run(
            [*command, "--url", server.address],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
        assert server.agent.finished > 20, "good requests are answered"
