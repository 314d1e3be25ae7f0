"""Serves the website's few files from memory: read once, compressed once, and never guessed at."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Mapping

from rasa.shared.exceptions import RasaException
from sanic.request import Request
from sanic.response import HTTPResponse

WEBSITE_FILES = Path(__file__).resolve().parent / "website_files"
CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}


class MissingWebsiteFile(RasaException):
    """A file of the website is not there; Rasa shows the message and does not start."""


@dataclass(frozen=True)
class StaticFile:
    """One file as it is sent, plain and compressed. `headers` are its own beside those of all."""

    content: bytes
    compressed: bytes
    content_type: str
    etag: str
    headers: Mapping[str, str]

    def answer(self, request: Request) -> HTTPResponse:
        """The file, or 304 if the client has it."""
        headers: Dict[str, str] = {
            "ETag": self.etag,
            # Kept, but asked for again each time: an update reaches every page at once.
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            **self.headers,
        }
        if _names_tag(request.headers.getone("if-none-match", ""), self.etag):
            return HTTPResponse(status=304, headers=headers)
        if _accepts_gzip(request.headers.getone("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            return HTTPResponse(self.compressed, headers=headers, content_type=self.content_type)
        return HTTPResponse(self.content, headers=headers, content_type=self.content_type)


def read_static_file(file: Path, headers: Mapping[str, str]) -> StaticFile:
    """Read a file of the website. Raises MissingWebsiteFile."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise MissingWebsiteFile(
            f"The website's file '{file}' cannot be read: {error.strerror}. It comes with the "
            "product; chat.js is built by 'npm run build' in the folder widget."
        ) from error
    return StaticFile(
        content,
        gzip.compress(content, compresslevel=9, mtime=0),
        CONTENT_TYPES[file.suffix],
        # Weak, because one tag stands for both ways to send the file.
        f'W/"{hashlib.sha256(content).hexdigest()[:32]}"',
        headers,
    )


def _names_tag(header: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag.removeprefix("W/") in tags


def _accepts_gzip(header: str) -> bool:
    for part in header.lower().split(","):
        coding, _, quality = part.replace(" ", "").partition(";q=")
        if coding in ("gzip", "*"):
            return quality.strip("0.") != "" or quality == ""
    return False
