"""Copies the console's libraries out of their locked npm packages, for `make vendor`."""

import json
import shutil
from pathlib import Path

CONSOLE = Path(__file__).resolve().parent.parent / "assistant" / "console"
PACKAGES = CONSOLE / "vendored"
COPIES = CONSOLE / "static" / "vendored"


def main() -> None:
    """Copy every file that the package file names, under the name that it gives."""
    copied = json.loads((PACKAGES / "package.json").read_text(encoding="utf-8"))["copied"]
    COPIES.mkdir(parents=True, exist_ok=True)
    for name, source in copied.items():
        shutil.copyfile(PACKAGES / "node_modules" / source, COPIES / name)


if __name__ == "__main__":
    main()
