"""Starts a Chromium outside of the tests' fixtures: for measurements and pictures."""

import subprocess
from contextlib import contextmanager
from typing import Iterator

from playwright.sync_api import Browser, sync_playwright

from assistant.settings import PROJECT

FINDER = PROJECT / "scripts" / "find-chromium.sh"


def find_chromium() -> str:
    """Where Chromium is. Raises FileNotFoundError with what can be done about it."""
    found = subprocess.run([str(FINDER)], capture_output=True, text=True, timeout=600)
    if found.returncode:
        raise FileNotFoundError(found.stderr.strip())
    return found.stdout.strip()


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser without a window; stopped at the end. Raises FileNotFoundError."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        try:
            yield browser
        finally:
            browser.close()
