"""The rules that tools can hold: style, types, arrows between the rooms, and what is committed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List, Tuple

import pytest

from assistant.settings import PROJECT

BIN = Path(sys.executable).parent
# Made by tools and by the product; what .gitignore names as a folder.
MADE_FOLDERS = {
    line.rstrip("/")
    for line in (PROJECT / ".gitignore").read_text(encoding="utf-8").split()
    if line.endswith("/")
} | {".git"}
# Written with brackets so that this file does not hold what it looks for.
OUTSIDE = re.compile(r"(?:\.\.[/])+[\w.-]*")
# Each with the reason why it is no path of ours.
NO_PATHS = {"tests/test_clinic_profile.py": "a time zone that tries to be a path is refused"}
WORK_FOLDER = re.compile(r"(?<![\w.])[/]wor[k][/]")
REGISTRY = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.]|yarnpkg[.]com|crates[.]io|rubygems[.]org|"
    r"anaconda[.]org|huggingface[.]co|proxy[.]golang[.]org|ghcr[.]io|docker[.]io|quay[.]io"
)
NEVER_TRACKED = re.compile(
    r"(^|/)(models|results|node_modules|__pycache__|\.(venv|cache|rasa|state|hypothesis|"
    r"schemathesis|mypy_cache|ruff_cache|pytest_cache|import_linter_cache))/"
    r"|\.(tar\.gz|onnx|safetensors|pkl|npy|npz|pyc|db|sqlite|log)$"
)
LARGEST_TRACKED_BYTES = 2 * 1024 * 1024


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--no-cache", "--check", "."),
        ("mypy",),
        ("lint-imports", "--no-cache"),
    ],
    ids=["ruff check", "ruff format", "mypy", "lint-imports"],
)
def test_tool_has_nothing_to_say(command: Tuple[str, ...]) -> None:
    """It ends with status 0."""
    run = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]


def test_no_file_leads_out_of_the_repository() -> None:
    """No path upwards past the root, none into somebody's work folder."""
    found = []
    for path, number, line in _lines():
        if str(path.relative_to(PROJECT)) in NO_PATHS:
            continue
        for upwards in OUTSIDE.findall(line):
            # A page may link to another part of the repository.
            target = (path.parent / upwards).resolve()
            if path.suffix != ".md" or not target.is_relative_to(PROJECT):
                found.append(_place(path, number))
        if WORK_FOLDER.search(line):
            found.append(_place(path, number))
    assert found == []


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the affair of whoever installs them."""
    found = [_place(path, number) for path, number, line in _lines() if REGISTRY.search(line)]
    assert found == []


def test_no_artefact_is_tracked() -> None:
    """Neither models nor caches are committed; without git, .gitignore at least names them."""
    tracked = _tracked_files()
    if tracked is None:
        assert {".venv", ".cache", ".rasa", ".state", "models", "results"} <= MADE_FOLDERS
        return
    assert [name for name in tracked if NEVER_TRACKED.search(name)] == []
    sizes = {name: (PROJECT / name).stat().st_size for name in tracked if (PROJECT / name).exists()}
    assert [name for name, size in sizes.items() if size > LARGEST_TRACKED_BYTES] == []


def test_commands_of_the_readme_exist() -> None:
    """Every `make x` that it names is a target."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    # In code only: a sentence may say that something makes sense.
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", _readme(), re.DOTALL))
    named = set(re.findall(r"\bmake ([a-z][\w-]*)", code))
    assert {"run", "test"} <= named
    assert named - targets == set()


def test_links_of_the_readme_exist() -> None:
    """Every relative link leads to a file of the repository."""
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", _readme())
    paths = [link.partition("#")[0] for pair in links for link in pair if link]
    relative = {path for path in paths if path and not re.match(r"[a-z]+:", path)}
    assert relative, "it points to the other pages"
    assert [path for path in sorted(relative) if not (PROJECT / path).exists()] == []


def _readme() -> str:
    readme = PROJECT / "README.md"
    assert readme.exists(), "There is no README.md."
    return readme.read_text(encoding="utf-8")


def _tracked_files() -> "List[str] | None":
    """What git tracks here; None where this is no checkout of its own."""
    if shutil.which("git") is None:
        return None
    top = _run_git("rev-parse", "--show-toplevel")
    if top.returncode != 0 or Path(top.stdout.strip()).resolve() != PROJECT:
        return None
    listed = _run_git("ls-files", "-z")
    assert listed.returncode == 0, listed.stderr
    return [name for name in listed.stdout.split("\0") if name]


def _run_git(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["git", *arguments],  # noqa: S607 (whichever git the developer has)
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def _lines() -> Iterator[Tuple[Path, int, str]]:
    """Every line of every text file that somebody wrote."""
    for folder, folders, names in os.walk(PROJECT):
        folders[:] = [name for name in folders if name not in MADE_FOLDERS]
        for name in sorted(names):
            path = Path(folder) / name
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            for number, line in enumerate(text.split("\n"), 1):
                yield path, number, line


def _place(path: Path, number: int) -> str:
    return f"{path.relative_to(PROJECT)}, line {number}"
