"""What a page loads for the widget, in bytes of gzip -9, beside packed widgets of others.

`python -m benchmarks.widget_sizes` prints the table; the packages are fetched once, into .cache.
"""

import gzip
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import List, Tuple

from assistant.settings import PROJECT

OURS = PROJECT / "assistant" / "channels" / "website_files" / "chat.js"
PACKAGES = PROJECT / ".cache" / "widget_peers"
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Peer:
    """A widget on npm, with the files in its package that a page loads at the least."""

    package: str
    version: str
    files: Tuple[str, ...]

    @property
    def archive(self) -> str:
        """The name that npm gives to the packed package."""
        return f"{self.package.lstrip('@').replace('/', '-')}-{self.version}.tgz"


@dataclass(frozen=True)
class Size:
    """One widget and what it weighs; several files are compressed one by one, as they are sent."""

    widget: str
    files: Tuple[str, ...]
    gzip_bytes: int


PEERS = (
    # What its guide has a page load in a script tag.
    Peer("deep-chat", "2.4.2", ("dist/deepChat.bundle.js",)),
    # Both builds with their style sheet: the ES one comes with its white space, the other without.
    # Neither holds React, which a page loads besides.
    Peer("@botpress/webchat", "4.5.2", ("dist/index.js", "dist/style.css")),
    Peer("@botpress/webchat", "4.5.2", ("dist/index.umd.cjs", "dist/style.css")),
    # The smaller of its two bundles, without cards and Markdown, and the usual one.
    Peer("botframework-webchat", "4.18.1", ("dist/webchat-minimal.js",)),
    Peer("botframework-webchat", "4.18.1", ("dist/webchat.js",)),
)


def measure_sizes() -> List[Size]:
    """Ours first, then each peer. Raises CalledProcessError where npm cannot fetch a package."""
    sizes = [Size("clinic-chat (ours)", (OURS.name,), measure_gzip(OURS.read_bytes()))]
    for peer in PEERS:
        archive = _fetch(peer)
        with tarfile.open(archive) as package:
            contents = [_read(package, f"package/{name}") for name in peer.files]
        gzip_bytes = sum(map(measure_gzip, contents))
        sizes.append(Size(f"{peer.package} {peer.version}", peer.files, gzip_bytes))
    return sizes


def measure_gzip(content: bytes) -> int:
    """Bytes after gzip -9."""
    return len(gzip.compress(content, compresslevel=9, mtime=0))


def print_sizes(sizes: List[Size]) -> None:
    """As a table, with how many times ours each weighs."""
    print(f"{'widget':<29} {'gzip -9, bytes':>14} {'times ours':>11}  files")
    for size in sizes:
        times = size.gzip_bytes / sizes[0].gzip_bytes
        files = ", ".join(size.files)
        print(f"{size.widget:<29} {size.gzip_bytes:>14,} {times:>11.1f}  {files}")


def main() -> None:
    """Measure and print."""
    print_sizes(measure_sizes())


def _fetch(peer: Peer) -> Path:
    archive = PACKAGES / peer.archive
    if not archive.exists():
        PACKAGES.mkdir(parents=True, exist_ok=True)
        print(f"Fetching {peer.package} {peer.version} ...", file=sys.stderr)
        subprocess.run(
            [
                *(str(BIN / "npm"), "pack", "--loglevel", "error"),
                *("--pack-destination", str(PACKAGES), f"{peer.package}@{peer.version}"),
            ],
            env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"},
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=600,
        )
    return archive


def _read(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(name)
    assert member is not None, f"{name} is no file of the package."
    return member.read()


if __name__ == "__main__":
    main()
