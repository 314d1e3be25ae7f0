"""Lists of phrasings as staff have them."""

from pathlib import Path

import pytest

from assistant.phrasings.errors import UnreadableList
from assistant.phrasings.findings import Addition
from assistant.phrasings.phrasing_lists import read_lines, read_list, read_list_file
from tests.phrasings.books import COST, HOURS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_spreadsheets_write_them_in_many_ways(delimiter: str, encoding: str, line_end: str) -> None:
    """Encoding, separator and line ends are recognised; accents arrive as they were."""
    rows = [["Phrasing", "Topic", "Notes"], ["how much, caf\u00e9; so", "clinic/cost", ""]]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in [*rows, ["", "", ""]]]
    content = line_end.join(lines).encode(encoding)
    assert read_list(content) == [Addition("how much, caf\u00e9; so", COST, "line 2")]


def test_columns_may_stand_in_any_order_and_topics_be_titles() -> None:
    """A title is what staff see on a button; an unknown topic is kept for the check to name."""
    text = "topics,who,phrasings\nHow much does it cost,Jo,price\nCLINIC/HOURS,,open\nfoo,,bar\n"
    assert read_list(text.encode()) == [
        Addition("price", COST, "line 2"),
        Addition("open", HOURS, "line 3"),
        Addition("bar", "foo", "line 4"),
    ]


def test_one_topic_for_all() -> None:
    """It fills the empty cells, and stands for a column that is not there."""
    text = "phrasing;topic\nprice;\nopen;clinic/hours\n"
    assert [one.topic for one in read_list(text.encode(), COST)] == [COST, HOURS]
    assert read_list(b"Phrasing\nso, what; then\n", COST) == [
        Addition("so, what; then", COST, "line 2")
    ]


def test_cell_may_hold_lines() -> None:
    """The number is that of its last line; the text is cleaned by the check."""
    assert read_list(b'phrasing,topic\n"how\nmuch",clinic/cost\n') == [
        Addition("how\nmuch", COST, "line 3")
    ]


def test_pasted_lines() -> None:
    """Empty lines and bullets are no part of phrasings; the numbers are those of the lines."""
    text = "- how much\r\n\r\n\u2022 what price\n  * -5 degrees\nlast-minute price"
    assert read_lines(text, "clinic/cost") == [
        Addition("how much", COST, "line 1"),
        Addition("what price", COST, "line 3"),
        Addition("-5 degrees", COST, "line 4"),
        Addition("last-minute price", COST, "line 5"),
    ]
    assert read_list(text.encode(), COST) == read_lines(text, COST)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"how much\nwhat price\n", "line of headings"),
        (b"phrasing\nhow much\n", "no column 'topic'"),
        (b"phrasing,topic\nhow much, really,clinic/cost\n", "line 2: it has 3 columns"),
        (b'phrasing,topic\n"how much,clinic/cost\n', "line 2.*quotation mark"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"phrasing,topic\n\x81\xff,x\n", "not a text file"),
    ],
)
def test_unusable_list_says_what_to_do(content: bytes, words: str) -> None:
    """Nothing of such a file is taken, so that no line is lost unseen."""
    with pytest.raises(UnreadableList, match=words):
        read_list(content)


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    """The message names it."""
    with pytest.raises(UnreadableList, match=r"list.csv' cannot be read: No such file"):
        read_list_file(tmp_path / "list.csv")
    file = tmp_path / "list.csv"
    file.write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    with pytest.raises(UnreadableList, match="too large"):
        read_list_file(file)
    file.write_text("phrasing,topic\nprice,clinic/cost\n", encoding="utf-8")
    assert read_list_file(file) == [Addition("price", COST, "line 2")]
