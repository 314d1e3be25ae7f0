"""The widget that is served is what its sources make, small, and free of what a page must fear."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import PROJECT

WIDGET = PROJECT / "widget"
FILES = PROJECT / "assistant" / "channels" / "website_files"
BUILT = FILES / "chat.js"
BIN = Path(sys.executable).parent
# Issue 4: what a visitor on a phone waits for.
LARGEST_GZIP_BYTES = 15_000
# Each would run or show as HTML what somebody typed, or leave something in the page.
FORBIDDEN = (
    "eval(",
    "Function(",
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "document.cookie",
    "sourceMappingURL",
    "@import",
)
ADDRESS = re.compile(r"https?:(?:\\?/){2}[\w.-]+")
# The name of the drawing language, which nobody fetches.
NAMESPACE = "http://www.w3.org"


@pytest.fixture(scope="module", autouse=True)
def _locked_tools() -> None:
    installed = WIDGET / "node_modules" / ".package-lock.json"
    assert installed.exists(), (
        "widget/node_modules is missing. Run `make test`, which installs the locked npm packages."
    )


@pytest.fixture(scope="module")
def built() -> str:
    """The committed file."""
    assert BUILT.exists(), f"{BUILT} is missing. Run `make widget`."
    return BUILT.read_text(encoding="utf-8")


def test_committed_files_are_a_fresh_build(tmp_path: Path) -> None:
    """Byte for byte, and a build writes no others."""
    _run_npm("run", "build", "--", "--outDir", str(tmp_path))
    fresh = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in FILES.glob("*.js")}
    assert set(fresh) == {"chat.js", "chat.es.js"}
    assert fresh == committed, (
        "The committed files are not what the sources make. Run `make widget` and commit them."
    )


def test_nothing_is_loaded_but_words(built: str) -> None:
    """The one thing that the widget loads later stands beside it on the clinic's own server."""
    assert re.findall(r"import\([^)]*\)", built) == [
        "import(new URL(`chat.${e}.js`,import.meta.url)"
    ]


@pytest.mark.parametrize("command", ["check", "test"])
def test_tool_has_nothing_to_say(command: str) -> None:
    """Types, style and the widget's own tests."""
    _run_npm("run", command)


def test_nothing_of_others_is_shipped() -> None:
    """Tools only, each in an exact version."""
    package = json.loads((WIDGET / "package.json").read_text(encoding="utf-8"))
    assert [name for name in package if name.lower().endswith("dependencies")] == [
        "devDependencies"
    ]
    versions = package["devDependencies"].values()
    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_lock_holds_hashes_and_no_addresses() -> None:
    """Packages come from wherever the machine is set up to fetch them, and are what they were."""
    lock = json.loads((WIDGET / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_lock_serves_every_computer() -> None:
    """npm leaves out the binaries that its registry lacks, and then refuses its own lock file."""
    lock = json.loads((WIDGET / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = {name for package in lock.values() for name in package.get("optionalDependencies", {})}
    assert {name for name in wanted if f"node_modules/{name}" not in lock} == set()


@pytest.mark.parametrize("text", FORBIDDEN)
def test_built_file_is_free_of(built: str, text: str) -> None:
    """A strict page lets it in, and words stay words."""
    assert text not in built


def test_built_file_names_no_other_server(built: str) -> None:
    """It talks to the clinic's own server alone."""
    assert set(ADDRESS.findall(built)) <= {NAMESPACE}


def test_built_file_is_small(built: str) -> None:
    """As a server sends it at best, in bytes."""
    size = len(gzip.compress(built.encode("utf-8"), compresslevel=9, mtime=0))
    assert size <= LARGEST_GZIP_BYTES


def _run_npm(*arguments: str) -> None:
    run = subprocess.run(
        [str(BIN / "npm"), "--loglevel", "error", *arguments],
        cwd=WIDGET,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
