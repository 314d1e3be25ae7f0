"""The published contract of the REST channel holds for the real product."""

import subprocess
import sys
from pathlib import Path

from assistant.settings import PROJECT
from tests.conftest import Product

CONTRACT = PROJECT / "docs" / "openapi.yaml"


def test_product_keeps_its_contract(product: Product, tmp_path: Path) -> None:
    """Requests made from docs/openapi.yaml, good and bad ones, get what it promises."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", str(CONTRACT)]
    command += ["--checks", "all", "--max-examples", "60", "--max-time", "60", "--seed", "1"]
    run = subprocess.run(
        [*command, "--no-color", "--url", product.url.rsplit("/webhooks/", 1)[0]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    assert product.ask("after-the-contract", "is it safe?"), "it still answers"
