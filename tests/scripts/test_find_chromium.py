"""Where `scripts/find-chromium.sh` looks for a browser, and what it says when there is none."""

import shutil
import subprocess
from pathlib import Path
from typing import Dict

import pytest

from assistant.settings import PROJECT

SCRIPT = PROJECT / "scripts" / "find-chromium.sh"
STARTS = '#!/bin/sh\necho "Chromium 1.0"\n'
DOES_NOT_START = "#!/bin/sh\necho 'Needs the snap.' >&2\nexit 1\n"
# In the place of the computer's own: installs a browser into the folder that it stands in.
APT_GET = f"""#!/bin/sh
echo "apt-get $*"
[ "$1" = update ] && exit 0
cat >"${{0%/*}}/chromium" <<'BROWSER'
{STARTS}BROWSER
chmod +x "${{0%/*}}/chromium"
"""
ROOT = "#!/bin/sh\necho 0\n"
SOMEBODY = "#!/bin/sh\necho 1000\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The only folder of PATH: it holds what the script needs of a shell, and no browser."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("cat", "chmod", "dirname"):
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    return folder


def test_variable_comes_first(folder: Path) -> None:
    """Whoever names a browser gets that one, whatever PATH holds."""
    _write(folder / "chromium", STARTS)
    named = _write(folder / "mine", STARTS)
    run = _run_script(folder, {"CHROMIUM": str(named)})
    assert (run.returncode, run.stdout) == (0, f"{named}\n")


def test_variable_with_spaces(folder: Path) -> None:
    """A path as on macOS is one word."""
    named = _write(folder / "Google Chrome", STARTS)
    run = _run_script(folder, {"CHROMIUM": str(named)})
    assert (run.returncode, run.stdout) == (0, f"{named}\n")


def test_variable_that_does_not_start_is_an_error(folder: Path) -> None:
    """Its value is said, and no other browser is taken in its place."""
    _write(folder / "chromium", STARTS)
    run = _run_script(folder, {"CHROMIUM": "/no/such/browser"})
    assert (run.returncode, run.stdout) == (1, "")
    assert "CHROMIUM is '/no/such/browser'" in run.stderr


@pytest.mark.parametrize(
    "name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
)
def test_found_on_path(folder: Path, name: str) -> None:
    """Under each name that the systems give it."""
    browser = _write(folder / name, STARTS)
    run = _run_script(folder)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{browser}\n", "")


def test_one_that_does_not_start_is_passed_over(folder: Path) -> None:
    """Such as Ubuntu's, which only says that it is a snap."""
    _write(folder / "chromium-browser", DOES_NOT_START)
    browser = _write(folder / "google-chrome", STARTS)
    assert _run_script(folder).stdout == f"{browser}\n"


def test_root_with_apt_gets_one_installed(folder: Path) -> None:
    """The path alone is printed; what apt says goes to the errors."""
    _write(folder / "apt-get", APT_GET)
    _write(folder / "id", ROOT)
    run = _run_script(folder)
    assert (run.returncode, run.stdout) == (0, f"{folder / 'chromium'}\n")
    assert "apt-get install -y chromium" in run.stderr


def test_nobody_but_root_installs(folder: Path) -> None:
    """Others are told how."""
    _write(folder / "apt-get", APT_GET)
    _write(folder / "id", SOMEBODY)
    run = _run_script(folder)
    assert (run.returncode, run.stdout) == (1, "")
    assert "apt-get install -y chromium" in run.stderr
    assert not (folder / "chromium").exists()


def test_apt_without_network_says_how(folder: Path) -> None:
    """A failed installation ends as if there were no apt."""
    _write(folder / "apt-get", DOES_NOT_START)
    _write(folder / "id", ROOT)
    run = _run_script(folder)
    assert (run.returncode, run.stdout) == (1, "")
    assert "No Chromium was found" in run.stderr


def test_not_found_says_how_to_install_it(folder: Path) -> None:
    """Each way is named, and the variable."""
    run = _run_script(folder)
    assert (run.returncode, run.stdout) == (1, "")
    for way in ("apt-get", "dnf", "brew", "playwright install", "CHROMIUM="):
        assert way in run.stderr


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def _run_script(
    folder: Path, extra: "Dict[str, str] | None" = None
) -> "subprocess.CompletedProcess[str]":
    # The script stands in a folder of its own, so that it finds no Playwright's browser either.
    copy = folder.parent / "project" / "scripts" / SCRIPT.name
    copy.parent.mkdir(parents=True)
    shutil.copy(SCRIPT, copy)
    return subprocess.run(
        [str(copy)],
        env={"PATH": str(folder), "HOME": str(folder.parent), **(extra or {})},
        capture_output=True,
        text=True,
        timeout=60,
    )
