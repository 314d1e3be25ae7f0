"""How the website's files are sent. Over HTTP: tests/channels/test_website.py."""

import gzip
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict

import pytest
from rasa.shared.exceptions import RasaException
from sanic.compat import Header

from assistant.channels.static_files import WEBSITE_FILES, MissingWebsiteFile, read_static_file

CONTENT = b"export const answer = 42;\n" * 50


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "chat.js"
    file.write_bytes(CONTENT)
    return file


def _request(**headers: str) -> Any:
    named: Dict[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(headers=Header(named))


@pytest.mark.parametrize(
    ("accepted", "is_compressed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("deflate, gzip ; q=1", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, br", False),
        ("x-gzip-like", False),
    ],
)
def test_compressed_where_accepted(accepted: str, is_compressed: bool, file: Path) -> None:
    """A client that says gzip gets gzip, and nobody else."""
    answer = read_static_file(file, {}).answer(_request(accept_encoding=accepted))
    assert answer.headers.get("Content-Encoding") == ("gzip" if is_compressed else None)
    body = gzip.decompress(answer.body) if is_compressed else answer.body
    assert body == CONTENT
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_tag_is_of_the_content(file: Path) -> None:
    """The same content has the same tag, another content another."""
    tag = read_static_file(file, {}).etag
    assert read_static_file(file, {}).etag == tag
    for header, status in (
        (tag, 304),
        (tag.removeprefix("W/"), 304),
        (f'"a", {tag}', 304),
        ("*", 304),
        ('"a"', 200),
        ("", 200),
    ):
        answer = read_static_file(file, {}).answer(_request(if_none_match=header))
        assert answer.status == status
    file.write_bytes(b"other")
    assert read_static_file(file, {}).etag != tag


def test_file_is_read_once(file: Path) -> None:
    """What happens to the file later changes nothing."""
    static = read_static_file(file, {})
    file.unlink()
    assert static.answer(_request()).body == CONTENT


def test_missing_file_is_said_in_one_line(tmp_path: Path) -> None:
    """Rasa shows the message without a trace and does not start."""
    with pytest.raises(MissingWebsiteFile) as caught:
        read_static_file(tmp_path / "chat.js", {})
    assert isinstance(caught.value, RasaException)
    assert "chat.js" in str(caught.value)
    assert "npm run build" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["chat.js", "chat.es.js", "demo.html", "demo.css", "demo.svg"])
def test_product_has_its_files(name: str) -> None:
    """The files come with the product."""
    assert read_static_file(WEBSITE_FILES / name, {}).content
