"""Reads lists of phrasings as staff have them: lines, and what spreadsheets write."""

import csv
import io
import re
from pathlib import Path
from typing import Dict, List, Optional, Sequence

from assistant.phrasings.errors import UnreadableList
from assistant.phrasings.findings import Addition
from assistant.phrasings.topic_search import resolve_topic

LARGEST_BYTES = 5 * 1024 * 1024
PHRASING, TOPIC = "phrasing", "topic"
_DELIMITERS = (";", "\t", ",")
# Of a single column: no text holds it.
_NO_DELIMITER = "\x1f"
# Marks of a list that were copied along with its lines.
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013\u2014\u00b7]\s+)")


def read_list_file(file: Path, topic: Optional[str] = None) -> List[Addition]:
    """The additions of a CSV file or of a file of lines. Raises UnreadableList.

    A CSV has a line of headings with `phrasing`, and `topic` unless one is given for all.
    """
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise UnreadableList(f"'{file}' is too large for a list of phrasings. Split it.")
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableList(f"'{file}' cannot be read: {error.strerror}.") from error
    return read_list(content, topic, str(file))


def read_list(content: bytes, topic: Optional[str] = None, name: str = "list") -> List[Addition]:
    """The additions of an uploaded file, CSV or lines. Raises UnreadableList."""
    text = _decode(content, name)
    if _is_csv(text):
        return _read_csv(text, topic, name)
    if topic is None:
        raise UnreadableList(
            f"'{name}' has no line of headings with '{PHRASING}' and '{TOPIC}'. Add one as its "
            "first line, or say which topic all lines teach."
        )
    return read_lines(text, topic)


def read_lines(text: str, topic: str) -> List[Addition]:
    """The additions of pasted text, one a line; empty lines and bullets are left out."""
    return [
        Addition(_BULLET.sub("", line).strip(), resolve_topic(topic), f"line {number}")
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
        if _BULLET.sub("", line).strip()
    ]


def _decode(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        # Valid UTF-8 is hardly ever anything else; older spreadsheets write the Windows encoding.
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableList(
        f"'{name}' is not a text file. Save it from the spreadsheet as 'CSV UTF-8', and not as a "
        "workbook."
    )


def _is_csv(text: str) -> bool:
    return PHRASING in _read_headings(text)


def _read_headings(text: str) -> List[str]:
    first = text.lstrip().split("\n", 1)[0].strip()
    return [_plain(cell) for cell in next(csv.reader([first], delimiter=_delimiter(first)), [])]


def _delimiter(first_line: str) -> str:
    found = [sign for sign in _DELIMITERS if sign in first_line]
    return max(found, key=first_line.count) if found else _NO_DELIMITER


def _read_csv(text: str, topic: Optional[str], name: str) -> List[Addition]:
    text = text.lstrip()
    headings = _read_headings(text)
    if TOPIC not in headings and topic is None:
        raise UnreadableList(
            f"'{name}' has no column '{TOPIC}'. Add it, or say which topic all lines teach."
        )
    reader = csv.reader(
        io.StringIO(text), delimiter=_delimiter(text.split("\n", 1)[0]), strict=True
    )
    additions = []
    try:
        next(reader)
        for row in reader:
            if any(cell.strip() for cell in row):
                additions.append(_read_row(row, headings, topic, name, reader.line_num))
    except csv.Error as error:
        raise UnreadableList(
            f"'{name}', line {reader.line_num}: this is no line of a CSV file ({error}). Look for "
            "a quotation mark that is not closed."
        ) from error
    return additions


def _read_row(
    row: Sequence[str], headings: Sequence[str], topic: Optional[str], name: str, line: int
) -> Addition:
    if len(row) > len(headings) and any(cell.strip() for cell in row[len(headings) :]):
        raise UnreadableList(
            f"'{name}', line {line}: it has {len(row)} columns, and there are {len(headings)} "
            'headings. Put a phrasing that holds the separator into quotation marks: "so, like".'
        )
    cells: Dict[str, str] = dict(zip(headings, row))  # noqa: B905 (a short row lacks its last cells)
    own = cells.get(TOPIC, "").strip() or topic or ""
    return Addition(cells.get(PHRASING, "").strip(), resolve_topic(own), f"line {line}")


def _plain(heading: str) -> str:
    return heading.strip().casefold().rstrip("s") if heading else ""
