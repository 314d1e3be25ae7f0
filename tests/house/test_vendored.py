"""The libraries that the console's pages load are those of the locked npm packages."""

import json
import re
from pathlib import Path
from typing import Any, Dict

import pytest

from assistant.settings import PROJECT

CONSOLE = PROJECT / "assistant" / "console"
PACKAGES = CONSOLE / "vendored"
COPIES = CONSOLE / "static" / "vendored"
INSTALLED = PACKAGES / "node_modules"


def _read(path: Path) -> Dict[str, Any]:
    content: Dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module", autouse=True)
def _locked_packages() -> None:
    assert (INSTALLED / ".package-lock.json").exists(), (
        f"{INSTALLED} is missing. Run `make test`, which installs the locked npm packages."
    )


def test_every_copy_is_its_package_file() -> None:
    """Byte for byte, and nothing else stands beside them; each comes with its licence."""
    copied = _read(PACKAGES / "package.json")["copied"]
    assert {path.name for path in COPIES.iterdir()} == set(copied)
    for name, source in copied.items():
        assert (COPIES / name).read_bytes() == (INSTALLED / source).read_bytes(), (
            f"{name} is not what its package has. Run `make vendor` and commit it."
        )
    assert sum("LICENSE" in name for name in copied) == len(
        _read(INSTALLED / ".package-lock.json")["packages"]
    )


def test_packages_are_the_locked_ones() -> None:
    """npm has checked each against the lock's hash when it was installed; the versions agree."""
    locked = _read(PACKAGES / "package-lock.json")["packages"]
    wanted = {path: package["version"] for path, package in locked.items() if path}
    found = {path: _read(PACKAGES / path / "package.json")["version"] for path in wanted}
    assert found == wanted
    assert all(
        package["integrity"].startswith("sha512-") for path, package in locked.items() if path
    )


def test_lock_names_exact_versions_and_no_registry() -> None:
    """Packages come from wherever the machine is set up to fetch them."""
    versions = _read(PACKAGES / "package.json")["devDependencies"].values()
    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    assert "http" not in (PACKAGES / "package-lock.json").read_text(encoding="utf-8")


def test_pages_ask_for_no_evaluated_code() -> None:
    """The policy of the pages forbids it, so that htmx must not try."""
    base = (CONSOLE / "templates" / "base.html").read_text(encoding="utf-8")
    found = re.search(r"""name="htmx-config" content='([^']+)'""", base)
    assert found is not None
    config = json.loads(found.group(1))
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["selfRequestsOnly"] is True
